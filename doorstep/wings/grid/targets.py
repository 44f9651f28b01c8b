"""What rounds go to: places of the tree and the buildings and points below them, each with its name and its path."""

from collections.abc import Iterable
from dataclasses import dataclass

from doorstep.kernel.gridwork.books import PLACE_LEVELS, POINT_LEVELS
from doorstep.kernel.standing import community_of
from doorstep.kernel.words import Words
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.grid.models import Point


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Where a round goes. `path` is the place's own, or that of the place a building stands in."""

    code: str
    label: Words
    level: str
    path: str

    @property
    def community(self) -> str:
        return community_of(self.path)


def targets_of(levels: Iterable[str]) -> list[Target]:
    """Every one in use, by path."""
    wanted = set(levels)
    places = [
        Target(code=spot.code, label=spot.label, level=spot.level, path=spot.path)
        for spot in atlas().of_level(*(wanted & set(PLACE_LEVELS)))
    ]
    kinds = wanted & set(POINT_LEVELS)
    points = Point.objects.filter(kind__in=kinds, is_retired=False).order_by("code") if kinds else ()
    return [*places, *map(target_of, points)]


def target_of(point: Point) -> Target:
    """A building or point."""
    return Target(code=point.code, label=Words(zh=point.zh, en=point.en), level=point.kind, path=point.place_path)


def names_of(codes: Iterable[str]) -> dict[str, Words]:
    """Names of places and points by their codes; one statement when there are points among them."""
    wanted = set(codes)
    found = {code: spot.label for code in wanted if (spot := atlas().get(code))}
    if rest := wanted - found.keys():
        found |= {point.code: Words(zh=point.zh, en=point.en) for point in Point.objects.filter(code__in=rest)}
    return found


def unit_for(path: str) -> str:
    """Code of the unit that answers for the community a path lies in, "" where none does."""
    community = community_of(path)
    unit = unit_tree().for_place(community) if community else None
    return unit.code if unit else ""
