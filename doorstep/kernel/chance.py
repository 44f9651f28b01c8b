"""Random bytes for identifiers, salts and nonces, fetched from the operating system a page at a time.

Each call to the system lets another thread take the interpreter, which in a crowd costs more than everything done with the
bytes. None is handed out twice: every thread has its own page, and a forked child throws its parent's away.
"""

import os
import threading
from collections.abc import Callable

PAGE = 4096


class _Page(threading.local):
    """What this thread has left."""

    left: bytes = b""
    at: int = 0


_page = _Page()


def random_bytes(count: int) -> bytes:
    """`count` bytes from the system's cryptographic source; at most a page of them."""
    end = _page.at + count
    if end > len(_page.left):
        if count > PAGE:
            raise ValueError("more than a page of random bytes")
        _page.left, _page.at, end = os.urandom(PAGE), 0, count
    given = _page.left[_page.at : end]
    _page.at = end
    return given


def pool() -> Callable[[int], bytes]:
    """`random_bytes` for one thread that draws very much at once and does not fork meanwhile: less than a third of the time."""
    left, at = b"", 0

    def draw(count: int) -> bytes:
        nonlocal left, at
        end = at + count
        if end > len(left):
            if count > PAGE:
                raise ValueError("more than a page of random bytes")
            left, at, end = os.urandom(PAGE), 0, count
        given = left[at:end]
        at = end
        return given

    return draw


def _throw_away() -> None:
    _page.left, _page.at = b"", 0


os.register_at_fork(after_in_child=_throw_away)
