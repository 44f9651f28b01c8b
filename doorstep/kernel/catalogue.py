"""The dispatch catalogue 派单目录: which unit leads which matter, where and on what condition, with the basis. Pure.

Of all rows that hold, the most specific leads: first the narrower category, then the narrower place, then the conditions
(ownership, words of the title, type of request, urgency), then the earlier line. Answers with the row and why it went
before the next; answers nothing where no row holds, and never guesses.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

AT_STREET, AT_COMMUNITY = "@street", "@community"
PLACED = {AT_STREET: 2, AT_COMMUNITY: 3}
DIMENSIONS = ("category", "place", "ownership", "words", "request_type", "urgency", "line")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line. Empty conditions hold always; `place_path` "" is everywhere, and ends with "/" otherwise.

    `categories` are codes of categories or of whole classes. `lead` and those beside it are unit codes, or "@street" and
    "@community" for the unit that answers for the place of the case. `ownership` is a code of the jurisdiction's own.
    """

    line: int
    lead: str
    basis: str
    categories: tuple[str, ...] = ()
    place_path: str = ""
    ownership: str = ""
    words: tuple[str, ...] = ()
    request_types: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    assisting: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    from_on: date = date.min
    until_on: date = date.max

    def rank(self, category: str) -> tuple[int, ...]:
        """How specific the row is where it stands for this one of its categories ("" when it names none)."""
        return (
            len(category.split(".")) if category else 0,
            self.place_path.count("/"),
            bool(self.ownership),
            bool(self.words),
            bool(self.request_types),
            bool(self.urgencies),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Matter:
    """What the catalogue asks of a case. `title` is masked; `ownership` "" while nobody has said whose it is."""

    category: str
    place_path: str
    request_type: str = ""
    urgency: str = "ordinary"
    title: str = ""
    ownership: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """The row that leads, its lead as a unit code, the next row that would have held, and in what the first is narrower."""

    version: str
    row: Row
    lead: str
    place_path: str
    over: Row | None = None
    narrower_in: str = ""

    @property
    def token(self) -> str:
        """How an event cites the row: "2026-3/12"."""
        return f"{self.version}/{self.row.line}"


@dataclass(frozen=True, slots=True)
class _Entry:
    row: Row
    rank: tuple[int, ...]


class Catalogue:
    """Built once from rows, then only read. `answering`: unit code by place code, for leads that follow the place."""

    def __init__(self, rows: Iterable[Row], *, version: str = "", answering: Mapping[str, str] | None = None) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: row.line))
        self.version = version
        self.answering = dict(answering or {})
        self._by_line = {row.line: row for row in self.rows}
        self._shelves: dict[tuple[str, str], list[_Entry]] = {}
        for row in self.rows:
            for category in row.categories or ("",):
                shelf = self._shelves.setdefault((category, row.place_path), [])
                shelf.append(_Entry(row, row.rank(category)))
        for shelf in self._shelves.values():
            shelf.sort(key=lambda entry: (tuple(-part for part in entry.rank), entry.row.line))

    def row(self, line: int) -> Row | None:
        """The row of that line."""
        return self._by_line.get(line)

    def match(self, matter: Matter, *, on: date) -> Match | None:
        """The row that leads this matter on that day, and the next; None when no row holds."""
        first: _Entry | None = None
        lead = ""
        for entry in self._reaching(matter):
            row = entry.row
            if (first and row is first.row) or not holds(row, matter, on):
                continue
            if first is None:
                if lead := self.unit(row.lead, matter.place_path):
                    first = entry
                continue
            return self._match(matter, first, lead, entry)
        return self._match(matter, first, lead, None) if first else None

    def if_owned(self, matter: Matter, *, on: date) -> tuple[Match, ...]:
        """Rows that would go before all others if it were known whose the thing is, the most specific of each owner."""
        found: dict[str, Match] = {}
        if matter.ownership:
            return ()
        for entry in self._reaching(matter):
            row = entry.row
            lead = self.unit(row.lead, matter.place_path)
            if not row.ownership and holds(row, matter, on):
                break
            if row.ownership and row.ownership not in found and lead and holds(row, matter, on, is_owner_known=False):
                found[row.ownership] = self._match(matter, entry, lead, None)
        return tuple(found.values())

    def unit(self, code: str, place_path: str) -> str:
        """The unit that a row names, at this place; "" when nobody answers for it."""
        if code not in PLACED:
            return code
        parts = place_path.strip("/").split("/")[: PLACED[code]]
        if len(parts) < PLACED[code]:
            return ""
        return self.answering.get("".join(parts).ljust(12, "0"), "")

    def units(self, codes: Iterable[str], place_path: str) -> tuple[str, ...]:
        """Those of them that exist at this place, each once."""
        return tuple(dict.fromkeys(unit for code in codes if (unit := self.unit(code, place_path))))

    def _reaching(self, matter: Matter) -> Iterator[_Entry]:
        """Rows of the matter's category and place, the most specific first."""
        shelves = self._shelves
        for category in _upward(matter.category):
            for place in _around(matter.place_path):
                shelf = shelves.get((category, place))
                if shelf:
                    yield from shelf

    def _match(self, matter: Matter, first: _Entry, lead: str, second: _Entry | None) -> Match:
        return Match(
            version=self.version,
            row=first.row,
            lead=lead,
            place_path=matter.place_path,
            over=second.row if second else None,
            narrower_in=_difference(first.rank, second.rank) if second else "",
        )


def holds(row: Row, matter: Matter, on: date, *, is_owner_known: bool = True) -> bool:
    """Whether the row's conditions hold for a matter of its category and place."""
    return (
        row.from_on <= on <= row.until_on
        and (not row.request_types or matter.request_type in row.request_types)
        and (not row.urgencies or matter.urgency in row.urgencies)
        and (not row.ownership or not is_owner_known or matter.ownership == row.ownership)
        and (not row.words or any(word in matter.title for word in row.words))
    )


def reaches(row: Row, matter: Matter) -> bool:
    """Whether the row stands for the matter's category and place at all: what the index answers, said plainly."""
    inside = matter.place_path.startswith(row.place_path)
    return inside and any(category in _upward(matter.category) for category in row.categories or ("",))


def best_by_hand(rows: Iterable[Row], matter: Matter, *, on: date) -> Row | None:
    """The leading row found by looking at every row. The index must agree with it."""
    found = [
        (tuple(-part for part in row.rank(category)), row.line, row)
        for row in rows
        if reaches(row, matter) and holds(row, matter, on)
        for category in row.categories or ("",)
        if category in _upward(matter.category)
    ]
    return min(found, key=lambda each: each[:2])[2] if found else None


def _difference(first: tuple[int, ...], second: tuple[int, ...]) -> str:
    for name, mine, other in zip(DIMENSIONS, first, second, strict=False):
        if mine != other:
            return name
    return "line"


@lru_cache(maxsize=4096)
def _upward(category: str) -> tuple[str, ...]:
    """The category, its class, and any: "roads.lamp" → ("roads.lamp", "roads", "")."""
    above, _dot, _kind = category.partition(".")
    return tuple(dict.fromkeys((category, above, "")))


@lru_cache(maxsize=65536)
def _around(place_path: str) -> tuple[str, ...]:
    """The place and every place around it, the narrowest first, then everywhere."""
    parts = place_path.strip("/").split("/")
    around = [f"/{'/'.join(parts[:count])}/" for count in range(len(parts), 0, -1)]
    return (*around, "") if place_path else ("",)
