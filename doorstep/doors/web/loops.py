"""A loop 环 as a picture: stations on a circle, each a link that opens its records, arcs with heads between them. Plain SVG."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, pi, sin
from typing import Any

CENTRE, ROUND, WIDTH = 330.0, 248.0, 156.0
HEIGHT = 76.0
GAP = 0.38
MIDDLE = 300.0


@dataclass(frozen=True, kw_only=True)
class Station:
    """A stop of the loop: its count, and where its records are; `x`, `y` its middle."""

    name: str
    label: str
    count: str
    url: str
    x: float = 0.0
    y: float = 0.0

    @property
    def left(self) -> str:
        return f"{self.x - WIDTH / 2:.1f}"

    @property
    def top(self) -> str:
        return f"{self.y - HEIGHT / 2:.1f}"

    @property
    def label_y(self) -> str:
        return f"{self.y + 25:.1f}"

    @property
    def count_y(self) -> str:
        return f"{self.y - 4:.1f}"

    @property
    def is_empty(self) -> bool:
        return self.count in ("0", "—")


@dataclass(frozen=True, kw_only=True)
class Way:
    """An arc between two stations."""

    path: str
    head: str


def _angle(turn: float, of: int) -> float:
    return 2 * pi * turn / of - pi / 2


def _placed(stations: Sequence[Station]) -> list[Station]:
    """On a circle, clockwise from the top."""
    of = len(stations)
    return [
        replace(one, x=CENTRE + ROUND * cos(_angle(turn, of)), y=CENTRE + ROUND * sin(_angle(turn, of)))
        for turn, one in enumerate(stations)
    ]


def _ways(of: int) -> list[Way]:
    """Arcs along the circle between neighbours, each with its head."""
    found = []
    for turn in range(of):
        start, end = _angle(turn + GAP, of), _angle(turn + 1 - GAP, of)
        x, y = CENTRE + ROUND * cos(end), CENTRE + ROUND * sin(end)
        found.append(
            Way(
                path=f"M{CENTRE + ROUND * cos(start):.1f} {CENTRE + ROUND * sin(start):.1f} A{ROUND:.0f} {ROUND:.0f} 0 0 1 {x:.1f} {y:.1f}",
                head=_head(x, y, end + pi / 2),
            )
        )
    return found


def _head(x: float, y: float, towards: float) -> str:
    corners = ((11, 0.0), (7, 2 * pi / 3), (7, -2 * pi / 3))
    return " ".join(f"{x + far * cos(towards + turn):.1f},{y + far * sin(towards + turn):.1f}" for far, turn in corners)


def drawn(stations: Sequence[Station], middle: Sequence[object]) -> dict[str, Any]:
    """What `components/loop.html` asks for; `middle`: what is written inside, a paragraph each."""
    found = _placed(stations)
    return {
        "stations": found,
        "ways": _ways(len(found)),
        "size": int(2 * CENTRE),
        "centre": int(CENTRE),
        "width": WIDTH,
        "height": HEIGHT,
        "middle": middle,
        "inside": int(CENTRE - MIDDLE / 2),
        "across": int(MIDDLE),
    }
