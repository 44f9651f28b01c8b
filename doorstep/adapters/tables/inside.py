"""What can be known of a workbook without opening it: sizes, locks, how far its cells reach, formulas never reckoned."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from doorstep.adapters.tables import TableBroken, TableBursts, TableLocked, TableRefused, TableTooLarge

LARGEST_OPEN = 2 * 2**30
# Sheets of one word in every cell shrink to a twenty-eighth; what is packed only to burst, to a thousandth.
MOST_SWELLING, SWELLING_FROM = 100, 32 * 2**20
MOST_PARTS = 2000
MOST_CELLS = 30_000_000
MOST_ODD = 20_000
CHUNK = 4 * 2**20
DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
HELD = re.compile(rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>/]*>')
UNRECKONED = re.compile(
    rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>/]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
ERRING = re.compile(rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*?\st="e"')
SHEET = re.compile(rb"<sheet\s[^>]*?/?>")
ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


@dataclass(frozen=True, kw_only=True)
class Inside:
    """Of one sheet: how many cells lie between its corners, and by row (from 1) the columns (from 0) of formulas without
    a value, and of those in error (#N/A), which the reader of workbooks passes over."""

    name: str
    cells: int = 0
    unreckoned: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    erring: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def look_inside(content: bytes) -> list[Inside]:
    """Raises TableTooLarge, TableBursts, TableLocked, TableBroken."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_sizes(archive.infolist())
            _check_honesty(archive)
            names = _names(archive)
            return [
                _of_sheet(archive, part, names.get(part, part))
                for part in archive.namelist()
                if part.startswith("xl/worksheets/") and part.endswith(".xml")
            ]
    except TableRefused:
        raise
    except Exception as broken:  # zipfile and zlib raise what they like on a forged archive
        raise TableBroken from broken


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    """By what the archive's directory says, before anything is unpacked."""
    opened = sum(part.file_size for part in parts)
    if opened > SWELLING_FROM and opened > MOST_SWELLING * sum(part.compress_size for part in parts):
        raise TableBursts
    if len(parts) > MOST_PARTS or opened > LARGEST_OPEN:
        raise TableTooLarge
    if any(part.flag_bits & 1 for part in parts):
        raise TableLocked


def _check_honesty(archive: zipfile.ZipFile) -> None:
    """The directory may lie: the words and styles, which the reader of workbooks takes whole, are unpacked a piece at a time,
    no further than the size that was said, and broken if they do not end there. Sheets are gone through so anyway."""
    for part in ("xl/sharedStrings.xml", "xl/styles.xml"):
        if part in archive.NameToInfo:
            with archive.open(part) as stream:
                while stream.read(CHUNK):
                    pass


def _names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet, and its name."""
    links = {}
    for link in re.finditer(rb"<Relationship\s[^>]*>", archive.read("xl/_rels/workbook.xml.rels")):
        given = dict(ATTRIBUTE.findall(link[0]))
        target = given.get(b"Target", b"").decode().lstrip("/")
        links[given.get(b"Id")] = target if target.startswith("xl/") else f"xl/{target}"
    found = {}
    for sheet in SHEET.finditer(archive.read("xl/workbook.xml")):
        given = dict(ATTRIBUTE.findall(sheet[0]))
        found[links.get(given.get(b"r:id"), "")] = given.get(b"name", b"").decode()
    return found


def _of_sheet(archive: zipfile.ZipFile, part: str, name: str) -> Inside:
    low, high, left, right, count = 1 << 30, 0, 1 << 30, 0, 0
    unreckoned: dict[int, set[int]] = {}
    erring: dict[int, set[int]] = {}
    columns: dict[bytes, int] = {}
    for piece in _pieces(archive, part):
        for letters, digits in HELD.findall(piece):
            row, column = int(digits), columns.get(letters) or columns.setdefault(letters, column_of(letters))
            low, high = min(low, row), max(high, row)
            left, right = min(left, column), max(right, column)
        if b"<f" in piece:
            for letters, digits in UNRECKONED.findall(piece):
                if count < MOST_ODD and column_of(letters) not in unreckoned.setdefault(int(digits), set()):
                    unreckoned[int(digits)].add(column_of(letters))
                    count += 1
        if b't="e"' in piece:
            for letters, digits in ERRING.findall(piece):
                if len(erring) < MOST_ODD:
                    erring.setdefault(int(digits), set()).add(column_of(letters))
    cells = high * right if high else 0
    return Inside(
        name=name,
        cells=cells,
        unreckoned=_from_nought(unreckoned),
        erring=_from_nought(erring),
    )


def _from_nought(found: Mapping[int, set[int]]) -> dict[int, tuple[int, ...]]:
    return {row: tuple(sorted(one - 1 for one in held)) for row, held in found.items()}


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that each begin at a row; what is declared in it would be code, and is refused."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            piece = rest + chunk
            if DECLARES.search(piece):
                raise TableBroken
            cut = piece.rfind(b"<row")
            if cut <= 0:
                cut = len(piece) if len(piece) < CHUNK else piece.rfind(b"<c ")
            cut = cut if cut > 0 else len(piece)
            yield piece[:cut]
            rest = piece[cut:]
            if len(rest) > 4 * CHUNK:
                raise TableTooLarge
    yield rest


def column_of(letters: bytes) -> int:
    """A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
