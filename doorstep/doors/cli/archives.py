"""An archive of one jurisdiction: a tar with its schema, its files, its waiting jobs, and a manifest with the hash of each.

Personal data are in it as they are in the database: encrypted under the installation's field key, which is not in it. An
archive can be restored only where that key is, and the manifest says which by a fingerprint.
"""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FORMAT = 1
MANIFEST, SCHEMA, JOBS, FILES = "manifest.json", "schema.dump", "jobs.json", "files"


class ArchiveBroken(Exception):
    """备份文件不完整或被改动过，不能用来恢复。"""


class OtherKey(Exception):
    """这份备份是用另一把密钥加密的：请把当时的 DOORSTEP_FIELD_KEY 放回来再恢复。"""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an archive says of itself. `parts` maps each member's name to its SHA-256."""

    format: int
    name: str
    schema: str
    pack: str
    hosts: list[str]
    is_simulated: bool
    made_at: str
    made_by: str
    key: str
    parts: dict[str, str]


def fingerprint(key: str) -> str:
    """Enough to recognise a key, not enough to find it."""
    return hashlib.sha256(f"doorstep field key {key}".encode()).hexdigest()[:16]


@contextmanager
def new_archive(target: Path) -> Iterator[Path]:
    """A folder to fill; packed into `target` (0600) when the block succeeds, all or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        yield Path(folder)
        packed = Path(folder) / "packed.tar"
        with open(os.open(packed, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w") as tar:
                for part in (MANIFEST, SCHEMA, JOBS, FILES):
                    if (Path(folder) / part).exists():
                        tar.add(Path(folder) / part, part)
            raw.flush()
            os.fsync(raw.fileno())
        packed.replace(target)


def describe(folder: Path, *, entry: Any, key: str, now: datetime) -> None:
    """Writes the manifest of what is in `folder`; `entry` is the jurisdiction's line in the register."""
    manifest = Manifest(
        format=FORMAT,
        name=entry.name,
        schema=entry.schema,
        pack=entry.pack,
        hosts=list(entry.hosts),
        is_simulated=entry.is_simulated,
        made_at=now.isoformat(timespec="seconds"),
        made_by=f"doorstep {version('doorstep')}",
        key=fingerprint(key),
        parts=_hashes(folder),
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), "utf-8")


@contextmanager
def opened_archive(source: Path) -> Iterator[tuple[Path, Manifest]]:
    """Its parts in a folder, each checked against the manifest. Raises ArchiveBroken."""
    with TemporaryDirectory(prefix="doorstep-restore-") as folder:
        try:
            _unpack(source, Path(folder))
            manifest = Manifest(**json.loads((Path(folder) / MANIFEST).read_text("utf-8")))
        except (tarfile.TarError, OSError, ValueError, TypeError) as error:
            raise ArchiveBroken(f"{source}: {error}") from error
        found = _hashes(Path(folder))
        if manifest.format != FORMAT or found != manifest.parts:
            differing = sorted(
                name for name in found.keys() | manifest.parts if found.get(name) != manifest.parts.get(name)
            )
            raise ArchiveBroken(f"{source}: {', '.join(differing[:5])}")
        yield Path(folder), manifest


def _unpack(source: Path, folder: Path) -> None:
    """Plain files below `folder` and nothing else, whatever the archive says."""
    with tarfile.open(source) as tar:
        for member in tar:
            target = (folder / member.name).resolve()
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or not target.is_relative_to(folder.resolve()):
                if member.isdir():
                    continue
                raise ArchiveBroken(f"{source}: {member.name}")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                shutil.copyfileobj(content, file)


def _hashes(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found
