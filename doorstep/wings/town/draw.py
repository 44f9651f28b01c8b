"""Writes a drawn town as a pack's `places.geojson` and a small `outline.geojson` for maps.

`python -m doorstep.wings.town.draw packs/dujiangyan` makes both again, byte for byte. It names places; the drawing
itself is made next door.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from doorstep.kernel.words import Words
from doorstep.wings.town.gazetteer import FILE, Community, TownPlan, read_town
from doorstep.wings.town.geometry import Cell, Drawing, draw

COARSE = 0.0002


def drawing(plan: TownPlan) -> Drawing:
    """The town of this plan, about one second of work."""
    uncut = {
        (s, c)
        for s, street in enumerate(plan.streets)
        for c, community in enumerate(street.communities)
        if community.special
    }
    return draw(
        plan.sheet,
        inside=[street.inside for street in plan.streets],
        communities=[len(street.communities) for street in plan.streets],
        uncut=uncut,
    )


def places_geojson(plan: TownPlan, town: Drawing) -> str:
    """Every place as one feature a line: code, level, zh, en and its polygon, parents before children."""
    parents = {cell.key[:-1] for cell in town.cells if cell.key}
    return _collection(
        [_feature(_named(plan, cell, is_whole=cell.key not in parents), cell.shape) for cell in town.cells]
    )


def outline_geojson(plan: TownPlan, town: Drawing) -> str:
    """Streets and communities simplified together (neighbours still share their borders), and the rivers as lines."""
    communities = [cell for cell in town.cells if len(cell.key) == 2]
    simple = shapely.coverage_simplify([cell.shape for cell in communities], COARSE)
    areas = list(zip(communities, simple, strict=True))
    streets = [
        (cell, shapely.union_all([shape for part, shape in areas if part.key[0] == cell.key[0]]))
        for cell in town.cells
        if len(cell.key) == 1
    ]
    rivers = [
        _feature({"level": "river", "zh": zh, "en": en}, shapely.simplify(line, COARSE / 8))
        for zh, en, line in town.rivers
    ]
    return _collection([_feature(_named(plan, cell), shape) for cell, shape in [*streets, *areas]] + rivers)


def write(folder: Path) -> None:
    """Both files into a pack's folder."""
    plan = read_town(folder / FILE)
    town = drawing(plan)
    (folder / "places.geojson").write_text(places_geojson(plan, town), encoding="utf-8")
    (folder / "outline.geojson").write_text(outline_geojson(plan, town), encoding="utf-8")


def _named(plan: TownPlan, cell: Cell, *, is_whole: bool = False) -> dict[str, str]:
    match cell.key:
        case ():
            return _row(f"{plan.county}000000", "district", plan.label)
        case (s,):
            return _row(f"{plan.county}{plan.streets[s].segment}000", "street", plan.streets[s].label)
        case (s, c):
            community = plan.streets[s].communities[c]
            return _row(_code(plan, s, community), "community", community.label)
        case (s, c, _) if is_whole:
            return _special(plan, s, plan.streets[s].communities[c])
        case (s, c, *rest):
            return _grid(plan, s, plan.streets[s].communities[c], rest)
        case _:
            raise ValueError(f"a place cannot be {len(cell.key)} levels deep: {cell.key}")


def _row(code: str, level: str, label: Words) -> dict[str, str]:
    return {"code": code, "level": level, "zh": label.zh, "en": label.en}


def _grid(plan: TownPlan, s: int, community: Community, rest: list[int]) -> dict[str, str]:
    code, number = f"{_code(plan, s, community)}g{rest[0] + 1:02}", rest[0] + 1
    zh, en = community.label.zh, community.label.en
    if len(rest) == 2:
        at = f"{number}-{rest[1] + 1}"
        return _row(f"{code}m{rest[1] + 1:02}", "micro_grid", Words(zh=f"{zh}{at}微网格", en=f"{en} micro-grid {at}"))
    return _row(code, "grid", Words(zh=f"{zh}{number}号网格", en=f"{en} grid {number}"))


def _special(plan: TownPlan, s: int, community: Community) -> dict[str, str]:
    called = community.special or community.label
    label = Words(zh=f"{called.zh}专属网格", en=f"Special grid: {called.en}")
    return _row(f"{_code(plan, s, community)}s01", "special_grid", label)


def _code(plan: TownPlan, s: int, community: Community) -> str:
    return f"{plan.county}{plan.streets[s].segment}{community.segment}"


def _feature(properties: dict[str, str], shape: BaseGeometry) -> str:
    feature = {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def _collection(features: list[str]) -> str:
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
