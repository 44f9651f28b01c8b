"""Tables of other systems are read by what they hold; what cannot be believed is named, and the rest goes on."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter

from doorstep.adapters import tables
from doorstep.adapters.tables import Line, TableRefused, TableTooWide, open_table

ROWS = [["单号", "内容"], ["A1", "路灯不亮"], ["A2", "护栏松了，小孩爱去"]]
TEXT = "\n".join(",".join(row) for row in ROWS)


def book(rows: list[list[Any]], more: Callable[[Any, Any], None] = lambda book, sheet: None) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as written:
        sheet = written.add_worksheet("工单")
        day = written.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, datetime):
                    sheet.write_datetime(row, column, value, day)
                else:
                    sheet.write(row, column, value)
        more(written, sheet)
    return made.getvalue()


def cells(content: bytes, name: str = "") -> list[list[str]]:
    return [list(line.cells) for line in open_table(content, name).lines()]


def lines(content: bytes) -> list[Line]:
    return list(open_table(content).lines())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_is_read_in_any_encoding_and_with_any_separator(encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(row) for row in ROWS) + "\r\n" + separator.join(["plain", "x"]) * 9
    assert cells(text.encode(encoding))[:3] == ROWS


def test_a_csv_named_xlsx_is_a_csv_and_the_other_way_round() -> None:
    assert open_table(TEXT.encode(), "a.xlsx").notes == ("named_xlsx_is_csv",)
    workbook = open_table(book(ROWS), "a.csv")
    assert (workbook.kind, workbook.notes) == ("xlsx", ("named_csv_is_xlsx",))
    assert cells(book(ROWS)) == ROWS


@pytest.mark.parametrize(("most", "few"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_rows_in_another_encoding_are_named_and_the_others_read(most: str, few: str) -> None:
    good = [f"A{n},河边的护栏又松动了".encode(most) for n in range(8)]
    found = lines(b"\n".join([*good[:4], "B1,小区的路灯都不亮了".encode(few), *good[4:]]))
    assert [line.number for line in found if line.fault] == [5]
    assert [line.fault for line in found if line.fault] == ["mixed_encoding"]
    assert found[0].cells == ("A0", "河边的护栏又松动了")


def test_quotes_hold_commas_and_ends_of_lines_and_an_open_one_is_named() -> None:
    assert cells(b'a,"b,\n""c"""\n\nd,e') == [["a", 'b,\n"c"'], ["d", "e"]]
    with pytest.raises(tables.QuoteOpen):
        lines(b'a,"b\n' + b"c,d\n" * 40_000)


def test_dates_numbers_and_truth_come_out_as_people_read_them() -> None:
    found = cells(book([[datetime(2026, 1, 2, 3, 4), 45000.5, 12, True, 1.5]]))  # noqa: DTZ001  (a sheet knows no zone)
    assert found == [["2026-01-02 03:04:00", "45000.5", "12", "是", "1.5"]]


def test_a_number_too_long_for_a_spreadsheet_shows_that_it_was_rounded() -> None:
    assert cells(book([[20260101123456789]])) == [["2.026010112345679e+16"]]


def test_merged_cells_count_for_each_row_they_span() -> None:
    def merge(_book: Any, sheet: Any) -> None:
        sheet.merge_range(1, 0, 2, 0, "翔凤桥社区")

    content = book([["社区", "内容"], ["", "灯"], ["", "栏"]], merge)
    assert cells(content) == [["社区", "内容"], ["翔凤桥社区", "灯"], ["翔凤桥社区", "栏"]]
    assert "merged_cells" in open_table(content).notes


def test_a_formula_gives_its_last_value_and_one_never_reckoned_is_named() -> None:
    def formulas(_book: Any, sheet: Any) -> None:
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(2, 1, "=1+1", None, "")

        sheet.write_formula(3, 1, "=1/0", None, "#DIV/0!")

    _head, reckoned, unreckoned, erring = lines(book([["a", "b"], ["x"], ["y"], ["z"]], formulas))
    assert dict(erring.odd) == {1: "error"}
    assert (reckoned.cells, dict(reckoned.odd)) == (("x", "2"), {})
    assert dict(unreckoned.odd) == {1: "formula"}


def test_a_cell_far_away_is_refused_before_it_costs_anything_and_empty_columns_are_left_out() -> None:
    with pytest.raises(TableTooWide):
        open_table(book([["a"]], lambda _book, sheet: sheet.write(1_048_575, 16_383, "x")))
    last = book([["a"]], lambda _book, sheet: sheet.write(1_048_575, 0, "z"))
    assert "full_sheet" in open_table(last).notes
    assert [line.number for line in lines(last)] == [1, 1_048_576]
    assert cells(book([["", "", "a"], ["", "", "b"]])) == [["a"], ["b"]]


