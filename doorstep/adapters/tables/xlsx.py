"""Rows of a workbook (XLSX), through calamine. The archive is looked into first: nothing is opened that would burst.

Takes the first visible sheet that holds rows. A formula's last value is taken; one that was never reckoned is named. The value
of merged cells stands in each row that they span. A number written as a date comes out as the date.
"""

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import python_calamine as calamine

from doorstep.adapters.tables import ERROR, FORMULA, Line, TableBroken, TableEmpty, TableLocked, TableTooWide
from doorstep.adapters.tables.inside import MOST_CELLS, Inside, look_inside

LAST_ROW = 1_048_576
MOST_MERGED_CELLS = 3_000_000
SHEET_CLIPPED, SHEETS_LEFT, MERGED = "full_sheet", "other_sheets", "merged_cells"


def read_xlsx(content: bytes) -> tuple[Callable[[], Iterator[Line]], tuple[str, ...]]:
    """The reader, and remarks. Raises TableRefused."""
    insides = look_inside(content)
    if any(inside.cells > MOST_CELLS for inside in insides):
        raise TableTooWide
    try:
        book = calamine.load_workbook(io.BytesIO(content))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible]
        sheets = [sheet for name in shown if (sheet := book.get_sheet_by_name(name)).start]
    except calamine.PasswordError:
        raise TableLocked from None
    except Exception as broken:  # a forged workbook breaks the reader in many ways; each is the same to the sender
        raise TableBroken from broken
    if not sheets:
        raise TableEmpty
    sheet = sheets[0]
    if sum(len(rows) * len(columns) for rows, columns in _merged(sheet)) > MOST_MERGED_CELLS:
        raise TableTooWide
    inside = next((one for one in insides if one.name == sheet.name), Inside(name=sheet.name))
    notes = [SHEETS_LEFT] if len(sheets) > 1 else []
    notes += [MERGED] if sheet.merged_cell_ranges else []
    notes += [SHEET_CLIPPED] if sheet.end and sheet.end[0] + 1 >= LAST_ROW else []
    return lambda: _lines(sheet, inside), tuple(notes)


def _lines(sheet: calamine.CalamineSheet, inside: Inside) -> Iterator[Line]:
    """The reader counts rows from the top of the sheet, and columns from the first that holds anything."""
    left = sheet.start[1] if sheet.start else 0
    merged: dict[int, list[int]] = {}
    for rows, columns in _merged(sheet):
        for spanned in rows:
            merged.setdefault(spanned, []).extend(columns)
    above: list[str] = []
    for index, row in enumerate(sheet.iter_rows()):
        cells = [value.strip() if isinstance(value, str) else _text(value) for value in row]
        for column in merged.get(index, ()):
            if column < min(len(cells), len(above)):
                cells[column] = above[column]
        above = cells
        odd: dict[int, str] = {}
        for found, code in ((inside.unreckoned, FORMULA), (inside.erring, ERROR)):
            places = (column - left for column in found.get(index + 1, ()))
            odd |= {column: code for column in places if 0 <= column < len(cells) and not cells[column]}
        if odd or any(cells):
            yield Line(number=index + 1, cells=tuple(cells), odd=odd)


def _merged(sheet: calamine.CalamineSheet) -> Iterator[tuple[range, range]]:
    """Rows (from 0) and columns (from the first that holds anything) whose value is that of the row above; none beyond the sheet."""
    first, (end, last) = sheet.start[1] if sheet.start else 0, sheet.end or (0, 0)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        yield range(top + 1, min(bottom, end) + 1), range(max(left - first, 0), min(right, last) - first + 1)


def _text(value: object) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return "" if value is None else str(value)
