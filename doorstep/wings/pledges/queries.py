"""Reads pledges: how far each has come, sums by kind, balances of the accounts. Each sum is of entries, never a column of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from doorstep.store.cases import sheets, towns
from doorstep.wings.pledges.models import Pledge
from doorstep.wings.pledges.rules import FILE, PROMISE, RECEIVE, USE, Book, read_book

PAGE = 50
# A movement's amount is what it debits; what took it back has the same code with the sides exchanged, so that the sum is what remains.
REACHED = """
SELECT m.pledge_id, m.code, sum(e.fen) FROM pledges_movement m
JOIN pledges_entry e ON e.movement_id = m.id AND e.account = CASE m.code WHEN 'promise' THEN %s WHEN 'receive' THEN %s ELSE %s END
WHERE m.pledge_id = ANY(%s) GROUP BY 1, 2
"""
SUMS = """
SELECT p.kind, m.code, sum(e.fen)::bigint, count(DISTINCT p.id) FROM pledges_pledge p JOIN pledges_movement m ON m.pledge_id = p.id
JOIN pledges_entry e ON e.movement_id = m.id AND e.account = CASE m.code WHEN 'promise' THEN %s WHEN 'receive' THEN %s ELSE %s END
WHERE {where} GROUP BY 1, 2
"""
BALANCES = "SELECT account, sum(fen)::bigint FROM pledges_entry GROUP BY 1 ORDER BY 1"
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


def sums(project_id: UUID | None = None) -> dict[str, Reached]:
    """By kind; of one project, or of all."""
    where, values = ("p.project_id = %s", [project_id]) if project_id else ("TRUE", [])
    by: dict[str, dict[str, int]] = {}
    counts: dict[str, int] = {}
    for kind, code, fen, count in sheets.run(SUMS.format(where=where), [*_debits(), *values]):
        by.setdefault(kind, {})[code] = int(fen)
        counts[kind] = max(counts.get(kind, 0), count)
    return {kind: _reached(found, counts[kind]) for kind, found in by.items()}


def total(of: Mapping[str, Reached]) -> Reached:
    """All kinds together."""
    rows = list(of.values())
    return Reached(
        promised=sum(one.promised for one in rows),
        received=sum(one.received for one in rows),
        used=sum(one.used for one in rows),
        pledges=sum(one.pledges for one in rows),
    )


def pledges(*, kind: str = "", project_number: str = "", limit: int = PAGE, offset: int = 0) -> list[Pledge]:
    """Newest first."""
    rows = Pledge.objects.order_by("-made_at", "-id")
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(project_number=project_number) if project_number else rows
    return list(rows[offset : offset + limit])


def balances() -> dict[str, int]:
    """Fen by account: debits above nothing, credits below; all add up to nothing."""
    return {account: int(fen) for account, fen in sheets.run(BALANCES, [])}


def unbalanced() -> list[int]:
    """Movements whose entries do not add up to nothing. The database lets none in; looked at all the same."""
    return [row[0] for row in sheets.run(UNBALANCED, [])]
