"""Proposes where faces and number plates are in a picture 人脸和车牌. A proposal only: a person confirms, moves, adds.

One Protocol; `cascades` looks with the models inside OpenCV's package, in a process of its own that ends with the picture, so
that neither its memory nor a picture made to break it stays with us; `blind` proposes nothing and says so. Nobody is recognised.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

What = Literal["face", "plate"]


@dataclass(frozen=True, kw_only=True)
class Box:
    """Where something is, in thousandths of the picture's width and height."""

    what: What
    x: int
    y: int
    width: int
    height: int


class Looker(Protocol):
    """Looks at a JPEG."""

    def look(self, jpeg: bytes) -> tuple[Box, ...]:
        """Boxes from the top down. Raises CannotLook when there is nobody to look."""


class CannotLook(Exception):
    """这会儿没法自动找人脸和车牌，请自己框。"""


_in_use: list[Looker] = []


def use(looker: Looker) -> None:
    """Look with this from now on. Called by the wiring, and by tests."""
    _in_use[:] = [looker]


def looker() -> Looker:
    """Whoever looks in this process: OpenCV's models unless something else was put in use."""
    if not _in_use:
        from doorstep.adapters.vision.cascades import Cascades

        use(Cascades())
    return _in_use[0]
