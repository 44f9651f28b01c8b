"""Draws a demo town from its plan: rivers, streets between them, communities, grids, micro-grids. Pure and seeded.

Same seed, same bytes. Every level partitions the level above it: the borders are drawn once as lines, noded together
on a grid of 0.00001 degree (about a metre), and only then cut into faces, so that neighbours share every vertex and
nothing gaps or overlaps. It refuses to look like the real city: it knows no real border.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

import shapely
from shapely import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from doorstep.wings.town.gazetteer import Metres, Sheet

METRES_PER_DEGREE, METRES_PER_LAT = 111_320, 110_850.0
DEGREES = 5
PARTS = (4, 5, 5, 6)  # how many grids a community has, how many micro-grids a grid: drawn from these


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One drawn place: `key` is its address in the drawing, e.g. (0, 3, 1) for street 0, community 3, grid 1."""

    key: tuple[int, ...]
    shape: Polygon


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """`cells` holds every level, the town itself under the key (); `rivers` are (zh, en, line). Degrees WGS-84."""

    cells: tuple[Cell, ...]
    rivers: tuple[tuple[str, str, LineString], ...]


def to_degrees(geometry: BaseGeometry, origin: Metres) -> BaseGeometry:
    """Metres around the origin → longitude and latitude."""
    metres_per_lon = METRES_PER_DEGREE * math.cos(math.radians(origin[1]))
    return shapely.transform(geometry, lambda xy: xy / (metres_per_lon, METRES_PER_LAT) + origin)


def draw(
    sheet: Sheet, *, inside: Sequence[Metres], communities: Sequence[int], uncut: Collection[tuple[int, int]]
) -> Drawing:
    """`inside[i]` marks street i, which gets `communities[i]` communities.

    In the communities named in `uncut`, e.g. (0, 3), the last grid stays whole: a special grid has no micro-grids.
    Raises ValueError when a mark lies in no street, two lie in one, or a street has none.
    """
    rng = Random(sheet.seed)
    rivers = _rivers(sheet)
    streets = _streets(sheet, [line for _, _, line in rivers], inside)
    fine: list[Cell] = []
    for s, (street, wanted) in enumerate(zip(streets, communities, strict=True)):
        for c, community in enumerate(split(street, wanted, rng, sheet.core)):
            grids = split(community, rng.choice(PARTS), rng, sheet.core)
            whole = len(grids) - 1 if (s, c) in uncut else None
            for g, grid in enumerate(grids):
                if g == whole:
                    fine.append(Cell(key=(s, c, g), shape=grid))
                else:
                    cells = split(grid, rng.choice(PARTS), rng, sheet.core)
                    fine += [Cell(key=(s, c, g, m), shape=cell) for m, cell in enumerate(cells)]
    town = shapely.union_all(streets)
    return Drawing(
        cells=_with_parents(_noded(fine, sheet.origin)),
        rivers=tuple(
            (zh, en, _rounded(to_degrees(shapely.intersection(line, town), sheet.origin))) for zh, en, line in rivers
        ),
    )


def smooth(points: Sequence[Metres], *, closed: bool, rounds: int = 3) -> list[Metres]:
    """Chaikin's corner cutting; the ends of an open line stay where they are."""
    line = [(float(x), float(y)) for x, y in points]
    for _ in range(rounds):
        pairs = list(zip(line, line[1:] + line[:1] if closed else line[1:], strict=False))
        cut = [p for a, b in pairs for p in (_between(a, b, 0.25), _between(a, b, 0.75))]
        line = cut if closed else [line[0], *cut, line[-1]]
    return line


def split(shape: Polygon, parts: int, rng: Random, core: Metres) -> list[Polygon]:
    """Cuts a shape into `parts` compact cells (Voronoi, relaxed), nearest to the old town first."""
    points = [_random_point(shape, rng, core) for _ in range(parts)]
    for _ in range(4):
        cells = _voronoi(shape, points)
        points = [cell.centroid if cell.contains(cell.centroid) else cell.representative_point() for cell in cells]
    return sorted(_voronoi(shape, points), key=lambda cell: cell.centroid.distance(Point(core)))


