"""Workbooks 电子表格 (XLSX): sheets of plain cells in and out, through openpyxl.

Trusts no file: refuses what is too large, packed to burst, locked, or no workbook at all, each in one sentence. Formulas,
styles, links and macros are not looked at, and what is written holds text and dates only, so that no cell can act.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

LARGEST_FILE = 2 * 2**20
LARGEST_OPEN = 24 * 2**20
MOST_PARTS, MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 300, 20, 5_000, 40, 4_000
DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
WIDEST, NARROWEST = 48, 8


class WorkbookRefused(Exception):
    """这个文件不能当表格读。"""


class TooLarge(WorkbookRefused):
    """文件太大：最多 2 MB，展开后最多 24 MB，每张表最多 5000 行。"""


class NotAWorkbook(WorkbookRefused):
    """打不开：请用 WPS 或 Excel 另存为 .xlsx 再上传。"""


class Locked(WorkbookRefused):
    """文件加了密码，请去掉密码再上传。"""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Cells by row, both from 0; an empty cell is None, any other a text or a date."""

    name: str
    rows: tuple[tuple[str | date | None, ...], ...]


def read_workbook(content: bytes) -> tuple[Sheet, ...]:
    """Its visible sheets. Raises TooLarge, Locked, NotAWorkbook."""
    import openpyxl  # 9 MB: only where a workbook is read or written

    _look_inside(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
        return tuple(Sheet(name=str(sheet.title)[:60], rows=_rows(sheet)) for sheet in shown)
    except WorkbookRefused:
        raise
    except Exception as broken:  # a forged workbook breaks the reader in a hundred ways; each is the same to the sender
        raise NotAWorkbook from broken


def _look_inside(content: bytes) -> None:
    """What can be known without opening it. The archive's own sizes bound what reading yields."""
    if len(content) > LARGEST_FILE:
        raise TooLarge
    if content.startswith(b"\xd0\xcf\x11\xe0"):  # the old container, which is also what a password makes
        raise Locked if b"E\x00n\x00c\x00r\x00y\x00p\x00t" in content else NotAWorkbook
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_OPEN:
                raise TooLarge
            if any(part.flag_bits & 1 for part in parts):
                raise Locked
            if any(DECLARES.search(archive.read(part)) for part in parts if part.filename.endswith((".xml", ".rels"))):
                raise NotAWorkbook
    except WorkbookRefused:
        raise
    except Exception as broken:  # zipfile and zlib raise what they like on a forged archive
        raise NotAWorkbook from broken


def _rows(sheet: Any) -> tuple[tuple[str | date | None, ...], ...]:
    rows = []
    for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True):
        cells = [_cell(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        rows.append(tuple(cells))
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise TooLarge
    return tuple(rows)


def _cell(value: Any) -> str | date | None:
    match value:
        case None:
            return None
        case datetime():
            return value.date()
        case date():
            return value
        case float() if value.is_integer():
            return str(int(value))
    text = str(value)[:LONGEST_CELL].strip()
    return text or None


def write_workbook(name: str, rows: Iterable[Sequence[str | int | date]], *, notes: Sequence[str] = ()) -> bytes:
    """One sheet whose first row is its heading; `notes` stand on a second sheet. No text is taken for a formula."""
    import openpyxl  # 9 MB: only where a workbook is read or written
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = name[:31]
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            _put(sheet.cell(row=number, column=column), value, is_heading=number == 1)
            widths[column] = max(widths.get(column, NARROWEST), min(WIDEST, 2 * len(str(value)) + 2))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    if notes:
        beside = book.create_sheet("怎么填")
        beside.column_dimensions["A"].width = 100
        for number, note in enumerate(notes, start=1):
            _put(beside.cell(row=number, column=1), note, is_heading=False)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _put(cell: "Cell | Any", value: str | int | date, *, is_heading: bool) -> None:
    from openpyxl.styles import Alignment, Font

    cell.value = UNWRITABLE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if is_heading:
        cell.font = Font(bold=True)
