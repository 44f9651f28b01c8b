"""What is reckoned of whistles: how far from the spot somebody checked in, and shares that never pretend. Pure."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]
EARTH_M = 6_371_008.8
HOUSEHOLDS = 1000
CASES = 100


def metres_between(one: Point, other: Point) -> int:
    """Along the great circle, between two points in degrees (longitude, latitude)."""
    (lon, lat), (lon2, lat2) = one, other
    half = sin(radians(lat2 - lat) / 2) ** 2
    half += cos(radians(lat)) * cos(radians(lat2)) * sin(radians(lon2 - lon) / 2) ** 2
    return round(2 * EARTH_M * asin(min(1.0, sqrt(half))))


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many of so many. `value` is None, and shown as “—”, where there was nothing to share."""

    part: int
    of: int

    @property
    def value(self) -> float | None:
        return self.part / self.of if self.of else None


@dataclass(frozen=True, kw_only=True)
class Rate:
    """So many whistles for each `per` of `base` things; `value` is None where the base is nothing or unknown."""

    count: int
    base: int
    per: int

    @property
    def value(self) -> float | None:
        return self.count * self.per / self.base if self.base else None


def whistle_rate(count: int, *, households: int | None, cases: int) -> Rate:
    """For each 1000 households where their number is known, else for each 100 cases of the same time: never made up."""
    if households:
        return Rate(count=count, base=households, per=HOUSEHOLDS)
    return Rate(count=count, base=cases, per=CASES)
