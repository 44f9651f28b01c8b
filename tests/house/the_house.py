"""What the house tests look at: our own files, each read once."""

import ast
import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".venv", ".git", "var", "__pycache__", "node_modules", "build", "dist", "vendor"}
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".html",
    ".css",
    ".js",
    ".sh",
    ".yml",
    ".yaml",
    ".typ",
    ".sql",
    ".txt",
    ".service",
    ".cfg",
}


@cache
def files(suffix: str | None = None) -> tuple[Path, ...]:
    """Our text files below the root, sorted; with `suffix` only those."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS and not name.endswith("_cache"))
        found += [Path(folder) / name for name in sorted(names)]
    return tuple(path for path in found if (path.suffix == suffix if suffix else path.suffix in TEXT))


def sources() -> tuple[Path, ...]:
    """Our Python files, migrations left out: those are written by Django and never read again."""
    return tuple(path for path in files(".py") if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def text(path: Path) -> str:
    """What is in it, whatever it is: the museum keeps files in broken encodings on purpose."""
    return path.read_text("utf-8", errors="replace")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
