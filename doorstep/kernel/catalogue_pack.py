"""Reads what a pack says about sending cases: `catalogue.toml`, the first dispatch catalogue, and `negative-list.toml`.

The usual units of the categories become rows of the catalogue where it says nothing of the category itself. What is wrong
is a fault of the pack with its line; later versions of the catalogue come from files and rulings, never from the pack.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from doorstep.kernel.catalogue import AT_COMMUNITY, AT_STREET, Row
from doorstep.kernel.catalogue_checks import checked
from doorstep.kernel.catalogue_reading import Known, Line, Named, read_lines
from doorstep.kernel.categories import A_CATEGORY, Categories
from doorstep.kernel.geography import Place, Unit
from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.routing import KINDS, Duty, NegativeList
from doorstep.kernel.words import Words

URGENCIES = {"ordinary": "一般", "urgent": "紧急", "emergency": "特急"}
KEYS = {"from_on": "from", "until_on": "until"}
COLUMNS = (
    "categories",
    "place",
    "ownership",
    "words",
    "request_types",
    "urgencies",
    "lead",
    "assisting",
    "copies",
    "basis",
)


def read_negative_list(path: Path, categories: Categories, under: NegativeList | None = None) -> NegativeList:
    """The rules of a file; a jurisdiction's own stand in for the common ones of the same code. Raises PackError."""
    page = read_toml(path)
    types = categories.request_types
    found = {duty.code: duty for duty in (under.duties if under else ())}
    for row in page.tables("duty", known_by="code", required=True):
        duty = Duty(
            code=row.name_of("code"),
            label=row.words("label"),
            basis=row.words("basis"),
            categories=row.texts("categories", among=categories.by_code, noun=A_CATEGORY),
            kinds=row.texts("spares", KINDS, among=KINDS),
            request_types=row.texts("request_types", among=types, noun=Words(zh="诉求类型", en="type of request")),
            may_assist=row.flag("may_assist", default=True),
            from_on=row.day("from", default=date.min),
            until_on=row.day("until", default=date.max),
        )
        if not row.values.get("categories"):
            row.fault("categories", "没有写管哪些分类；至少写一个", "it names no category; write at least one")
        row.refuse_the_rest()
        found[duty.code] = duty
    page.refuse_the_rest()
    page.settle()
    return NegativeList(duties=tuple(found.values()))


def read_catalogue(path: Path, known: Known, forbidden: NegativeList, units: Iterable[Unit]) -> tuple[Row, ...]:
    """The rows of a pack's catalogue, judged against one another and the negative list. Raises PackError."""
    page = read_toml(path)
    tables = {table.line: table for table in page.tables("row", required=True)}
    lines = [Line(sheet=path.name, at=at, cells=_cells(table)) for at, table in tables.items()]
    kinds = {unit.code: unit.kind for unit in units}
    read = checked(read_lines(lines, known), forbidden=forbidden, kinds=kinds, labels={})
    for fault in read.faults:
        tables[fault.at].fault(KEYS.get(fault.column, fault.column), fault.zh, fault.en)
    page.refuse_the_rest()
    page.settle()
    return read.rows


def _cells(table: Table) -> dict[str, Any]:
    """As a sheet would hold them; several values in one cell stand apart by semicolons."""
    cells: dict[str, Any] = {}
    for column in (*COLUMNS, *KEYS):
        value = table.maybe(KEYS.get(column, column), table.anything)
        if value is not None:
            cells[column] = "；".join(map(str, value)) if isinstance(value, list) else value
    table.refuse_the_rest()
    return cells


def with_usual_units(rows: tuple[Row, ...], categories: Categories) -> tuple[Row, ...]:
    """The rows, and one for each usual unit of a category of which no row speaks everywhere and always."""
    told = {code for row in rows if _is_plain(row) for code in row.categories}
    found = list(rows)
    for category in categories.by_code.values():
        if category.usual_unit and category.code not in told:
            basis = f"职责分工：{category.label.zh}平时由它办"
            row = Row(line=len(found) + 1, categories=(category.code,), lead=category.usual_unit, basis=basis)
            found.append(row)
    return tuple(replace(row, line=line) for line, row in enumerate(found, start=1))


def _is_plain(row: Row) -> bool:
    return not (row.place_path or row.ownership or row.words or row.request_types or row.urgencies)


def known_to(categories: Categories, places: Iterable[Place], units: Iterable[Unit]) -> Known:
    """What a line may name in this pack."""
    return known_names(
        categories={code: categories.by_code[code].label.zh for code in categories.by_code},
        parents={code: categories.by_code[code].parent for code in categories.by_code},
        places=[(place.path, place.code, place.label.zh) for place in places],
        units=[(unit.code, unit.label.zh) for unit in units],
        request_types={code: kind.label.zh for code, kind in categories.request_types.items()},
    )


def known_names(
    *,
    categories: Mapping[str, str],
    parents: Mapping[str, str],
    places: Iterable[tuple[str, str, str]],
    units: Iterable[tuple[str, str]],
    request_types: Mapping[str, str],
) -> Known:
    """`places`: path, code and name of each. A category may be written “道路设施/路灯”, a place by code or name."""
    kinds = [(code, label) for code, label in categories.items()]
    kinds += [
        (code, f"{categories[above]}/{categories[code]}") for code, above in parents.items() if above in categories
    ]
    spots = list(places)
    placed = [(AT_STREET, "所在街道"), (AT_COMMUNITY, "所在社区")]
    return Known(
        categories=Named.of(kinds),
        places=Named.of([(path, written) for path, code, name in spots for written in (code, name)]),
        units=Named.of([*units, *placed]),
        request_types=Named.of(request_types.items()),
        urgencies=Named.of(URGENCIES.items()),
    )
