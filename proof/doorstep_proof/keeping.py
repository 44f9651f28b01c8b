"""Writes files that are still there after a power cut, under their name and whole: keys, and what was signed or seen last.

A file's content is on the disk when it is synced, its name only when its folder is.
"""

import os
from pathlib import Path

PRIVATE = 0o600


def write_new(path: Path, content: str | bytes) -> None:
    """A file that was not there, readable by its owner alone. Raises FileExistsError."""
    _write(path, os.O_EXCL, content)
    settle_folder(path.parent)


def write_whole(path: Path, content: str | bytes) -> None:
    """In the place of what stood there, all or nothing, readable by its owner alone."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    _write(fresh, os.O_TRUNC, content)
    fresh.replace(path)
    settle_folder(path.parent)


def settle_folder(folder: Path) -> None:
    """Make its names durable, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, how: int, content: str | bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | how, PRIVATE), "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
