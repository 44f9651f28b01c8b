"""What is wrong with the outlines of places, in sentences that the person who drew them can act on. Pure.

Finds outlines that cross themselves, siblings that overlap, parents that their children leave uncovered, children outside
their parent. Mends nothing: only the person who knows the street can say where the border runs.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from doorstep.kernel.geography import Place
from doorstep.kernel.words import Words
from doorstep.store.places.outlines import shape_of

METRES_PER_DEGREE = 111_195.0
SLIVER = 100.0
"""Square metres below which a gap or overlap is taken for the pen's width."""


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """`codes` are the places concerned, the one to look at first in front. A `self_crossing` outline cannot be used."""

    kind: Literal["self_crossing", "overlap", "gap", "outside_parent"]
    codes: tuple[str, ...]
    words: Words
    square_metres: float = 0.0


def find_flaws(places: Iterable[Place]) -> tuple[Flaw, ...]:
    """Every flaw, place by place in the order of their paths."""
    ordered = sorted(places, key=lambda place: place.path)
    shapes = {place.code: shape_of(place.area) for place in ordered if place.area}
    crossing = {code for code, shape in shapes.items() if not shape.is_valid}
    flaws = [_self_crossing(place, shapes[place.code]) for place in ordered if place.code in crossing]
    sound = [place for place in ordered if place.code in shapes and place.code not in crossing]
    for group in _families(sound).values():
        flaws += _overlaps(group, shapes)
    flaws += _against_parents(sound, shapes)
    return tuple(flaws)


def _families(places: Sequence[Place]) -> dict[str, list[Place]]:
    families: dict[str, list[Place]] = {}
    for place in places:
        families.setdefault(place.parent, []).append(place)
    return families


def _self_crossing(place: Place, shape: BaseGeometry) -> Flaw:
    where = shapely.is_valid_reason(shape).partition("[")[2].rstrip("]") or "?"
    return Flaw(
        kind="self_crossing",
        codes=(place.code,),
        words=Words(
            zh=f"“{place.label.zh}”的边界线自己和自己相交（在 {where} 附近），请重画这一段",
            en=f"The outline of {place.label.en} crosses itself (near {where}); draw this stretch again",
        ),
    )


def _overlaps(siblings: Sequence[Place], shapes: Mapping[str, BaseGeometry]) -> Iterator[Flaw]:
    tree = shapely.STRtree([shapes[place.code] for place in siblings])
    for index, place in enumerate(siblings):
        for other in sorted(int(n) for n in tree.query(shapes[place.code], predicate="intersects") if n > index):
            size = _size(shapely.intersection(shapes[place.code], shapes[siblings[other].code]))
            if size >= SLIVER:
                yield _overlap(place, siblings[other], size)


def _overlap(place: Place, other: Place, size: float) -> Flaw:
    zh, en = _area_words(size)
    return Flaw(
        kind="overlap",
        codes=(place.code, other.code),
        square_metres=size,
        words=Words(
            zh=f"“{place.label.zh}”和“{other.label.zh}”重叠了{zh}，请定下这块归谁",
            en=f"{place.label.en} and {other.label.en} overlap by {en}; decide whose it is",
        ),
    )


def _against_parents(places: Sequence[Place], shapes: Mapping[str, BaseGeometry]) -> Iterator[Flaw]:
    families = _families(places)
    for parent in places:
        children = families.get(parent.code, [])
        for child in children:
            outside = shapely.difference(shapes[child.code], shapes[parent.code])
            if (size := _size(outside)) >= SLIVER:
                yield _outside(child, parent, _instead(outside, parent, places, shapes), size)
        if children:
            covered = shapely.union_all([shapes[child.code] for child in children])
            rest = shapely.difference(shapes[parent.code], covered)
            if (size := _size(rest)) >= SLIVER:
                yield _gap(parent, rest, size)


def _instead(
    outside: BaseGeometry, parent: Place, places: Sequence[Place], shapes: Mapping[str, BaseGeometry]
) -> Place | None:
    """The place of the parent's level that holds most of what lies outside."""
    rivals = [place for place in places if place.level == parent.level and place is not parent]
    shares = [(shapely.intersection(outside, shapes[rival.code]).area, rival) for rival in rivals]
    share, rival = max(shares, key=lambda pair: pair[0], default=(0.0, parent))
    return rival if share > outside.area / 2 else None


def _outside(child: Place, parent: Place, instead: Place | None, size: float) -> Flaw:
    zh, en = _area_words(size)
    zh_there, en_there = (
        (f"，多数落在“{instead.label.zh}”里", f", mostly in {instead.label.en}") if instead else ("", "")
    )
    return Flaw(
        kind="outside_parent",
        codes=(child.code, parent.code, *([instead.code] if instead else [])),
        square_metres=size,
        words=Words(
            zh=f"“{child.label.zh}”有{zh}在上级“{parent.label.zh}”之外{zh_there}，请改边界或改上级",
            en=f"{en} of {child.label.en} lie outside {parent.label.en}{en_there}; mend the outline or the parent",
        ),
    )


def _gap(parent: Place, rest: BaseGeometry, size: float) -> Flaw:
    zh, en = _area_words(size)
    point = max(shapely.get_parts(rest), key=lambda part: part.area).representative_point()
    where = f"{point.x:.5f}, {point.y:.5f}"
    return Flaw(
        kind="gap",
        codes=(parent.code,),
        square_metres=size,
        words=Words(
            zh=f"“{parent.label.zh}”里有{zh}不属于任何下级（例如 {where}），请划给相邻的一个",
            en=f"{en} of {parent.label.en} belong to nothing below it (e.g. {where}); give them to a neighbour",
        ),
    )


def _size(shape: BaseGeometry) -> float:
    """Square metres of a small shape in degrees."""
    if shape.is_empty or not shape.area:
        return 0.0
    return float(shape.area) * METRES_PER_DEGREE**2 * math.cos(math.radians(shape.centroid.y))


def _area_words(size: float) -> tuple[str, str]:
    if size >= 1_000_000:
        return f" {size / 1_000_000:.1f} 平方公里", f"{size / 1_000_000:.1f} km²"
    return f"约 {size:.0f} 平方米", f"some {size:.0f} m²"
