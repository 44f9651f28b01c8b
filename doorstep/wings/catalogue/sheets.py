"""The catalogue as a spreadsheet 派单目录表: a workbook's cells as lines, and rows as cells that read the same again.

Knows columns by their names in Chinese or English, in any order. Refuses no line: what does not hold becomes a fault with
sheet, row and column, and the good lines go on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from doorstep.adapters.workbooks import Sheet
from doorstep.kernel.catalogue import Row
from doorstep.kernel.catalogue_checks import checked
from doorstep.kernel.catalogue_faults import Fault
from doorstep.kernel.catalogue_pack import known_names
from doorstep.kernel.catalogue_reading import COLUMNS, Known, Line, Read, read_lines
from doorstep.kernel.catalogue_words import PLACED_LEADS
from doorstep.store.cases import towns
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.catalogue.queries import NAMES

NEEDED = ("lead", "basis")
HEADING_WITHIN = 10
LINE_NUMBER = ("行号", "Line")
BY_NAME = {name: code for code, words in COLUMNS.items() for name in (words.zh, words.en.casefold())}
LEVELS = ("district", "street", "community", "grid", "special_grid")
NOTES = (
    "一行一条规则：哪一类事、在哪里、什么条件下，由谁主办、谁协办、抄送谁、凭什么。",
    "分类：写小类或大类的名称或代码，例如“路灯”“道路设施/路灯”“roads.lamp”；不写就是所有分类。几个之间用分号“；”隔开。",
    "地点：写街道、社区或网格的名称或代码；不写就是全域。一行一个地点。",
    "权属、标题含有、诉求类型、紧急程度：是条件，不写就不限。几个之间用分号“；”隔开，有一个符合就算。",
    "主办单位：只写一个。写“所在街道”“所在社区”的，跟着事项的地点走。协办单位、抄送可以写几个。",
    "依据：必填，写哪条职责、哪个文件、哪次会议。生效、失效：写成 2026-01-01 这样的日期，可以不写。",
    "几行都符合时，分类更细的在前，其次地点更窄的，再次条件更多的，最后行号在前的。",
)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Where the columns stand in a sheet: row and, by column, position; both from 0."""

    row: int
    columns: Mapping[str, int]


def known() -> Known:
    """What a line may name in the town being served: units in use, places down to grids, categories."""
    pack = towns.pack()
    categories = pack.categories.by_code
    return known_names(
        categories={code: one.label.zh for code, one in categories.items()},
        parents={code: one.parent for code, one in categories.items()},
        places=[(spot.path, spot.code, name) for spot in atlas().of_level(*LEVELS) for name in _names(spot.path)],
        units=[(unit.code, unit.label.zh) for unit in unit_tree().all()],
        request_types={code: kind.label.zh for code, kind in pack.categories.request_types.items()},
    )


def _names(path: str) -> tuple[str, ...]:
    """A place by its own name, and by the whole name that nobody shares."""
    spot = atlas().at(path)
    return (spot.label.zh, atlas().label(path).zh) if spot else ()


def read_sheets(sheets: Sequence[Sheet]) -> Read:
    """Rows of every sheet that has the columns; those without them are left aside, but one sheet must have them."""
    faults: list[Fault] = []
    lines: list[Line] = []
    for sheet in sheets:
        heading = _heading(sheet)
        if heading:
            faults += _strangers(sheet, heading)
            lines += _lines(sheet, heading)
    if not lines and not faults:
        faults.append(_no_heading(sheets))
    read = read_lines(lines, known())
    read = Read(rows=read.rows, at=read.at, faults=(*faults, *read.faults))
    kinds = {unit.code: unit.kind for unit in unit_tree().all()}
    labels = {code: one.label for code, one in towns.pack().categories.by_code.items()}
    return checked(read, forbidden=towns.pack().negative_list, kinds=kinds, labels=labels)


def _heading(sheet: Sheet) -> Heading | None:
    for number, row in enumerate(sheet.rows[:HEADING_WITHIN]):
        columns = {
            code: at
            for at, cell in enumerate(row)
            if (code := BY_NAME.get(" ".join(str(cell or "").split()).casefold()))
        }
        if all(code in columns for code in NEEDED):
            return Heading(row=number, columns=columns)
    return None


def _strangers(sheet: Sheet, heading: Heading) -> Iterator[Fault]:
    for at, cell in enumerate(sheet.rows[heading.row]):
        if cell and at not in heading.columns.values() and str(cell) not in LINE_NUMBER:
            name = str(cell)[:40]
            yield Fault(
                sheet=sheet.name,
                at=heading.row + 1,
                column="",
                zh=f"不认识“{name}”这一列，里面写的没有读；改列名，或删掉这一列",
                en=f"the column “{name}” is unknown and was not read; rename or remove it",
            )


def _lines(sheet: Sheet, heading: Heading) -> Iterator[Line]:
    for number, row in enumerate(sheet.rows[heading.row + 1 :], start=heading.row + 2):
        cells = {code: row[at] for code, at in heading.columns.items() if at < len(row) and row[at] is not None}
        if cells:
            yield Line(sheet=sheet.name, at=number, cells=cells)


def _no_heading(sheets: Sequence[Sheet]) -> Fault:
    return Fault(
        sheet=sheets[0].name if sheets else "",
        at=0,
        column="",
        zh="没有找到表头，或者表头下面是空的；前十行里要有一行写着“主办单位”和“依据”",
        en="no heading with rows below it; one of the first ten rows must hold “Lead unit” and “Basis”",
    )


def as_cells(rows: Iterable[Row]) -> Iterator[list[str | int | date]]:
    """The heading and the rows, as `write_workbook` wants them."""
    yield ["行号", *(words.zh for words in COLUMNS.values())]
    names = known()
    for row in rows:
        yield [row.line, *_cells(row, names)]


def _cells(row: Row, names: Known) -> Iterator[str | date]:
    units = partial(_named, known=names.units.codes)
    yield "；".join(_category(code, names) for code in row.categories)
    yield _named(row.place_path, NAMES.place(row.place_path).zh, known=names.places.codes) if row.place_path else "全域"
    yield row.ownership
    yield "；".join(row.words)
    yield "；".join(NAMES.request_type(code).zh for code in row.request_types)
    yield "；".join(NAMES.urgency(code).zh for code in row.urgencies)
    for several in ((row.lead,), row.assisting, row.copies):
        yield "；".join(units(code, (PLACED_LEADS.get(code) or NAMES.unit(code)).zh) for code in several)
    yield row.basis
    yield "" if row.from_on == date.min else row.from_on
    yield "" if row.until_on == date.max else row.until_on


def _category(code: str, names: Known) -> str:
    label = towns.pack().categories.by_code.get(code)
    parent = towns.pack().categories.by_code.get(label.parent) if label else None
    whole = f"{parent.label.zh}/{label.label.zh}" if label and parent else label.label.zh if label else code
    return _named(code, whole, known=names.categories.codes)


def _named(code: str, name: str, *, known: Mapping[str, Sequence[str]]) -> str:
    """The name where it means this one alone, else the code."""
    return name if list(known.get(name, ())) == [code] else code
