"""The report of faults 错误报告 as a file: row, column, value shortened, what is wrong and what to do."""

import csv
import io
from collections.abc import Iterator
from uuid import UUID

from doorstep.kernel.harmless_cells import harmless
from doorstep.kernel.words import ZH_HANS, Words
from doorstep.wings.transfer.faults import sentence
from doorstep.wings.transfer.models import Fault

HEADINGS = (
    Words(zh="行", en="Row"),
    Words(zh="列", en="Column"),
    Words(zh="写的是", en="What it says"),
    Words(zh="是否导入", en="Imported?"),
    Words(zh="哪里不对，怎么改", en="What is wrong, and what to do"),
)
SHEET = Words(zh="错误", en="Faults")
IN, OUT = Words(zh="导入了", en="imported"), Words(zh="没有导入", en="left out")


def write_report(import_id: UUID, kind: str, language: str = ZH_HANS) -> bytes:
    """As xlsx, or as csv (UTF-8 with a mark, so that spreadsheets read it), in the reader's language."""
    rows = _rows(import_id, language)
    return _xlsx(rows, language) if kind == "xlsx" else _csv(rows, language)


def _rows(import_id: UUID, language: str) -> Iterator[tuple[int, str, str, str, str]]:
    for fault in Fault.objects.filter(of_id=import_id).order_by("row", "id").iterator():
        taken = (OUT if fault.is_fatal else IN).say(language)
        yield fault.row, fault.column, fault.value, taken, sentence(fault.code, fault.params).say(language)


def _csv(rows: Iterator[tuple[int, str, str, str, str]], language: str = ZH_HANS) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(heading.say(language) for heading in HEADINGS)
    writer.writerows([row[0], *map(harmless, row[1:])] for row in rows)
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def _xlsx(rows: Iterator[tuple[int, str, str, str, str]], language: str) -> bytes:
    import xlsxwriter  # 7 MB: only where a report is written

    made = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet(SHEET.say(language))
        sheet.freeze_panes(1, 0)
        for column, width in enumerate((8, 16, 26, 10, 90)):
            sheet.set_column(column, column, width)
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(0, column, heading.say(language), book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_number(number, 0, row[0])
            for column, text in enumerate(row[1:], start=1):
                sheet.write_string(number, column, text)
    return made.getvalue()
