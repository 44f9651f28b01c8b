"""Turns written lines of a dispatch catalogue, from a sheet or a pack, into rows; every cell that does not hold is a fault.

A good line is kept however many others are bad. Names are accepted as codes or as they are called in the town; a name that
two things share is refused, since nobody may guess which one was meant.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from doorstep.kernel.catalogue import Row
from doorstep.kernel.catalogue_faults import Fault, LineFaults
from doorstep.kernel.faults import nearest
from doorstep.kernel.words import Words

SEPARATOR = re.compile(r"[;；\n]+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
LONGEST_BASIS, LONGEST_WORD, MOST_PARTS = 160, 40, 40
ALWAYS = ("全域", "全市", "全区", "全县", "everywhere")
COLUMNS: Mapping[str, Words] = {
    "categories": Words(zh="分类", en="Categories"),
    "place": Words(zh="地点", en="Place"),
    "ownership": Words(zh="权属", en="Owned by"),
    "words": Words(zh="标题含有", en="Title holds"),
    "request_types": Words(zh="诉求类型", en="Types of request"),
    "urgencies": Words(zh="紧急程度", en="Urgencies"),
    "lead": Words(zh="主办单位", en="Lead unit"),
    "assisting": Words(zh="协办单位", en="Assisting units"),
    "copies": Words(zh="抄送", en="Copies to"),
    "basis": Words(zh="依据", en="Basis"),
    "from_on": Words(zh="生效", en="From"),
    "until_on": Words(zh="失效", en="Until"),
}
NOUNS = {
    "categories": Words(zh="分类", en="category"),
    "place": Words(zh="地点", en="place"),
    "request_types": Words(zh="诉求类型", en="type of request"),
    "urgencies": Words(zh="紧急程度", en="urgency"),
    "lead": Words(zh="单位", en="unit"),
}


@dataclass(frozen=True, kw_only=True)
class Named:
    """What may be written for one kind of thing: its codes, and codes by the names in use; a shared name has several."""

    codes: Mapping[str, Sequence[str]]

    def found(self, written: str) -> Sequence[str]:
        """The codes that this may mean."""
        return self.codes.get(written, ())

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Named":
        """From pairs of a code and a name."""
        codes: dict[str, list[str]] = {}
        for code, name in pairs:
            for written in (code, name):
                if code not in codes.setdefault(written, []):
                    codes[written].append(code)
        return cls(codes=codes)


@dataclass(frozen=True, kw_only=True)
class Known:
    """The town's categories, places (codes are paths here), units and kinds of request, as far as a line may name them."""

    categories: Named
    places: Named
    units: Named
    request_types: Named
    urgencies: Named


@dataclass(frozen=True, kw_only=True)
class Line:
    """One written line: `at` is its number in the sheet, `cells` by column; empty cells are left out."""

    sheet: str
    at: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Read:
    """The rows that hold, with the line of the sheet each came from, and what is wrong with the others."""

    rows: tuple[Row, ...]
    at: Mapping[int, Line]
    faults: tuple[Fault, ...] = field(default=())


def read_lines(lines: Iterable[Line], known: Known, *, first: int = 1) -> Read:
    """Rows are numbered from `first` in the order of the lines that hold."""
    rows: list[Row] = []
    at: dict[int, Line] = {}
    faults: list[Fault] = []
    for line in lines:
        noted = LineFaults(sheet=line.sheet, at=line.at)
        row = _Reader(line, known, noted).row(first + len(rows))
        faults += noted.faults
        if not noted.faults:
            rows.append(row)
            at[row.line] = line
    return Read(rows=tuple(rows), at=at, faults=tuple(faults))


