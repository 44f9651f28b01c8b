"""The big icons of a snap: what people on the road see most, as far as the town's categories know it. Draws, decides nothing."""

from dataclasses import dataclass

from doorstep.kernel.words import Words
from doorstep.store.cases import towns

# Category and the strokes of its icon on a field of 24 by 24; of those that the pack has, in this order.
TILES = (
    ("streets.garbage", "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5"),
    ("roads.surface", "M6 21 9 3M18 21 15 3M12 4v3M12 10v4M12 17v4"),
    ("roads.manhole", "M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M7 9.5h10M6 12.5h12M7.5 15.5h9"),
    ("roads.lamp", "M7 21V5a2 2 0 0 1 2-2h6M15 3l4 5h-8zM4 21h6M15 11v2M12.5 10.5l-1 2M17.5 10.5l1 2"),
    (
        "utilities.drainage",
        "M12 3c3 4 5 6 5 9a5 5 0 0 1-10 0c0-3 2-5 5-9M3 20c2-1.5 4-1.5 6 0s4 1.5 6 0 4-1.5 6 0",
    ),
    ("utilities.network", "M3 4v17M21 4v17M3 6c5 7 13 7 18 0M3 10c5 7 13 7 18 0"),
    ("traffic.parking", "M5 3h14v18H5zM10 17V7h3a3 3 0 0 1 0 6h-3"),
    (
        "traffic.bikes",
        "M6 14a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M18 14a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M6 17.5 10 9h5l3 8.5M9 6h3",
    ),
    ("safety.fire", "M12 3c1 4 6 6 6 11a6 6 0 0 1-12 0c0-2 1-4 2-5 0 2 1 3 2 3 1-3 0-6 2-9"),
    ("safety.buildings", "M4 21V8l8-5 8 5v13zM12 8l-2 4 4 2-2 4"),
    ("streets.stalls", "M4 9h16l-2-5H6zM6 9v12M18 9v12M6 14h12"),
    ("community.other", "M5 12h.01M12 12h.01M19 12h.01"),
)
FEWEST = 4
PLAIN = "M5 12h.01M12 12h.01M19 12h.01"


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One icon: the category it stands for, what is written below it, its strokes."""

    code: str
    label: Words
    strokes: str


def tiles() -> tuple[Tile, ...]:
    """In a town with categories of its own making, their first level."""
    known = towns.pack().categories
    found = tuple(
        Tile(code=code, label=known.by_code[code].label, strokes=strokes)
        for code, strokes in TILES
        if code in known.by_code
    )
    if len(found) >= FEWEST:
        return found
    return tuple(Tile(code=one.code, label=one.label, strokes=PLAIN) for one in known.classes)
