"""Outlines between their three forms: tuples as the pack tells them, WKB as the table keeps them, shapes to reckon with."""

import shapely
from shapely.geometry.base import BaseGeometry

from doorstep.kernel.geojson import Area


def shape_of(area: Area) -> BaseGeometry:
    """A polygon, or several; an empty polygon where no outline is known. Crossing rings are kept as they are."""
    parts = [shapely.Polygon(outer, holes) for outer, *holes in area]
    if not parts:
        return shapely.Polygon()
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def wkb_of(shape: BaseGeometry) -> bytes:
    """The same shape in the same bytes every time, whatever machine wrote it."""
    raw: bytes = shapely.to_wkb(shape, byte_order=1, output_dimension=2)
    return raw
