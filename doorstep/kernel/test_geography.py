"""Units and places are read whole or refused with sentences that say where and how to mend."""

import json
from pathlib import Path
from typing import Any

import pytest

from doorstep.kernel.faults import PackError
from doorstep.kernel.geography import read_places, read_units

SQUARE = [[[103.6, 31.0], [103.7, 31.0], [103.7, 31.1], [103.6, 31.0]]]
TOWN = {"code": "510181000000", "zh": "镇", "en": "Town"}
STREET = {"code": "510181901000", "zh": "街", "en": "Street", "level": "street"}


def feature(properties: dict[str, Any], coordinates: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(tmp_path: Path, *features: dict[str, Any]) -> Path:
    path = tmp_path / "places.geojson"
    lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in features)
    path.write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}", encoding="utf-8")
    return path


def faults_of(path: Path) -> list[str]:
    with pytest.raises(PackError) as refused:
        read_places(path)
    return [str(fault) for fault in refused.value.faults]


def test_places_come_parents_first_with_path_and_parent(tmp_path: Path) -> None:
    town, street = read_places(collection(tmp_path, feature(STREET), feature(TOWN)))
    assert (town.path, town.parent, town.level) == ("/510181/", "", "district")
    assert (street.path, street.parent, street.label.zh) == ("/510181/901/", "510181000000", "街")
    assert street.area[0][0][0] == (103.6, 31.0)


def test_a_place_may_have_no_outline_or_several_parts(tmp_path: Path) -> None:
    bare = feature(TOWN) | {"geometry": None}
    town, street = read_places(collection(tmp_path, bare, feature(STREET, [SQUARE, SQUARE], "MultiPolygon")))
    assert town.area == ()
    assert len(street.area) == 2


def test_every_fault_is_found_at_its_line(tmp_path: Path) -> None:
    swapped = feature(TOWN, [[[31.0, 103.6], [31.0, 103.7], [31.1, 103.7], [31.0, 103.6]]])
    nameless = feature({"code": "510181902000", "zh": "街"})
    odd = feature({"code": "51018190", "zh": "街", "en": "Street"})
    twice = collection(tmp_path, swapped, feature(STREET), feature(STREET), nameless, odd)
    said = faults_of(twice)
    assert [line.split("  ")[0] for line in said] == [f"places.geojson:{n}" for n in (2, 4, 5, 6)]
    assert "写反了" in said[0]
    assert "用了两次" in said[1]
    assert "缺少 en" in said[2]
    assert "12 位区划代码" in said[3]


def test_a_level_that_contradicts_its_code_is_refused(tmp_path: Path) -> None:
    said = faults_of(collection(tmp_path, feature(TOWN), feature(STREET | {"level": "comunity"})))
    assert "代码说这是 street，level 却写着 comunity；是不是“community”" in said[0]


def test_a_place_without_its_parent_is_refused(tmp_path: Path) -> None:
    lost = {"code": "510181902901", "zh": "社区", "en": "Community"}
    assert "上级 510181902000 不在文件里" in faults_of(collection(tmp_path, feature(TOWN), feature(lost)))[0]
    other = STREET | {"code": "510181902000"}
    assert "最上面一级只能有一个" in faults_of(collection(tmp_path, feature(STREET), feature(other)))[0]


@pytest.mark.parametrize(
    ("coordinates", "kind", "word"),
    [
        ([103.6, 31.0], "Point", "这里是 Point"),
        ([[[103.6, 31.0], [103.7, 31.0], [103.7, 31.1]]], "Polygon", "没有合拢"),
        ([[[103.6, 31.0], [103.7, 31.0], ["a", 31.1], [103.6, 31.0]]], "Polygon", "不是经纬度"),
        ([[[1e9, 31.0]] * 4], "Polygon", "不是经纬度"),
        ([[[True, True]] * 4], "Polygon", "不是经纬度"),
        ([], "Polygon", "面"),
        ([7], "Polygon", "一串坐标"),
        ([7], "MultiPolygon", "没有边界线"),
    ],
)
def test_an_outline_that_is_none_is_refused(tmp_path: Path, coordinates: Any, kind: str, word: str) -> None:
    assert word in faults_of(collection(tmp_path, feature(TOWN, coordinates, kind)))[0]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "不是完整的 GeoJSON"),
        ('{"type":"FeatureCollection","features":[\n{"type":', "places.geojson:2"),
        ("[" * 100_000, "太深"),
        ('{"type":"Topology"}', "FeatureCollection"),
        ('{"type":"FeatureCollection","features":[]}', "一个地点也没有"),
        ('{"type":"FeatureCollection","crs":{"name":"EPSG:4490"},"features":[]}', "WGS-84"),
        ('{"type":"FeatureCollection","features":[7]}', "Feature"),
    ],
)
def test_a_file_that_is_no_geojson_is_refused(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "places.geojson"
    path.write_text(text, encoding="utf-8")
    assert word in faults_of(path)[0]


UNITS = """
[[unit]]
code = "djy"
kind = "authority"
label = { zh = "市", en = "City" }

[[unit]]
code = "cgj"
kind = "department"
label = { zh = "城管局", en = "Urban management" }
parent = "djy"
place = "510181000000"
"""


def units_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "units.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_units_know_their_path(tmp_path: Path) -> None:
    city, bureau = read_units(units_file(tmp_path, UNITS), ["510181000000"])
    assert (city.path, bureau.path) == ("/djy/", "/djy/cgj/")


@pytest.mark.parametrize(
    ("was", "becomes", "word"),
    [
        ('parent = "djy"', 'parent = "dj"', "是不是“djy”"),
        ('parent = "djy"', 'parent = "cgj"', "绕成了一个圈"),
        ('kind = "department"', 'kind = "departement"', "是不是“department”"),
        ('place = "510181000000"', 'place = "510181000001"', "没有叫“510181000001”的"),
        ('code = "cgj"', 'code = "城管局"', "cgj"),
        ('parent = "djy"', 'parent = "djy"\nphone = "110"', "不认识这个键"),
        (UNITS, "", "unit："),
    ],
)
def test_a_unit_that_does_not_fit_is_refused(tmp_path: Path, was: str, becomes: str, word: str) -> None:
    with pytest.raises(PackError, match=r"units\.toml:") as refused:
        read_units(units_file(tmp_path, UNITS.replace(was, becomes)), ["510181000000"])
    assert word in str(refused.value) or word == "cgj"
