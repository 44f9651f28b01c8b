"""Writes the drawn town as a pack's `places.geojson` and a small `outline.geojson` for maps.

`python -m doorstep.wings.town.draw packs/dujiangyan` makes both again, byte for byte. It names places; the drawing
itself is made next door.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from doorstep.wings.town.gazetteer import COUNTY, SPECIAL_GRIDS, STREETS, TOWN_EN, TOWN_ZH, Community
from doorstep.wings.town.geometry import Cell, Drawing, draw

SEED = 7
COARSE = 0.0002


def drawing() -> Drawing:
    """The demo town, about one second of work."""
    uncut = {
        (s, c)
        for s, street in enumerate(STREETS)
        for c, community in enumerate(street.communities)
        if community.zh in SPECIAL_GRIDS
    }
    return draw(
        inside=[street.inside for street in STREETS],
        communities=[len(street.communities) for street in STREETS],
        uncut=uncut,
        seed=SEED,
    )


def places_geojson(town: Drawing) -> str:
    """Every place as one feature a line: code, level, zh, en and its polygon, parents before children."""
    parents = {cell.key[:-1] for cell in town.cells if cell.key}
    return _collection([_feature(_named(cell, is_whole=cell.key not in parents), cell.shape) for cell in town.cells])


def outline_geojson(town: Drawing) -> str:
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
    return _collection([_feature(_named(cell), shape) for cell, shape in [*streets, *areas]] + rivers)


def write(folder: Path) -> None:
    """Both files into a pack's folder."""
    town = drawing()
    (folder / "places.geojson").write_text(places_geojson(town), encoding="utf-8")
    (folder / "outline.geojson").write_text(outline_geojson(town), encoding="utf-8")


def _named(cell: Cell, *, is_whole: bool = False) -> dict[str, str]:
    match cell.key:
        case ():
            return {"code": f"{COUNTY}000000", "level": "district", "zh": TOWN_ZH, "en": TOWN_EN}
        case (s,):
            street = STREETS[s]
            return {"code": f"{COUNTY}{street.segment}000", "level": "street", "zh": street.zh, "en": street.en}
        case (s, c):
            community = STREETS[s].communities[c]
            return {"code": _code(s, community), "level": "community", "zh": community.zh, "en": community.en}
        case (s, c, _) if is_whole:
            return _special(s, STREETS[s].communities[c])
        case (s, c, *rest):
            return _grid(s, STREETS[s].communities[c], rest)
        case _:
            raise ValueError(f"a place cannot be {len(cell.key)} levels deep: {cell.key}")


def _grid(s: int, community: Community, rest: list[int]) -> dict[str, str]:
    code, number = f"{_code(s, community)}g{rest[0] + 1:02}", rest[0] + 1
    if len(rest) == 2:
        return {
            "code": f"{code}m{rest[1] + 1:02}",
            "level": "micro_grid",
            "zh": f"{community.zh}{number}-{rest[1] + 1}微网格",
            "en": f"{community.en} micro-grid {number}-{rest[1] + 1}",
        }
    return {"code": code, "level": "grid", "zh": f"{community.zh}{number}号网格", "en": f"{community.en} grid {number}"}


def _special(s: int, community: Community) -> dict[str, str]:
    zh, en = SPECIAL_GRIDS[community.zh]
    code = f"{_code(s, community)}s01"
    return {"code": code, "level": "special_grid", "zh": f"{zh}专属网格", "en": f"Special grid: {en}"}


def _code(s: int, community: Community) -> str:
    return f"{COUNTY}{STREETS[s].segment}{community.segment}"


def _feature(properties: dict[str, str], shape: BaseGeometry) -> str:
    feature = {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def _collection(features: list[str]) -> str:
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
