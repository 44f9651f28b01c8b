"""A measured figure, and how a list of them is shown and kept."""

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAPER = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
MARK = "<!-- measured by `make bench`: do not edit below -->"


@dataclass(frozen=True)
class Figure:
    """`ratio` is against the reference of the same run; `target` in words."""

    what: str
    value: float
    unit: str
    ratio: float | None = None
    target: str = ""
    note: str = ""

    def row(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        return f"| {self.what} | {self.value:,.4g} {self.unit} | {ratio} | {self.target} | {self.note} |"


def machine() -> str:
    """Enough to compare by, nothing that identifies."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def commit() -> str:
    done = subprocess.run(
        ["git", "log", "-1", "--format=%h"], capture_output=True, text=True, cwd=PAPER.parent, check=False
    )
    return done.stdout.strip() or "?"


def table(title: str, figures: list[Figure]) -> str:
    rows = "\n".join(figure.row() for figure in figures)
    return f"### {title}\n\n| what | measured | ratio | target | note |\n|---|---|---|---|---|\n{rows}\n"


def keep(parts: dict[str, str]) -> None:
    """Put the parts measured now into the paper; parts not measured keep their last figures."""
    before, _, after = (PAPER.read_text() if PAPER.exists() else "").partition(MARK)
    known = {f"### {piece.splitlines()[0]}": f"### {piece}" for piece in after.split("### ")[1:]}
    stamp = f"_{datetime.now(UTC):%Y-%m-%d}, {machine()}, commit {commit()}_\n"
    for title, text in parts.items():
        known[f"### {title}"] = f"{text}\n{stamp}"
    PAPER.parent.mkdir(exist_ok=True)
    PAPER.write_text(f"{before}{MARK}\n\n" + "\n".join(piece.rstrip() + "\n" for piece in known.values()))
