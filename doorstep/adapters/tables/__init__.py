"""Tables 表格文件 of other systems: CSV, NDJSON and XLSX, read by what they hold and not by their name, row by row.

Trusts no file. A file that cannot be read at all is refused in one sentence; a row or a cell that cannot be trusted is named
(`Line.fault`, `Line.odd`) and the rest goes on. Decides nothing about what a row means.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

# What a cell is that holds no value to be believed.
FORMULA, ERROR = "formula", "error"
# What a row is that cannot be believed as a whole.
MIXED_ENCODING, NOT_JSON = "mixed_encoding", "not_json"


class TableRefused(Exception):
    """这个文件不能当表格读。"""

    english: str = "This file cannot be read as a table."


class TableTooLarge(TableRefused):
    """文件太大：最多 200 MB，展开后最多 2 GB。请按月份或者街道分开导出。"""

    english = "The file is too large: at most 200 MB, and 2 GB unpacked. Export it by month or by street."


class TableBursts(TableRefused):
    """这个文件展开后会胀大上百倍，不像正常的表格，没有打开。请从原系统重新导出，或者另存为 CSV 再上传。"""

    english = "Unpacked it would swell more than a hundredfold, as no real table does; it was not opened. Export it again, or save it as CSV."


class TableTooWide(TableRefused):
    """表格太大：行数乘列数超过 3000 万格，多半是很远的地方有一格没删掉。请另存为 CSV 再导入。"""

    english = "More than 30 million cells, mostly because of one far away that was not deleted. Save it as CSV and import that."


class TableLocked(TableRefused):
    """文件加了密码，请去掉密码再上传。"""

    english = "The file has a password; take it off and upload it again."


class OldWorkbook(TableRefused):
    """这是旧格式的 .xls，请用 WPS 或 Excel 另存为 .xlsx 或 CSV 再上传。"""

    english = "This is the old format .xls; save it as .xlsx or CSV and upload that."


class WebPage(TableRefused):
    """这个文件其实是网页（有的系统把网页存成 .xls），请用 WPS 打开，另存为 .xlsx 再上传。"""

    english = "This is really a web page (some systems save those as .xls); open it in a spreadsheet, save it as .xlsx and upload that."


class TableBroken(TableRefused):
    """打不开：文件不完整，或者不是表格。请重新导出再上传。"""

    english = "It cannot be opened: the file is incomplete or no table. Export it again."


class NotATable(TableRefused):
    """这是%s，不是表格。请从原系统导出 .xlsx 或 CSV 再上传。"""

    english = "This is something else (%s), not a table. Export .xlsx or CSV from the other system and upload that."


class TableEmpty(TableRefused):
    """文件里没有内容。"""

    english = "The file is empty."


class HeadingsOnly(TableRefused):
    """只有表头，下面一行单子都没有。请重新导出再上传。"""

    english = "There are headings only, and not one row below them. Export it again."


class QuoteOpen(TableRefused):
    """第 %s 行附近有一个引号没有配对，后面的行都连在了一起。请检查这一行，或者另存为 .xlsx 再上传。"""

    english = "Near row %s a quotation mark is not closed, and the rows after it run together. Mend it, or save the file as .xlsx."


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One row: `number` as a spreadsheet counts (from 1), its cells as text. `fault`: why the whole row is not to be
    believed; `odd`: which cells (from 0) are not, and why."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""
    odd: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file that can be read. `kind` is csv, xlsx or ndjson; `notes` are remarks for a person, by code; `header` is only
    known beforehand for NDJSON, whose rows name their own columns. `lines` starts anew at each call."""

    kind: str
    encoding: str
    notes: tuple[str, ...]
    header: tuple[str, ...] | None
    lines: Callable[[], Iterator[Line]]


def open_table(content: bytes, name: str = "") -> Table:
    """Find out what a file is, and get ready to read it. Raises TableRefused."""
    from doorstep.adapters.tables.sniffing import sniff

    return sniff(content, name)
