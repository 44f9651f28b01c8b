"""Flaws of outlines are found and told in sentences that say which places, how much, and what to do."""

from pathlib import Path

import pytest

from doorstep.kernel.divisions import level_of, parent_of, path_of
from doorstep.kernel.geography import Place, read_places
from doorstep.kernel.words import Words
from doorstep.store.places.topology import Flaw, find_flaws

TOWN = Path(__file__).resolve().parents[3] / "packs" / "dujiangyan" / "places.geojson"
LON, LAT, UNIT = 103.6, 31.0, 0.001


def place(code: str, *corners: tuple[float, float], name: str = "") -> Place:
    """Corners in thousandths of a degree from the town's corner."""
    ring = tuple((LON + x * UNIT, LAT + y * UNIT) for x, y in (*corners, corners[0])) if corners else ()
    return Place(
        code=code,
        label=Words(zh=name or code, en=name or code),
        level=level_of(code),
        parent=parent_of(code) or "",
        path=path_of(code),
        area=((ring,),) if ring else (),
    )


def box(code: str, west: float, south: float, east: float, north: float, name: str = "") -> Place:
    return place(code, (west, south), (east, south), (east, north), (west, north), name=name)


TOP = box("510181000000", 0, 0, 10, 10, "镇")
WEST = box("510181901000", 0, 0, 5, 10, "西街")
EAST = box("510181902000", 5, 0, 10, 10, "东街")


def only(flaws: tuple[Flaw, ...]) -> Flaw:
    assert len(flaws) == 1, [flaw.words.zh for flaw in flaws]
    return flaws[0]


def test_the_demo_town_has_no_flaw() -> None:
    assert find_flaws(read_places(TOWN)) == ()


def test_places_that_tile_have_no_flaw_and_places_without_outline_are_left_alone() -> None:
    assert find_flaws([TOP, WEST, EAST, place("510181903000")]) == ()


def test_an_overlap_names_both_and_says_how_much() -> None:
    flaw = only(find_flaws([TOP, WEST, box(EAST.code, 4, 0, 10, 10, "东街")]))
    assert (flaw.kind, flaw.codes) == ("overlap", (WEST.code, EAST.code))
    assert "“西街”和“东街”重叠了约 " in flaw.words.zh
    assert flaw.square_metres == pytest.approx(105_900, rel=0.02)


def test_a_gap_says_where() -> None:
    flaw = only(find_flaws([TOP, WEST, box(EAST.code, 6, 0, 10, 10, "东街")]))
    assert flaw.kind == "gap"
    assert "“镇”里有约" in flaw.words.zh
    assert "103.60" in flaw.words.zh


def test_a_place_under_the_wrong_parent_is_told_where_it_lies() -> None:
    stray = box("510181901901", 6, 2, 8, 4, "莲花社区")
    flaws = find_flaws([TOP, WEST, EAST, stray])
    outside = next(flaw for flaw in flaws if flaw.kind == "outside_parent")
    assert outside.codes == (stray.code, WEST.code, EAST.code)
    assert "“莲花社区”有" in outside.words.zh
    assert "多数落在“东街”里" in outside.words.zh


def test_an_outline_that_crosses_itself_is_told_where() -> None:
    bow = place(EAST.code, (5, 0), (10, 10), (10, 0), (5, 10), name="东街")
    flaws = find_flaws([TOP, WEST, bow])
    assert flaws[0].kind == "self_crossing"
    assert "自己和自己相交（在 103.6075" in flaws[0].words.zh


def test_the_pens_width_is_no_flaw() -> None:
    assert find_flaws([TOP, WEST, box(EAST.code, 4.995, 0, 10, 10)]) != ()
    assert find_flaws([TOP, WEST, box(EAST.code, 5.00005, 0, 10, 10)]) == ()
