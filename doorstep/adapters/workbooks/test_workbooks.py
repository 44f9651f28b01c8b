"""A workbook comes back as it went out; a forged one is refused in one sentence."""

import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest

from doorstep.adapters import workbooks
from doorstep.adapters.workbooks import Locked, NotAWorkbook, TooLarge, WorkbookRefused, read_workbook, write_workbook


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(given: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in given.items():
            archive.writestr(name, content)
    return made.getvalue()


GOOD = write_workbook("派单目录", [["分类", "依据", "生效"], ["路灯", "=1+1", date(2026, 1, 1)]], notes=["每行一条"])


def test_what_was_written_is_read_and_a_formula_stays_a_text() -> None:
    first, notes = read_workbook(GOOD)
    assert first.rows == (("分类", "依据", "生效"), ("路灯", "=1+1", date(2026, 1, 1)))
    assert (first.name, notes.rows) == ("派单目录", (("每行一条",),))
    assert b"<f>" not in parts(GOOD)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"\x00" * 500, b"PK\x05\x06" + b"\x00" * 18, GOOD[:900]])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(NotAWorkbook):
        read_workbook(content)


def test_a_file_that_bursts_when_opened_is_refused_before_it_is_opened() -> None:
    with pytest.raises(TooLarge):
        read_workbook(packed({**parts(GOOD), "xl/worksheets/sheet1.xml": b" " * (workbooks.LARGEST_OPEN + 1)}))
    with pytest.raises(TooLarge):
        read_workbook(b"\x00" * (workbooks.LARGEST_FILE + 1))
    with pytest.raises(TooLarge):
        read_workbook(packed({f"part{n}.bin": b"" for n in range(workbooks.MOST_PARTS + 1)}))


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    lying = bytearray(GOOD)
    for at in range(len(lying) - 46):
        if lying[at : at + 4] == b"PK\x01\x02":
            lying[at + 24 : at + 28] = (5).to_bytes(4, "little")
    with pytest.raises(WorkbookRefused):
        read_workbook(bytes(lying))


def test_entities_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    with pytest.raises(NotAWorkbook):
        read_workbook(packed({**parts(GOOD), "xl/worksheets/sheet1.xml": bomb}))


def test_more_rows_than_anybody_writes_are_refused() -> None:
    with pytest.raises(TooLarge):
        read_workbook(write_workbook("多", [["一"]] * (workbooks.MOST_ROWS + 1)))


def test_a_row_far_away_costs_nothing() -> None:
    far = parts(GOOD)["xl/worksheets/sheet1.xml"].replace(b'<row r="2"', b'<row r="1048576"')
    sheet, *_ = read_workbook(packed({**parts(GOOD), "xl/worksheets/sheet1.xml": far}))
    assert len(sheet.rows) == 1


@pytest.mark.parametrize("part", sorted(parts(GOOD)))
@pytest.mark.parametrize("instead", [b"", b"<x/>", b"\xff\xfe\x00", b"<worksheet><sheetData><row r='-1'/>"])
def test_any_part_spoilt_is_refused_or_read_and_never_an_error(part: str, instead: bytes) -> None:
    with suppress(WorkbookRefused):
        read_workbook(packed({**parts(GOOD), part: instead}))


def test_a_password_is_said_to_be_one() -> None:
    with pytest.raises(Locked):
        read_workbook(b"\xd0\xcf\x11\xe0" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"))
