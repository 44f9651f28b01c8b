"""Posts messages to other systems' addresses, and nowhere else: no private networks unless allowed, no redirects, no waiting.

One Protocol, a real poster, and for tests a real server on this machine that listens. Knows nothing of what is posted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Reason(StrEnum):
    """Why something was not posted; the first three are about the address itself, as it is written or where it leads."""

    MALFORMED = "malformed"
    PLAIN = "plain"
    INSIDE = "inside"
    NO_HOST = "no_host"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    BROKEN_OFF = "broken_off"
    SLOW = "slow"
    CERTIFICATE = "certificate"
    MOVED = "moved"


class NotPosted(Exception):
    """对方没有收下。"""

    def __init__(self, reason: Reason, about: str = "") -> None:
        super().__init__(reason, about)
        self.reason, self.about = reason, about


class AddressNotAllowed(NotPosted):
    """这个地址不能推送。"""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the other side said; `status` is an HTTP status of any kind but a redirect."""

    status: int


class Poster(Protocol):
    """Posts bytes to an address."""

    def check(self, url: str) -> None:
        """Raises AddressNotAllowed for an address that would never be posted to."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One try. Raises NotPosted with its reason."""


class NothingPosts(Exception):
    """还没有说明由谁来推送。"""


_in_use: list[Poster] = []


def use(poster: Poster) -> None:
    """Post through this one from now on. Called by the wiring, and by tests."""
    _in_use[:] = [poster]


def poster() -> Poster:
    """Whoever posts in this process. Raises NothingPosts before the wiring is done."""
    if not _in_use:
        raise NothingPosts
    return _in_use[0]
