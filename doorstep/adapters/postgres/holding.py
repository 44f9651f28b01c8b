"""File locks that the kernel lets go when their holder dies, however it dies: all that the supervisor knows of its users.

A *holder* keeps a shared lock while it uses the server; the keeper waits for the exclusive one, which comes when the last
holder has gone.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StillLocked(Exception):
    """等待数据库锁超时。"""


def grab(path: Path, *, is_shared: bool = False) -> int:
    """An open, locked file; waits as long as it takes. Closing it (or dying) lets go."""
    handle = _open(path)
    fcntl.flock(handle, fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX)
    return handle


def try_grab(path: Path) -> int | None:
    """An open, exclusively locked file, or None when somebody holds it."""
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def is_held(path: Path) -> bool:
    if (handle := try_grab(path)) is None:
        return True
    os.close(handle)
    return False


@contextmanager
def locked(path: Path) -> Iterator[None]:
    handle = grab(path)
    try:
        yield
    finally:
        os.close(handle)


def wait_until_free(path: Path, *, seconds: float) -> None:
    """Raises StillLocked."""
    until = time.monotonic() + seconds
    while is_held(path):
        if time.monotonic() > until:
            raise StillLocked(f"{path} is still held after {seconds:.0f} seconds")
        time.sleep(0.05)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
