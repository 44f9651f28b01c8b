"""A row of small bars: how many came when. Pure; drawn by the page as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 6, 24, 2


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Where a bar stands and how high it is, in units of the drawing."""

    x: int
    y: int
    height: int


def spark(counts: Sequence[int]) -> tuple[Bar, ...]:
    """The highest fills the height; what is not nothing is seen."""
    most = max(counts, default=0)
    heights = [max(2, round(HEIGHT * count / most)) if count else 0 for count in counts]
    return tuple(Bar(x=turn * (WIDTH + GAP), y=HEIGHT - high, height=high) for turn, high in enumerate(heights))
