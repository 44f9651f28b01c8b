"""Reads what the coordinating office looks at: the pool with its near-duplicates, the disputes, the load of each unit.

Each function is one statement over indexed columns. Reads only; decides nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.store.cases.sheets import run
from doorstep.store.sealing import unseal
from doorstep.wings.dispatch.likeness import Wording, pairs_of
from doorstep.wings.dispatch.rules import Past

PAGE = 20
AROUND = 60
RECENT_DAYS = 45
NUMBER = re.compile(r"\d{8}-\d{4,14}")
OPEN_STATES = ("collected", "pooled", "dispatched", "disputed", "handling", "checking", "awaiting_rating")

COLUMNS = (
    "c.id, c.number, c.state, c.seq, w.title, w.body, c.category, c.request_type, c.urgency, c.place_path, c.community,"
    " c.lead_unit, c.reports, c.opened_at, c.due_at, c.due_clock, c.merged_into, coalesce(c.memory->'at'->>'about', '')"
)
WAITING = f"""
SELECT {COLUMNS} FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id
WHERE c.owed_by = 'office' AND NOT c.is_inner AND NOT c.is_final AND c.state = %s {{after}}
ORDER BY c.due_at NULLS LAST, c.id LIMIT %s
"""
HOW_MANY = """
SELECT count(*) FROM cases_case c WHERE c.owed_by = 'office' AND NOT c.is_inner AND NOT c.is_final AND c.state = %s
"""
NEIGHBOURS = f"""
SELECT {COLUMNS} FROM unnest(%s::text[]) AS here(community) CROSS JOIN LATERAL (
    SELECT * FROM cases_case n WHERE n.community = here.community AND NOT n.is_inner AND n.opened_at >= %s
    AND n.merged_into IS NULL AND n.state = ANY(%s) ORDER BY n.opened_at DESC, n.id DESC LIMIT {AROUND}
) c JOIN cases_casewords w ON w.case_id = c.id
"""
NAMED = f"SELECT {COLUMNS} FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id WHERE c.number = ANY(%s)"
CHILDREN = f"""
SELECT {COLUMNS} FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id
WHERE c.merged_into = ANY(%s) ORDER BY c.opened_at, c.id
"""
PAST = """
SELECT community, category, lead_unit, count(*) FROM (
    SELECT n.community, n.category, n.lead_unit FROM unnest(%s::text[]) AS here(community) CROSS JOIN LATERAL (
        SELECT community, category, lead_unit, memory FROM cases_case c WHERE c.community = here.community
        ORDER BY c.opened_at DESC, c.id DESC LIMIT 300
    ) n WHERE n.lead_unit <> '' AND n.memory->'flags' ? 'dispatched' AND n.category = ANY(%s)
) counted GROUP BY community, category, lead_unit
"""
# Counted twice on purpose: a plain count by unit and state reads its index at twice the pace of one with conditions,
# and what is due by tomorrow is a short stretch of the same index.
IN_HAND = "NOT is_final AND NOT is_inner AND lead_unit <> '' AND owed_by <> 'reporter'"
LOADS = f"""
SELECT lead_unit, state, count(*), 0 FROM cases_case WHERE {IN_HAND} GROUP BY lead_unit, state
UNION ALL
SELECT lead_unit, '', count(*) FILTER (WHERE due_at < %s), count(*) FILTER (WHERE due_at >= %s)
FROM cases_case WHERE {IN_HAND} AND state IN ('dispatched', 'handling', 'checking', 'disputed') AND due_at < %s GROUP BY lead_unit
"""
OF_UNIT = f"""
SELECT {COLUMNS} FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id
WHERE c.lead_unit = %s AND NOT c.is_inner AND NOT c.is_final AND c.state IN ('dispatched', 'handling', 'checking', 'disputed') {{only}}
ORDER BY c.due_at NULLS LAST, c.id LIMIT %s
"""
MERGED_LATELY = f"""
SELECT {COLUMNS}, m.number, m.state = 'withdrawn' FROM cases_case c
JOIN cases_casewords w ON w.case_id = c.id JOIN cases_case m ON m.id = c.merged_into
WHERE c.merged_into IS NOT NULL AND c.state = 'merged' AND NOT c.is_inner ORDER BY m.state = 'withdrawn' DESC, c.moved_at DESC LIMIT %s
"""
OBJECTIONS = """
SELECT DISTINCT ON (e.case_id) e.case_id, e.facts->>'reason', e.facts->>'suggested_unit', t.cipher
FROM cases_event e LEFT JOIN cases_sealedtext t ON t.case_id = e.case_id AND t.seq = e.seq AND t.field = 'explanation'
WHERE e.case_id = ANY(%s) AND e.verb = 'object' ORDER BY e.case_id, e.seq DESC
"""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A case as the office sees it in a list. Title and body are masked. `about`: the unit that somebody
    recorded it to be about, "-" for none, "" while nobody has."""

    id: UUID
    number: str
    state: str
    seq: int
    title: str
    body: str
    category: str
    request_type: str
    urgency: str
    place_path: str
    community: str
    lead_unit: str
    reports: int
    opened_at: datetime
    due_at: datetime | None
    due_clock: str
    merged_into: UUID | None
    about: str

    @property
    def text(self) -> str:
        return f"{self.title}\n{self.body}"

    @property
    def wording(self) -> Wording:
        return Wording(
            id=self.id,
            pairs=pairs_of(self.title, self.body),
            place_path=self.place_path,
            at=self.opened_at,
            category=self.category,
        )


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A case that lies merged, and the number of its main case. `is_orphan`: the main case was withdrawn by its reporter."""

    case: Waiting
    into: str
    is_orphan: bool


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a unit has before it: to accept, being handled; of both, overdue and due today."""

    unit: str
    to_accept: int
    handling: int
    overdue: int
    due_today: int

    @property
    def in_hand(self) -> int:
        return self.to_accept + self.handling