def _rivers(sheet: Sheet) -> list[tuple[str, str, LineString]]:
    """Smoothed, each branch led five metres across the river it leaves: smoothing moves the parent off the fork."""
    drawn: list[tuple[str, str, LineString]] = []
    for river in sheet.rivers:
        points = smooth(river.line, closed=False)
        near = [line for _, _, line in drawn if 0 < line.distance(Point(points[0])) < 400]
        if near and all(line.distance(Point(points[0])) > 0 for _, _, line in drawn):
            fork = near[0].interpolate(near[0].project(Point(points[0])))
            beyond = _between(points[1], (fork.x, fork.y), 1 + 5 / Point(points[1]).distance(fork))
            points = [beyond, *points[1:]]
        drawn.append((river.label.zh, river.label.en, LineString(points)))
    return drawn


def _streets(sheet: Sheet, rivers: list[LineString], inside: Sequence[Metres]) -> list[Polygon]:
    town = Polygon(smooth(sheet.outline, closed=True))
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all([town.exterior, *rivers])]))
    shapes: dict[int, list[Polygon]] = {n: [] for n in range(len(inside))}
    for face in faces:
        marks = [n for n, mark in enumerate(inside) if face.contains(Point(mark))]
        if len(marks) > 1:
            raise ValueError(f"two streets are marked in one face: {marks}")
        if marks:
            shapes[marks[0]].append(face)
        else:
            _refuse_stray(face)
    if missing := [n for n, found in shapes.items() if not found]:
        raise ValueError(f"no face for streets {missing}")
    return [found[0] for found in shapes.values()]


def _refuse_stray(face: Polygon) -> None:
    if face.area > 1:
        raise ValueError(f"a face of {face.area:.0f} m² at {face.representative_point()} belongs to no street")


def _between(a: Metres, b: Metres, share: float) -> Metres:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _random_point(shape: Polygon, rng: Random, core: Metres) -> Point:
    """A point inside, drawn more often near the old town, so that cells grow outwards."""
    west, south, east, north = shape.bounds
    while True:
        point = Point(rng.uniform(west, east), rng.uniform(south, north))
        if shape.contains(point) and rng.random() < 1 / (0.6 + (point.distance(Point(core)) / 4000) ** 2):
            return point


def _voronoi(shape: Polygon, points: list[Point]) -> list[Polygon]:
    """Cells clipped to the shape; a piece cut off from its own cell goes to the neighbour it touches most."""
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points), extend_to=shape, ordered=True))
    kept: list[Polygon] = []
    stray: list[Polygon] = []
    for cell in cells:
        pieces = sorted(
            (p for p in shapely.get_parts(shapely.intersection(cell, shape)) if isinstance(p, Polygon)),
            key=lambda p: p.area,
        )
        kept.append(pieces[-1])
        stray += pieces[:-1]
    for piece in stray:
        touching = [shapely.intersection(piece.buffer(0.01), cell).area for cell in kept]
        best = touching.index(max(touching))
        kept[best] = shapely.union_all([kept[best], piece])
    return [cell if isinstance(cell, Polygon) else max(shapely.get_parts(cell), key=lambda p: p.area) for cell in kept]


def _noded(fine: list[Cell], origin: Metres) -> list[Cell]:
    """The finest cells in degrees, cut from one common set of lines."""
    shapes = [to_degrees(cell.shape, origin) for cell in fine]
    lines = shapely.union_all([shape.exterior for shape in shapes], grid_size=10**-DEGREES)
    tree = shapely.STRtree(shapes)
    pieces: dict[int, list[Polygon]] = {}
    for face in shapely.get_parts(shapely.polygonize([lines])):
        pieces.setdefault(int(tree.nearest(face.representative_point())), []).append(face)
    return [Cell(key=cell.key, shape=_one(pieces[n])) for n, cell in enumerate(fine)]


def _with_parents(fine: list[Cell]) -> tuple[Cell, ...]:
    groups: dict[tuple[int, ...], list[Polygon]] = {}
    for cell in fine:
        for depth in range(len(cell.key)):
            groups.setdefault(cell.key[:depth], []).append(cell.shape)
    parents = [Cell(key=key, shape=_one(shapes)) for key, shapes in groups.items()]
    return tuple(sorted([*parents, *fine], key=lambda cell: cell.key))


def _one(shapes: list[Polygon]) -> Polygon:
    union = shapely.union_all(shapes)
    if not isinstance(union, Polygon) or union.interiors:
        raise ValueError(f"a place came out as {union.geom_type}: choose another seed")
    return _rounded(shapely.normalize(union))


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, lambda xy: xy.round(DEGREES))
