"""The drawn town is whole: each level tiles the one above, the bytes never change, and the pack holds them."""

import json
from pathlib import Path

import pytest
import shapely

from doorstep.kernel.divisions import is_invented
from doorstep.kernel.geography import read_places, read_units
from doorstep.wings.town.draw import drawing, outline_geojson, places_geojson
from doorstep.wings.town.gazetteer import TownPlan, read_town
from doorstep.wings.town.geometry import Cell, Drawing, draw

PACKS = Path(__file__).resolve().parents[3] / "packs"
TOWNS = sorted(path.parent.name for path in PACKS.glob("*/town.toml"))


@pytest.fixture(scope="module", params=TOWNS)
def folder(request: pytest.FixtureRequest) -> Path:
    return PACKS / str(request.param)


@pytest.fixture(scope="module")
def plan(folder: Path) -> TownPlan:
    return read_town(folder / "town.toml")


@pytest.fixture(scope="module")
def town(plan: TownPlan) -> Drawing:
    return drawing(plan)


@pytest.fixture(scope="module")
def cells(town: Drawing) -> dict[tuple[int, ...], Cell]:
    return {cell.key: cell for cell in town.cells}


def test_children_tile_their_parent_without_gap_or_overlap(cells: dict[tuple[int, ...], Cell]) -> None:
    children: dict[tuple[int, ...], list[shapely.Polygon]] = {}
    for key, cell in cells.items():
        if key:
            children.setdefault(key[:-1], []).append(cell.shape)
    assert len(children) > 40
    for key, shapes in children.items():
        assert shapely.coverage_is_valid(shapes), key
        assert shapely.union_all(shapes).equals(cells[key].shape), key
        assert sum(shape.area for shape in shapes) == pytest.approx(cells[key].shape.area)


def test_every_cell_is_one_simple_polygon(cells: dict[tuple[int, ...], Cell]) -> None:
    assert all(cell.shape.is_valid and not cell.shape.interiors for cell in cells.values())


def test_the_pack_holds_what_the_code_draws(folder: Path, plan: TownPlan, town: Drawing) -> None:
    assert places_geojson(plan, town) == (folder / "places.geojson").read_text(encoding="utf-8")
    assert outline_geojson(plan, town) == (folder / "outline.geojson").read_text(encoding="utf-8")


def test_the_outline_for_maps_is_small_and_still_tiles(plan: TownPlan, town: Drawing) -> None:
    text = outline_geojson(plan, town)
    areas = [f for f in json.loads(text)["features"] if f["properties"]["level"] == "community"]
    assert len(text.encode()) <= 60_000
    assert shapely.coverage_is_valid([shapely.geometry.shape(f["geometry"]) for f in areas])


def test_every_place_and_unit_of_the_pack_is_read_and_none_is_real(folder: Path) -> None:
    places = read_places(folder / "places.geojson")
    units = read_units(folder / "units.toml", {place.code for place in places})
    assert all(is_invented(place.code) for place in places if place.parent)
    labels = {place.code: place.label for place in places}
    communities = [unit for unit in units if unit.kind == "community"]
    assert {unit.place for unit in communities} == {p.code for p in places if p.level == "community"}
    assert all(unit.label == labels[unit.place] for unit in communities)


def test_a_mark_outside_the_town_is_refused(plan: TownPlan) -> None:
    marks = [street.inside for street in plan.streets]
    with pytest.raises(ValueError, match="no face for streets"):
        draw(plan.sheet, inside=[*marks, (99_999.0, 0.0)], communities=[1] * (len(marks) + 1), uncut=())
