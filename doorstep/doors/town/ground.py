"""The ground people stand on: communities of the pack, with their units, grids, and points that lie inside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import shapely

from doorstep.kernel.datums import gcj_from_wgs, wgs_from_gcj
from doorstep.kernel.geography import Place, Unit
from doorstep.store.places.atlas import atlas
from doorstep.wings.town.gazetteer import Life

WELL_KNOWN, LIVELY = 5.0, 1.7
Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A micro-grid, the code of the grid around it, and the community."""

    place: Place
    grid: str
    community: Place


@dataclass(frozen=True, kw_only=True)
class Neighbourhood:
    """A community: its unit, how much is said there, and its micro-grids."""

    unit: str
    weight: float
    spots: tuple[Spot, ...]

    def spot(self, rng: Random) -> Spot:
        """Some micro-grid; the first grid is the liveliest, so that its worker has something to do."""
        first = [spot for spot in self.spots if spot.grid == self.spots[0].grid]
        return rng.choice(first if rng.random() < 0.35 else self.spots)


def neighbourhoods(units: Sequence[Unit], places: Sequence[Place], life: Life) -> tuple[Neighbourhood, ...]:
    """Every community in the order of the pack; most is said in the first, more in lively streets."""
    return tuple(
        Neighbourhood(
            unit=unit.code,
            weight=WELL_KNOWN
            if unit.code == life.first_community
            else LIVELY
            if unit.parent in life.lively_streets
            else 1.0,
            spots=_spots(unit.place, places),
        )
        for unit in units
        if unit.kind == "community"
    )


def _spots(community: str, places: Sequence[Place]) -> tuple[Spot, ...]:
    around = next(place for place in places if place.code == community)
    grids = [place.code for place in places if place.parent == community and place.level == "grid"]
    return tuple(Spot(place=place, grid=place.parent, community=around) for place in places if place.parent in grids)


def point_in(place: Place, rng: Random) -> Point:
    """A point inside the place, in degrees."""
    shape = shapely.Polygon(place.area[0][0], place.area[0][1:])
    west, south, east, north = shape.bounds
    for _ in range(40):
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        if shape.contains(shapely.Point(lon, lat)):
            return lon, lat
    inside = shape.representative_point()
    return inside.x, inside.y


def point_well_in(place: Place, grid: str, rng: Random) -> Point:
    """A point that the map finds within this grid again, also after a detour through another datum."""
    places = atlas()
    around = places.get(grid)
    points = (point_in(place, rng) for _ in range(40))
    for point in points:
        found = places.place_at(*wgs_from_gcj(gcj_from_wgs(point)))
        if found is not None and around is not None and found.path.startswith(around.path):
            return point
    return point_in(place, rng)
