"""Reads pledges: how far each has come, sums by kind, balances of the accounts. Each sum is of entries, never a column of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q

from doorstep.store.cases import sheets, towns
from doorstep.wings.pledges.models import Pledge
from doorstep.wings.pledges.rules import FILE, PROMISE, RECEIVE, USE, Book, read_book

PAGE = 50
EVERYWHERE = ("",)
# A movement's amount is what it debits; what took it back has the same code with the sides exchanged, so that the sum is what remains.
REACHED = """
SELECT m.pledge_id, m.code, sum(e.fen) FROM pledges_movement m
JOIN pledges_entry e ON e.movement_id = m.id AND e.account = CASE m.code WHEN 'promise' THEN %s WHEN 'receive' THEN %s ELSE %s END
WHERE m.pledge_id = ANY(%s) GROUP BY 1, 2
"""
SUMS = """
SELECT p.kind, p.place_path, m.code, sum(e.fen)::bigint, count(DISTINCT p.id) FROM pledges_pledge p JOIN pledges_movement m ON m.pledge_id = p.id
JOIN pledges_entry e ON e.movement_id = m.id AND e.account = CASE m.code WHEN 'promise' THEN %s WHEN 'receive' THEN %s ELSE %s END
WHERE {where} GROUP BY 1, 2, 3
"""
BALANCES = """
SELECT e.account, sum(e.fen)::bigint FROM pledges_entry e JOIN pledges_movement m ON m.id = e.movement_id
JOIN pledges_pledge p ON p.id = m.pledge_id WHERE p.place_path LIKE ANY(%s) GROUP BY 1 ORDER BY 1
"""
UNBALANCED = "SELECT movement_id FROM pledges_entry GROUP BY 1 HAVING sum(fen) <> 0 LIMIT 20"


@lru_cache(maxsize=16)
def _read(path: Any, changed: float) -> Book:
    return read_book(path)


def book() -> Book:
    """The rules of the jurisdiction served."""
    path = towns.pack().file(FILE)
    if path is None:
        raise FileNotFoundError(FILE)
    return _read(path, path.stat().st_mtime)


def _debits() -> list[str]:
    bookings = book().bookings
    return [bookings[code].debit for code in (PROMISE, RECEIVE, USE)]


@dataclass(frozen=True, kw_only=True)
class Reached:
    """Fen of a pledge, a kind or a project, as far as they have come: each includes what came further."""

    promised: int = 0
    received: int = 0
    used: int = 0
    pledges: int = 0


def reached(ids: list[int]) -> dict[int, Reached]:
    """By pledge."""
    found: dict[int, dict[str, int]] = {}
    for pledge, code, fen in sheets.run(REACHED, [*_debits(), ids]):
        found.setdefault(pledge, {})[code] = int(fen)
    return {pledge: _reached(by, 1) for pledge, by in found.items()}


def _reached(by: Mapping[str, int], pledges: int) -> Reached:
    return Reached(promised=by.get(PROMISE, 0), received=by.get(RECEIVE, 0), used=by.get(USE, 0), pledges=pledges)


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What pledges of one kind at one place come to."""

    kind: str
    place_path: str
    reached: Reached


def sums(*, project_id: UUID | None = None, within: Sequence[str] = EVERYWHERE) -> list[Sum]:
    """By kind and place; of one project, of these places and all below, or of all."""
    where, values = ("p.project_id = %s", project_id) if project_id else ("p.place_path LIKE ANY(%s)", _below(within))
    by: dict[tuple[str, str], dict[str, int]] = {}
    counts: dict[tuple[str, str], int] = {}
    for kind, place, code, fen, count in sheets.run(SUMS.format(where=where), [*_debits(), values]):
        by.setdefault((kind, place), {})[code] = int(fen)
        counts[kind, place] = max(counts.get((kind, place), 0), count)
    return [
        Sum(kind=kind, place_path=place, reached=_reached(found, counts[kind, place]))
        for (kind, place), found in by.items()
    ]


def _below(within: Iterable[str]) -> list[str]:
    """Patterns of these places with all below; paths have nothing that a pattern would read."""
    return [f"{path}%" for path in within]


def total(rows: Iterable[Sum]) -> Reached:
    """All together."""
    found = [row.reached for row in rows]
    return Reached(
        promised=sum(one.promised for one in found),
        received=sum(one.received for one in found),
        used=sum(one.used for one in found),
        pledges=sum(one.pledges for one in found),
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which pledges are asked for; empty: all. `at`: this very place and none below it."""

    kind: str = ""
    project_number: str = ""
    within: Sequence[str] = EVERYWHERE
    at: str = ""


def pledges(asked: Asked, *, limit: int = PAGE, offset: int = 0) -> list[Pledge]:
    """Newest first; ask for one more than a page to know of a next."""
    here = Q(pk__in=())
    for path in asked.within:
        here |= Q(place_path__startswith=path)
    rows = Pledge.objects.order_by("-made_at", "-id")
    rows = rows if tuple(asked.within) == EVERYWHERE else rows.filter(here)
    given = {"kind": asked.kind, "project_number": asked.project_number, "place_path": asked.at}
    return list(rows.filter(**{name: value for name, value in given.items() if value})[offset : offset + limit])


def pledge(number: str) -> Pledge | None:
    """By its number."""
    return Pledge.objects.filter(number=number).first()


def balances(within: Sequence[str] = EVERYWHERE) -> dict[str, int]:
    """Fen by account: debits above nothing, credits below; all add up to nothing."""
    return {account: int(fen) for account, fen in sheets.run(BALANCES, [_below(within)])}


def unbalanced() -> list[int]:
    """Movements whose entries do not add up to nothing. The database lets none in; looked at all the same."""
    return [row[0] for row in sheets.run(UNBALANCED, [])]