@dataclass(frozen=True)
class _Reader:
    line: Line
    known: Known
    faults: LineFaults

    def row(self, number: int) -> Row:
        units = self.known.units
        lead = self._several("lead", units, NOUNS["lead"])
        if not lead and not self.faults.has("lead"):
            self.faults.note("lead", "没有写由哪个单位主办", "no lead unit is named")
        if len(lead) > 1:
            self.faults.note(
                "lead", "主办只能有一个，其余写到协办单位", "there is one lead; put the others under assisting"
            )
        row = Row(
            line=number,
            categories=self._several("categories", self.known.categories, NOUNS["categories"]),
            place_path=self._place(),
            ownership=self._text("ownership", LONGEST_WORD),
            words=self._parts("words"),
            request_types=self._several("request_types", self.known.request_types, NOUNS["request_types"]),
            urgencies=self._several("urgencies", self.known.urgencies, NOUNS["urgencies"]),
            lead=lead[0] if lead else "",
            assisting=self._several("assisting", units, NOUNS["lead"]),
            copies=self._several("copies", units, NOUNS["lead"]),
            basis=self._basis(),
            from_on=self._day("from_on", date.min),
            until_on=self._day("until_on", date.max),
        )
        self._check(row)
        return row

    def _check(self, row: Row) -> None:
        if row.lead and row.lead in row.assisting:
            self.faults.note(
                "assisting", "主办单位又写成了协办；删掉协办里的它", "the lead also assists; remove it from assisting"
            )
        if row.lead and row.lead in row.copies:
            self.faults.note(
                "copies", "主办单位不用抄送；删掉抄送里的它", "the lead needs no copy; remove it from the copies"
            )
        if row.until_on < row.from_on:
            self.faults.note(
                "until_on", "失效早于生效；改其中一个日期", "it ends before it begins; change one of the dates"
            )

    def _basis(self) -> str:
        basis = self._text("basis", LONGEST_BASIS)
        if not basis and not self.faults.has("basis"):
            self.faults.note(
                "basis",
                "没有写依据；写哪条职责、哪个文件、哪次会议",
                "no basis; name the duty, the paper or the meeting",
            )
        return basis

    def _text(self, column: str, longest: int) -> str:
        text = " ".join(CONTROL.sub("", str(self.line.cells.get(column, ""))).split())
        if len(text) > longest:
            self.faults.note(
                column, f"写了 {len(text)} 个字，最多 {longest} 个", f"{len(text)} characters, at most {longest}"
            )
        return text[:longest]

    def _parts(self, column: str) -> tuple[str, ...]:
        raw = CONTROL.sub("", str(self.line.cells.get(column, "")).replace("\r", "\n"))
        parts = tuple(dict.fromkeys(part.strip() for part in SEPARATOR.split(raw) if part.strip()))
        if len(parts) > MOST_PARTS:
            self.faults.note(
                column, f"写了 {len(parts)} 个，最多 {MOST_PARTS} 个", f"{len(parts)}, at most {MOST_PARTS}"
            )
        return parts[:MOST_PARTS]

    def _several(self, column: str, named: Named, noun: Words) -> tuple[str, ...]:
        found = [self._one(column, part, named, noun) for part in self._parts(column)]
        return tuple(dict.fromkeys(code for code in found if code))

    def _one(self, column: str, written: str, named: Named, noun: Words) -> str:
        codes = named.found(written)
        shown = written[:LONGEST_WORD]
        if len(codes) == 1:
            return codes[0]
        if codes:
            self.faults.note(
                column,
                f"叫“{shown}”的{noun.zh}不止一个；写代码：{'、'.join(codes[:6])}",
                f"more than one {noun.en} is called “{shown}”; write a code: {', '.join(codes[:6])}",
            )
        else:
            near = nearest(shown, named.codes)
            zh, en = (
                (f"是不是“{near}”？", f"did you mean “{near}”?")
                if near
                else ("写名单里有的名称或代码", "write one that exists")
            )
            self.faults.note(
                column, f"没有叫“{shown}”的{noun.zh}；{zh}", f"there is no {noun.en} called “{shown}”; {en}"
            )
        return ""

    def _place(self) -> str:
        parts = [part for part in self._parts("place") if part not in ALWAYS]
        if len(parts) > 1:
            self.faults.note(
                "place",
                "一行只能写一个地点；多个地点分成几行写",
                "one place a line; write several lines for several places",
            )
        return self._one("place", parts[0], self.known.places, NOUNS["place"]) if parts else ""

    def _day(self, column: str, otherwise: date) -> date:
        value = self.line.cells.get(column)
        match value:
            case None | "":
                return otherwise
            case datetime():
                return value.date()
            case date():
                return value
        try:
            return date.fromisoformat(str(value).strip().replace("/", "-"))
        except ValueError:
            self.faults.note(column, "请写成 2026-11-22 这样的日期", "write a date such as 2026-11-22")
            return otherwise