@dataclass(frozen=True, kw_only=True)
class Objection:
    """The last objection to a dispatch: the reason chosen, and what the unit wrote, for the office's eyes only."""

    case_id: UUID
    reason: str
    suggested_unit: str
    explanation: str


def waiting(state: str, *, after: tuple[datetime, UUID] | None = None, limit: int = PAGE) -> list[Waiting]:
    """Cases that wait for the office in this state, the most pressing first; one more than `limit` tells of a next page."""
    bound = "AND (c.due_at, c.id) > (%s, %s)" if after else ""
    return _read(WAITING.format(after=bound), [state, *(after or ()), limit + 1])


def count_waiting(state: str) -> int:
    """How many wait for the office in this state."""
    return int(run(HOW_MANY, [state])[0][0])


def neighbours(communities: Sequence[str], *, since: datetime) -> list[Waiting]:
    """Cases of these communities that are not over, the newest of each: among them the near-duplicates are sought."""
    return _read(NEIGHBOURS, [list(communities), since, list(OPEN_STATES)])


def named(numbers: Sequence[str]) -> list[Waiting]:
    """The cases with these numbers, in the order asked; unknown numbers are left out."""
    asked = [number for number in dict.fromkeys(numbers) if NUMBER.fullmatch(number)]
    found = {case.number: case for case in _read(NAMED, [asked])}
    return [found[number] for number in asked if number in found]


def merged_into(mains: Sequence[UUID]) -> list[Waiting]:
    """Every case merged into one of these."""
    return _read(CHILDREN, [list(mains)]) if mains else []


def merged_lately(limit: int = 10) -> list[Merged]:
    """Cases that lie merged and can be taken apart: first those whose main case was withdrawn, then the last merged."""
    return [Merged(case=_waiting(row[:-2]), into=row[-2], is_orphan=row[-1]) for row in run(MERGED_LATELY, [limit])]


def past_dispatches(cases: Sequence[Waiting]) -> dict[tuple[str, str], tuple[Past, ...]]:
    """Which units led the last 300 cases of each community, by (community, category)."""
    communities = list(dict.fromkeys(case.community for case in cases))
    rows = run(PAST, [communities, list({case.category for case in cases})])
    totals: dict[tuple[str, str], int] = {}
    for community, category, _, count in rows:
        totals[community, category] = totals.get((community, category), 0) + count
    found: dict[tuple[str, str], list[Past]] = {}
    for community, category, unit, count in rows:
        place = (community, category)
        found.setdefault(place, []).append(Past(unit=unit, count=count, of=totals[place]))
    return {place: tuple(rows) for place, rows in found.items()}


def loads(*, now: datetime, tomorrow: datetime) -> dict[str, Load]:
    """By unit code; units with nothing in hand are left out."""
    found: dict[str, dict[str, int]] = {}
    for unit, state, count, later in run(LOADS, [now, now, tomorrow]):
        found.setdefault(unit, {}).update({state: count} if state else {"overdue": count, "due_today": later})
    return {
        unit: Load(
            unit=unit,
            to_accept=counts.get("dispatched", 0),
            handling=counts.get("handling", 0) + counts.get("checking", 0),
            overdue=counts.get("overdue", 0),
            due_today=counts.get("due_today", 0),
        )
        for unit, counts in found.items()
        if counts.keys() & {"dispatched", "handling", "checking", "disputed"}
    }


def of_unit(unit: str, *, overdue_at: datetime | None = None, limit: int = PAGE) -> list[Waiting]:
    """What this unit has before it, the most pressing first; with `overdue_at` only what was due before then."""
    only = "AND c.due_at < %s" if overdue_at else ""
    return _read(OF_UNIT.format(only=only), [unit, *([overdue_at] if overdue_at else []), limit])


def objections(cases: Sequence[UUID]) -> dict[UUID, Objection]:
    """The last objection to each."""
    return {
        case_id: Objection(
            case_id=case_id,
            reason=reason or "",
            suggested_unit=suggested or "",
            explanation=unseal(cipher) if cipher else "",
        )
        for case_id, reason, suggested, cipher in run(OBJECTIONS, [list(cases)])
    }


def _read(statement: str, parameters: Sequence[Any]) -> list[Waiting]:
    return [_waiting(row) for row in run(statement, parameters)]


def _waiting(row: Sequence[Any]) -> Waiting:
    return Waiting(**dict(zip(Waiting.__dataclass_fields__, row, strict=True)))
