"""Draws a place within its community as a small picture of two outlines: for paper, and for browsers without scripts."""

import math

import shapely

from doorstep.store.places.models import Place

EDGE = 320
MARGIN = 4


def sketch_of(code: str, around: str) -> str:
    """SVG markup made of numbers alone; "" where an outline is not known."""
    rows = {row.code: row for row in Place.objects.filter(code__in={code, around}, area__isnull=False)}
    if code not in rows or around not in rows:
        return ""
    outer, inner = (shapely.from_wkb(bytes(rows[one].area or b"")) for one in (around, code))
    west, south, east, north = outer.bounds
    shrink = math.cos(math.radians(north))
    scale = EDGE / max((east - west) * shrink, north - south)
    size = f"{(east - west) * shrink * scale + 2 * MARGIN:.0f} {(north - south) * scale + 2 * MARGIN:.0f}"

    def path(shape: shapely.Geometry) -> str:
        rings = [part.exterior.coords for part in shapely.get_parts(shape)]
        points = [
            " ".join(f"{(x - west) * shrink * scale:.1f},{(north - y) * scale:.1f}" for x, y in ring) for ring in rings
        ]
        return "".join(f"M{ring}Z" for ring in points)

    own = f'<path class="own" d="{path(inner)}"/>' if code != around else ""
    return f'<svg viewBox="-{MARGIN} -{MARGIN} {size}"><path class="around" d="{path(outer)}"/>{own}</svg>'
