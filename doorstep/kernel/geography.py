"""Units 单位 and places 地点 of a jurisdiction as its pack tells them: who owes a step, and where a thing can be.

Reads `units.toml` and `places.geojson`, checks that every parent exists and that codes say what they claim. Knows no
persons: who holds a post is not a matter of the pack. Judges no outline: overlaps and gaps are found where there is a
geometry library.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doorstep.kernel.divisions import LEVELS, CodeMalformed, Level, level_of, parent_of, path_of
from doorstep.kernel.faults import Fault, PackError, suggestion
from doorstep.kernel.geojson import Area, Feature, read_features
from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

UNIT_KINDS = ("authority", "office", "department", "section", "company", "street", "community")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """`path` is "/djy/xfjd/xfjd_lh/": a prefix is a subtree. `place` is the code of the place it answers for, or ""."""

    code: str
    label: Words
    kind: str
    parent: str
    place: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """`parent` is "" for the topmost place; `area` is empty where no outline is known."""

    code: str
    label: Words
    level: Level
    parent: str
    path: str
    area: Area


def read_units(path: Path, places: Collection[str] | None = None) -> tuple[Unit, ...]:
    """Units in file order; given `places`, a unit may answer only for one of these codes. Raises PackError."""
    page = read_toml(path)
    rows = page.tables("unit", known_by="code", required=True)
    parents = {row.values.get("code"): row.values.get("parent", "") for row in rows}
    units = [_unit(row, parents, places) for row in rows]
    page.refuse_the_rest()
    page.settle()
    return tuple(units)


def _unit(row: Table, parents: Mapping[Any, Any], places: Collection[str] | None) -> Unit:
    code = row.name_of("code")
    parent = row.name_of("parent", default="")
    place = row.code("place", default="")
    chain = _chain(code, parents)
    if parent and parent not in parents:
        row.unknown("parent", parent, [known for known in parents if isinstance(known, str)])
    elif not chain:
        row.fault("parent", "上级单位绕成了一个圈，没有最上面的一级", "the parents run in a circle without a top")
    if place and places is not None and place not in places:
        row.unknown("place", place, places)
    unit = Unit(
        code=code,
        label=row.words("label"),
        kind=row.one_of("kind", UNIT_KINDS),
        parent=parent,
        place=place,
        path=f"/{'/'.join(chain)}/",
    )
    row.refuse_the_rest()
    return unit


def _chain(code: str, parents: Mapping[Any, Any]) -> tuple[str, ...]:
    """From the top down to `code`; empty when the parents run in a circle."""
    chain: list[str] = []
    while code and isinstance(code, str):
        if code in chain:
            return ()
        chain.append(code)
        code = parents.get(code, "")
    return tuple(reversed(chain))


def read_places(path: Path) -> tuple[Place, ...]:
    """Places sorted by path, parents before children. Raises PackError with every fault of the file."""
    features, faults = read_features(path)
    places: dict[str, Place] = {}
    lines: dict[str, int] = {}
    for feature in features:
        mistakes = list(_mistakes(feature, places))
        faults += [_fault(path, feature.line, _code(feature), zh, en) for zh, en in mistakes]
        if not mistakes:
            place = _place(feature)
            places[place.code], lines[place.code] = place, feature.line
    if not features and not faults:
        faults.append(_fault(path, 1, "", "一个地点也没有", "no place at all"))
    if not faults:
        faults += [_fault(path, lines[code], code, zh, en) for code, zh, en in _orphans(places)]
    if faults:
        raise PackError(sorted(faults, key=lambda fault: fault.line))
    return tuple(sorted(places.values(), key=lambda place: place.path))


def _mistakes(feature: Feature, places: Mapping[str, Place]) -> Iterator[tuple[str, str]]:
    """What is wrong with this feature as a place, in Chinese and in English."""
    for key in ("code", "zh", "en"):
        value = feature.properties.get(key)
        if not isinstance(value, str) or not value.strip():
            yield f"缺少 {key}；在 properties 里写上", f"{key} is missing from properties; add it"
    code, level = _code(feature), feature.properties.get("level")
    if not code:
        return
    try:
        actual = level_of(code)
    except CodeMalformed as wrong:
        yield str(CodeMalformed.__doc__), f"{wrong} is no division code, with g05 or s01 and m02 where it is finer"
        return
    if code in places:
        yield "这个代码用了两次；改其中一个", "this code is used twice; change one of them"
    if level not in (None, actual):
        zh, en = suggestion(str(level), LEVELS) if level not in LEVELS else ("改其中一个", "change one of them")
        yield f"代码说这是 {actual}，level 却写着 {level}；{zh}", f"the code says {actual}, level says {level}; {en}"


def _place(feature: Feature) -> Place:
    code = _code(feature)
    return Place(
        code=code,
        label=Words(zh=feature.properties["zh"].strip(), en=feature.properties["en"].strip()),
        level=level_of(code),
        parent=parent_of(code) or "",
        path=path_of(code),
        area=feature.area,
    )


def _orphans(places: Mapping[str, Place]) -> Iterator[tuple[str, str, str]]:
    """There is one topmost place, and every other has its parent in the file."""
    first, *others = sorted(places.values(), key=lambda place: (place.path.count("/"), place.path))
    for place in others:
        if place.path.count("/") == first.path.count("/"):
            yield place.code, f"最上面一级只能有一个，已经有 {first.code}", f"{first.code} is the topmost place already"
        elif place.parent not in places:
            yield place.code, f"上级 {place.parent} 不在文件里；补上它，或改代码", f"add its parent {place.parent}"


def _code(feature: Feature) -> str:
    code = feature.properties.get("code")
    return code if isinstance(code, str) else ""


def _fault(path: Path, line: int, code: str, zh: str, en: str) -> Fault:
    return Fault(file=path.name, line=line, key=f"place[{code}]" if code else "", zh=zh, en=en)
