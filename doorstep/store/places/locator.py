"""Point → place, by an index in memory over prepared outlines.

Answers with the finest place whose outline holds the point. On a border the place whose path sorts first wins, so that
the same point always has the same answer. Where outlines gap, the finest place around the gap answers; outside every
outline the answer is nothing, never the nearest.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Points = NDArray[np.float64]
NOWHERE = -1


class Locator:
    """An index over (path, outline) pairs; built once, then only read, so threads may share it."""

    def __init__(self, outlines: Iterable[tuple[str, BaseGeometry]]) -> None:
        drawn = sorted(outlines, key=lambda pair: pair[0])
        above = {_parent(path) for path, _ in drawn}
        layers = (
            [pair for pair in drawn if pair[0] not in above],
            sorted((pair for pair in drawn if pair[0] in above), key=lambda pair: (-pair[0].count("/"), pair[0])),
        )
        self.paths: tuple[str, ...] = tuple(path for layer in layers for path, _ in layer)
        self._finest = _Layer(layers[0], first=0)
        self._around = _Layer(layers[1], first=len(layers[0]))

    def grid_of(self, lon: float, lat: float) -> str | None:
        """Path of the finest place that holds the point (degrees WGS-84), or None."""
        found = self.indexes_of(np.array([[lon, lat]]))[0]
        return None if found == NOWHERE else self.paths[found]

    def grids_of(self, points: Points) -> list[str | None]:
        """Paths for an array of shape (n, 2) of longitudes and latitudes."""
        paths = np.array([*self.paths, None], dtype=object)
        found: list[str | None] = paths[self.indexes_of(points)].tolist()
        return found

    def indexes_of(self, points: Points) -> NDArray[np.intp]:
        """Positions in `paths` for an array of shape (n, 2); NOWHERE outside every outline."""
        found = self._finest.holding(points)
        missing = np.flatnonzero(found == NOWHERE)
        if missing.size:
            found[missing] = self._around.holding(points[missing])
        return found


class _Layer:
    """Outlines in order of preference; `first` is the position of the first of them in the locator's paths."""

    def __init__(self, drawn: list[tuple[str, BaseGeometry]], *, first: int) -> None:
        self._shapes: NDArray[Any] = np.array([shape for _, shape in drawn], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self._first = first

    def holding(self, points: Points) -> NDArray[np.intp]:
        """The preferred outline that holds each point, border included."""
        found = np.full(len(points), np.iinfo(np.intp).max)
        which, shape = self._tree.query(shapely.points(points))
        held = shapely.intersects_xy(self._shapes[shape], points[which, 0], points[which, 1])
        np.minimum.at(found, which[held], shape[held])
        return np.where(found == np.iinfo(np.intp).max, NOWHERE, found + self._first)


def _parent(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"
