"""A point lies in one place or in none, the same one every time, and asking is cheap."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.geography import read_places
from doorstep.store.places.locator import Locator
from doorstep.store.places.outlines import shape_of

TOWN = Path(__file__).resolve().parents[3] / "packs" / "dujiangyan" / "places.geojson"
FOUR = Locator(
    [
        ("/t/", shapely.box(0, 0, 3, 2)),
        ("/t/b/", shapely.box(1, 0, 2, 1)),
        ("/t/a/", shapely.box(0, 0, 1, 1)),
        ("/t/a/g1/", shapely.box(0, 0, 1, 0.5)),
    ]
)


def test_the_finest_place_answers() -> None:
    assert FOUR.grid_of(0.5, 0.2) == "/t/a/g1/"
    assert FOUR.grid_of(1.5, 0.5) == "/t/b/"


def test_in_a_gap_the_place_around_it_answers() -> None:
    assert FOUR.grid_of(0.5, 0.8) == "/t/a/"
    assert FOUR.grid_of(2.5, 1.5) == "/t/"


def test_outside_nothing_answers() -> None:
    assert FOUR.grid_of(5, 5) is None
    assert FOUR.grid_of(float("nan"), 0.5) is None
    assert FOUR.grid_of(float("inf"), 0.5) is None


def test_on_a_border_the_first_path_wins_whatever_the_order_of_building() -> None:
    squares = [(f"/t/{n}/", shapely.box(n % 3, n // 3, n % 3 + 1, n // 3 + 1)) for n in range(9)]
    forth, back = Locator(squares), Locator(squares[::-1])
    corners = np.array([[x, y] for x in range(4) for y in range(4)], dtype=float)
    assert forth.grids_of(corners) == back.grids_of(corners)
    assert forth.grid_of(1, 1) == "/t/0/"


def test_no_outlines_no_answer() -> None:
    assert Locator([]).grids_of(np.zeros((2, 2))) == [None, None]
    assert FOUR.grids_of(np.zeros((0, 2))) == []


@given(st.lists(st.tuples(st.floats(-1, 4), st.floats(-1, 3)), min_size=1, max_size=30))
def test_many_points_at_once_are_answered_like_one_by_one(points: list[tuple[float, float]]) -> None:
    assert FOUR.grids_of(np.array(points)) == [FOUR.grid_of(lon, lat) for lon, lat in points]


@pytest.fixture(scope="module")
def town() -> Locator:
    return Locator((place.path, shape_of(place.area)) for place in read_places(TOWN))


def test_every_place_of_the_demo_town_is_found_at_a_point_inside_it(town: Locator) -> None:
    places = read_places(TOWN)
    inside = [shape_of(place.area).representative_point() for place in places]
    found = town.grids_of(np.array([[point.x, point.y] for point in inside]))
    assert all(path and path.startswith(place.path) for place, path in zip(places, found, strict=True))


def test_a_point_is_held_against_a_few_of_two_thousand_outlines(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    area = shapely.box(103.55, 30.95, 103.69, 31.05)
    seeds = shapely.MultiPoint(rng.uniform((103.55, 30.95), (103.69, 31.05), (2000, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=area))
    many = Locator((f"/t/{n:04}/", cell.segmentize(0.0005)) for n, cell in enumerate(cells))
    points = rng.uniform((103.55, 30.95), (103.69, 31.05), (20_000, 2))
    compared: list[int] = []
    exact = shapely.intersects_xy

    def counted(outlines: Any, *lonlat: Any) -> Any:
        compared.append(len(outlines))
        return exact(outlines, *lonlat)

    monkeypatch.setattr(shapely, "intersects_xy", counted)
    assert all(many.grids_of(points))
    assert sum(compared) < 4 * len(points)
