"""From the coordinates that Chinese maps and WeChat speak to WGS-84, and back: GCJ-02 and BD-09.

GCJ-02 shifts every point within mainland China by some hundreds of metres through a fixed formula without an inverse; the inverse
here is found by iterating until it is exact to a millimetre. BD-09 is GCJ-02 shifted once more. Points outside China are
left as they are. Source of the formulas: the widely published reconstruction, checked against known landmarks.
"""

import math

Point = tuple[float, float]
"""Longitude, latitude in degrees."""

AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323  # Krasovsky 1940
CLOSE_ENOUGH = 1e-9
TURN = math.pi * 3000.0 / 180.0


def gcj_from_wgs(point: Point) -> Point:
    """What a Chinese map shows for a true position."""
    lon, lat = point
    if not is_in_china(point):
        return point
    x, y = lon - 105.0, lat - 35.0
    north, east = _north(x, y), _east(x, y)
    radians = math.radians(lat)
    bend = 1 - ECCENTRICITY * math.sin(radians) ** 2
    north = north * 180.0 / (AXIS * (1 - ECCENTRICITY) / (bend * math.sqrt(bend)) * math.pi)
    east = east * 180.0 / (AXIS / math.sqrt(bend) * math.cos(radians) * math.pi)
    return lon + east, lat + north


def wgs_from_gcj(point: Point) -> Point:
    """The true position of a point on a Chinese map."""
    if not is_in_china(point):
        return point
    lon, lat = point
    for _ in range(30):
        shown = gcj_from_wgs((lon, lat))
        east, north = point[0] - shown[0], point[1] - shown[1]
        lon, lat = lon + east, lat + north
        if abs(east) < CLOSE_ENOUGH and abs(north) < CLOSE_ENOUGH:
            break
    return lon, lat


def wgs_from_bd(point: Point) -> Point:
    """The true position of a point on a map of Baidu."""
    x, y = point[0] - 0.0065, point[1] - 0.006
    length = math.hypot(x, y) - 0.00002 * math.sin(y * TURN)
    angle = math.atan2(y, x) - 0.000003 * math.cos(x * TURN)
    return wgs_from_gcj((length * math.cos(angle), length * math.sin(angle)))


def is_in_china(point: Point) -> bool:
    """Within the box in which the formulas shift anything at all."""
    lon, lat = point
    return 72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271


def _waves(x: float, along: float) -> float:
    return (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0 + (
        20.0 * math.sin(along * math.pi) + 40.0 * math.sin(along / 3.0 * math.pi)
    ) * 2.0 / 3.0


def _north(x: float, y: float) -> float:
    return (
        -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * math.sqrt(abs(x))
        + _waves(x, y)
        + (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    )


def _east(x: float, y: float) -> float:
    return (
        300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * math.sqrt(abs(x))
        + _waves(x, x)
        + (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    )
