"""Rows, differences and faults of the catalogue as the pages show them. Pure shaping."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from doorstep.adapters.workbooks import write_workbook
from doorstep.doors.web.guards import capabilities
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Option
from doorstep.kernel import catalogue_words
from doorstep.kernel.catalogue import Row
from doorstep.kernel.catalogue_checks import Gap
from doorstep.kernel.catalogue_faults import Fault
from doorstep.kernel.catalogue_reading import COLUMNS
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.catalogue.queries import NAMES, waiting_rulings
from doorstep.wings.catalogue.sheets import NOTES, as_cells

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOTHING = Words(zh="", en="")


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """A row in words."""

    line: int
    what: Words
    where: Words
    on: Words
    lead: Words
    assisting: Words
    copies: Words
    basis: str
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True, kw_only=True)
class ShownFault:
    """What is wrong, and where: sheet, row, column."""

    sheet: str
    at: int
    column: Words
    sentence: Words


@dataclass(frozen=True, kw_only=True)
class ShownGap:
    """A category nobody covers, in how many communities, and which (when they are few)."""

    category: Words
    code: str
    count: int
    is_everywhere: bool
    places: Words


def shown_row(row: Row) -> ShownRow:
    """In words."""
    return ShownRow(
        line=row.line,
        what=catalogue_words.categories_words(row.categories, NAMES),
        where=NAMES.place(row.place_path) if row.place_path else catalogue_words.EVERYWHERE,
        on=catalogue_words.conditions(row, NAMES),
        lead=catalogue_words.unit_words(row.lead, NAMES),
        assisting=_units(row.assisting),
        copies=_units(row.copies),
        basis=row.basis,
        from_on=None if row.from_on == date.min else row.from_on,
        until_on=None if row.until_on == date.max else row.until_on,
    )


def _units(codes: Iterable[str]) -> Words:
    return catalogue_words.joined([catalogue_words.unit_words(code, NAMES) for code in codes])


def shown_fault(fault: Fault) -> ShownFault:
    """With the column's name."""
    column = COLUMNS.get(fault.column, NOTHING)
    return ShownFault(sheet=fault.sheet, at=fault.at, column=column, sentence=fault.sentence)


def shown_gap(gap: Gap, communities: int, *, most: int = 6) -> ShownGap:
    """Names of the communities where they are few."""
    names = [atlas().label(path) for path in gap.places[:most]]
    return ShownGap(
        category=NAMES.category(gap.category),
        code=gap.category,
        count=len(gap.places),
        is_everywhere=len(gap.places) == communities,
        places=catalogue_words.joined(names),
    )


def category_options() -> tuple[Option, ...]:
    """Kinds grouped by their class, each class itself first."""
    categories = towns.pack().categories
    return tuple(
        Option(code=one.code, label=one.label, group=above.label.zh)
        for above in categories.classes
        for one in (above, *categories.within(above.code))
    )


def page(request: HttpRequest, tab: str) -> dict[str, Any]:
    """Context shared by these pages."""
    context = frame(request, "catalogue")
    may_change = "catalogue" in capabilities(request)
    return {**context, "tab": tab, "may_change": may_change, "rulings_waiting": len(waiting_rulings())}


def workbook(rows: Iterable[Row], name: str) -> HttpResponse:
    """The rows as a file to be kept, changed and brought back."""
    content = write_workbook("派单目录", as_cells(rows), notes=NOTES)
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="catalogue-{name or "empty"}.xlsx"'
    return response
