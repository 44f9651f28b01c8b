"""What can be known of a workbook without opening it: sizes, locks, how far its cells reach, formulas never reckoned."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from doorstep.adapters.tables import TableBroken, TableBursts, TableLocked, TableRefused, TableTooLarge

LARGEST_OPEN = 2 * 2**30
# Sheets of one word in every cell shrink to a twenty-eighth; what is packed only to burst, to a thousandth.
MOST_SWELLING, SWELLING_FROM = 100, 32 * 2**20
MOST_PARTS = 2000
MOST_CELLS = 30_000_000
MOST_ODD = 20_000
LONGEST_NUMBER = 9
CHUNK = 4 * 2**20
DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
# Where a cell or a row says that it lies, however it is written: a place that is missed here would be believed by the reader.
HELD = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)["']""")
SHEET_BEGINS = re.compile(rb"<worksheet|sheetData")
UNRECKONED = re.compile(
    rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>/]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
ERRING = re.compile(rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*?\st="e"')
SHEET = re.compile(rb"<sheet\s[^>]*?/?>")
Odd = dict[int, set[int]]
ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


@dataclass(frozen=True, kw_only=True)
class Inside:
    """Of one sheet: how many cells lie between A1 and the farthest, and by row (from 1) the columns (from 0) of formulas without
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
            # A workbook may keep its sheets under any name.
            found = (_of_sheet(archive, part, names.get(part, part)) for part in archive.namelist())
            return [inside for inside in found if inside is not None]
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


def _of_sheet(archive: zipfile.ZipFile, part: str, name: str) -> Inside | None:
    """None for a part that is no sheet."""
    high, right = 0, 0
    unreckoned: Odd = {}
    erring: Odd = {}
    for piece in _sheet_pieces(_pieces(archive, part)):
        below, beyond = _reach(piece)
        high, right = max(high, below), max(right, beyond)
        if b"<f" in piece:
            _note(unreckoned, UNRECKONED.findall(piece))
        if b't="e"' in piece:
            _note(erring, ERRING.findall(piece))
    if not high:
        return None
    return Inside(
        name=name, cells=high * max(1, right), unreckoned=_from_nought(unreckoned), erring=_from_nought(erring)
    )


def _sheet_pieces(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """From where a sheet begins; none of any other part. What is declared before would be code, and is refused."""
    is_sheet = is_declared = False
    for piece in pieces:
        is_sheet, is_declared = (
            is_sheet or bool(SHEET_BEGINS.search(piece)),
            is_declared or bool(DECLARES.search(piece)),
        )
        if is_sheet and is_declared:
            raise TableBroken
        if is_sheet:
            yield piece


def _reach(piece: bytes) -> tuple[int, int]:
    """The farthest row and column (from 1) that a piece tells of; 0 for none."""
    found = set(HELD.findall(piece))
    rows = max((int(digits[:LONGEST_NUMBER]) for _letters, digits in found), default=0)
    return rows, max((column_of(letters.upper()) for letters in {letters for letters, _digits in found}), default=0)


def _note(odd: Odd, places: Iterable[tuple[bytes, bytes]]) -> None:
    for letters, digits in places:
        if len(odd) < MOST_ODD:
            odd.setdefault(int(digits), set()).add(column_of(letters))


def _from_nought(found: Mapping[int, set[int]]) -> dict[int, tuple[int, ...]]:
    return {row: tuple(sorted(one - 1 for one in held)) for row, held in found.items()}


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that each begin at a row, or at least where something begins."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            piece = rest + chunk
            cuts = (piece.rfind(mark) for mark in (b"<row", b"<c ", b"<"))
            cut = next((cut for cut in cuts if cut > 0), len(piece))
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
