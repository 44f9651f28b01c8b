"""Finds out what a file is from its first bytes; its name is only compared. A CSV named .xlsx is a CSV."""

from doorstep.adapters.tables import (
    NotATable,
    OldWorkbook,
    Table,
    TableEmpty,
    TableLocked,
    TableTooLarge,
    WebPage,
)
from doorstep.adapters.tables.decoding import decode
from doorstep.adapters.tables.ndjson import read_ndjson
from doorstep.adapters.tables.separated import read_separated
from doorstep.adapters.tables.xlsx import read_xlsx

LARGEST = 200 * 2**20
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OTHERS = {
    b"%PDF-": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF89a": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "GZIP",
    b"{\\rtf": "RTF",
    b"MZ\x90\x00": "EXE",
    b"\x7fELF": "ELF",
}
NAMES = {"xlsx": (".xlsx", ".xlsm"), "csv": (".csv", ".txt", ".tsv"), "ndjson": (".ndjson", ".jsonl", ".json")}


def sniff(content: bytes, name: str) -> Table:
    """Raises TableRefused."""
    if len(content) > LARGEST:
        raise TableTooLarge
    if not content.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise TableEmpty
    if other := next((said for mark, said in OTHERS.items() if content.startswith(mark)), ""):
        raise NotATable(other)
    if content.startswith(OLE):
        raise TableLocked if ENCRYPTED in content else OldWorkbook
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        lines, notes = read_xlsx(content)
        return Table(kind="xlsx", encoding="", notes=(*_misnamed("xlsx", name), *notes), header=None, lines=lines)
    text = decode(content)
    start = text.sample[:2000].lstrip().lower()
    if start.startswith(("<html", "<!doctype", "<table", "<?xml", "<meta", "<head")):
        raise WebPage
    if start.startswith("{"):
        header, lines = read_ndjson(text)
        kind = "ndjson"
    else:
        header, lines = None, read_separated(text)
        kind = "csv"
    mixed = ("mixed_encoding",) if text.is_mixed else ()
    return Table(kind=kind, encoding=text.encoding, notes=(*_misnamed(kind, name), *mixed), header=header, lines=lines)


def _misnamed(kind: str, name: str) -> tuple[str, ...]:
    """A remark when the name says something else than the content."""
    lower = name.lower()
    claimed = next((known for known, ends in NAMES.items() if lower.endswith(ends)), kind)
    if lower.endswith(".xls"):
        claimed = "xlsx"
    return () if claimed == kind else (f"named_{claimed}_is_{kind}",)