def test_objects_are_rows_and_a_broken_line_is_named() -> None:
    table = open_table('{"id":1,"what":"灯","more":[1]}\n{"id":\n\n{"what":"栏","id":"2"}\n'.encode())
    assert table.header == ("id", "what", "more")
    first, broken, last = table.lines()
    assert (first.cells, broken.fault, last.cells, last.number) == (("1", "灯", "[1]"), "not_json", ("2", "栏", ""), 4)


def forged(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(ROWS))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", tables.TableEmpty),
        (b"\xef\xbb\xbf \n", tables.TableEmpty),
        (b"PK\x03\x04 and then nothing", tables.TableBroken),
        (b"\xd0\xcf\x11\xe0" + bytes(600), tables.OldWorkbook),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), tables.TableLocked),
        (b"%PDF-1.7 and more", tables.NotATable),
        (b"MZ\x90\x00" + bytes(400), tables.NotATable),
        (b"\x7fELF\x02\x01" + bytes(400) + b'"', tables.NotATable),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), tables.NotATable),
        (b"<html><table><tr><td>1</td></tr></table>", tables.WebPage),
        (forged(SHEET, b"<x"), tables.TableBroken),
        (forged(SHEET, b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'), tables.TableBroken),
        (book([[]]), tables.TableEmpty),
        (json.dumps(dict.fromkeys(map(str, range(1001)))).encode(), tables.NotATable),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content: bytes, refusal: type[TableRefused]) -> None:
    with pytest.raises(refusal):
        open_table(content, "工单.xlsx")
    assert refusal.__doc__
    assert refusal.english


def sheet_of(cells: str, more: str = "", part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook whose only sheet is this, under this name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book([["编号"], ["1"]]))) as made, zipfile.ZipFile(out, "w") as forged_one:
        for one in made.namelist():
            content = made.read(one).replace(b"worksheets/sheet1.xml", part.removeprefix("xl/").encode())
            if one == "xl/worksheets/sheet1.xml":
                space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
                content = f"<worksheet {space}><sheetData>{cells}</sheetData>{more}</worksheet>".encode()
                one = part
            forged_one.writestr(one, content)
    return out.getvalue()


CELL = 't="inlineStr"><is><t>a</t></is></c></row>'


@pytest.mark.parametrize(
    "content",
    [
        sheet_of(f"<row r='1'><c r='A1' {CELL}<row r='400000'><c r = 'zz400000' {CELL}"),
        sheet_of(f'<row r="1"><c r="ZZ1" {CELL}<row r="400000"><c {CELL}'),
        sheet_of(f'<row r="1"><c s="a>b" r="ZZ400000" {CELL}'),
        sheet_of(f'<row r="1"><c r="A1" {CELL}<row r="400000"><c r="ZZ400000" {CELL}', part="xl/elsewhere/one.bin"),
        sheet_of(
            f'<row r="1"><c r="A1" {CELL}<row r="4000"><c r="ZZ4000" {CELL}',
            "<mergeCells>" + '<mergeCell ref="A1:ZZ4000"/>' * 2 + "</mergeCells>",
        ),
    ],
    ids=["quotes", "row", "bracket", "elsewhere", "merged"],
)
def test_no_way_of_writing_hides_how_far_a_sheet_reaches(content: bytes) -> None:
    with pytest.raises(TableTooWide):
        open_table(content, "a.xlsx")


def test_a_file_that_bursts_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    from doorstep.adapters.tables import inside, sniffing

    monkeypatch.setattr(inside, "LARGEST_OPEN", 100_000)
    with pytest.raises(tables.TableTooLarge):
        open_table(forged(SHEET, b" " * 100_001))
    monkeypatch.undo()
    with pytest.raises(tables.TableBursts):
        open_table(forged("xl/styles.xml", b" " * (inside.SWELLING_FROM + 1)))
    monkeypatch.setattr(sniffing, "LARGEST", 10)
    with pytest.raises(tables.TableTooLarge):
        open_table(TEXT.encode())


def test_a_directory_that_lies_about_a_size_is_refused_without_unpacking_more_than_it_says() -> None:
    honest = forged("xl/styles.xml", b" " * 2_000_000)
    size = (2_000_000).to_bytes(4, "little")
    assert honest.count(size) == 2
    with pytest.raises(tables.TableBroken):
        open_table(honest.replace(size, (200).to_bytes(4, "little")))
