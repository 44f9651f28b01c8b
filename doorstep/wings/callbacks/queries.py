"""Reads what the wing needs of cases, and what a caller is shown: never who handled a case, only which unit did."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from doorstep.store.cases.sheets import run
from doorstep.wings.callbacks.rules import is_drawn, mark_of

PAGE = 50
FINISHED = """
SELECT c.id, c.number, c.state, c.lead_unit, c.lead_path, c.category, c.request_type, c.place_path, c.urgency, w.title, e.at,
       EXISTS (SELECT 1 FROM cases_receipt r WHERE r.case_id = c.id AND r.phone_cipher IS NOT NULL)
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id JOIN cases_event e ON e.case_id = c.id AND e.seq = %s
WHERE c.id = %s
"""
EVENT = "SELECT facts, enters, at FROM cases_event WHERE case_id = %s AND seq = %s"
PARENT = "SELECT parent_id FROM cases_tie WHERE child_id = %s AND kind = %s"
OPEN_BENEATH = """
SELECT c.id FROM cases_tie t JOIN cases_case c ON c.id = t.child_id
WHERE t.parent_id = %s AND t.kind = 'callback' AND NOT c.is_final
"""
OPENED_FOR = """
SELECT 1 FROM cases_tie t JOIN cases_event e ON e.case_id = t.child_id AND e.seq = 1
WHERE t.parent_id = %s AND t.kind = %s AND e.facts->>%s = %s
"""
RESTING = """
SELECT id, moved_at FROM cases_case WHERE owed_by = 'system' AND NOT is_final AND state = 'resting' AND is_inner LIMIT %s
"""
SHEETS = """
SELECT c.id, c.number, c.state, c.due_at, c.memory, p.id, p.number, p.lead_unit, p.place_path, p.category, p.state, w.title,
       w.body, f.at, coalesce(p.reports, 1)
FROM cases_case c JOIN cases_tie t ON t.child_id = c.id AND t.kind = 'callback' JOIN cases_case p ON p.id = t.parent_id
JOIN cases_casewords w ON w.case_id = p.id JOIN cases_event o ON o.case_id = c.id AND o.seq = 1
LEFT JOIN cases_event f ON f.case_id = p.id AND f.seq = (o.facts->>'finish')::int
"""
DUE = SHEETS + "WHERE c.owed_by = 'caller' AND NOT c.is_final ORDER BY c.due_at NULLS LAST, c.id LIMIT %s"
ONE = SHEETS + "WHERE c.number = %s"
COUNTS = """
SELECT count(*) FILTER (WHERE owed_by = 'caller'), count(*) FILTER (WHERE owed_by = 'caller' AND due_at < %s),
       count(*) FILTER (WHERE owed_by = 'system' AND state = 'resting')
FROM cases_case WHERE owed_by IN ('caller', 'system') AND NOT is_final
"""
DRAWS = """
SELECT d.number, d.finish, d.unit, d.share, d.mark, d.outcome, s.seed
FROM callbacks_draw d JOIN callbacks_seed s ON s.day = d.day WHERE d.day = %s ORDER BY d.number, d.finish
"""


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A case as it stands after the step that finished it."""

    id: UUID
    number: str
    state: str
    lead_unit: str
    lead_path: str
    category: str
    request_type: str
    place_path: str
    urgency: str
    title: str
    at: datetime
    has_phone: bool


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A call-back as its caller sees it: the matter in masked words, where, by which unit, and how often it was tried."""

    id: UUID
    number: str
    state: str
    due_at: datetime | None
    tries: int
    case_id: UUID
    case_number: str
    unit: str
    place_path: str
    category: str
    case_state: str
    title: str
    body: str
    finished_at: datetime | None
    reports: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What lies before the callers."""

    due: int
    overdue: int
    resting: int


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """A draw as it was kept, and as the seed gives it again."""

    number: str
    finish: int
    unit: str
    share: int
    mark: int
    outcome: str
    again: int

    @property
    def holds(self) -> bool:
        """Whether drawing again gives the same."""
        drawn = is_drawn(self.again, self.share)
        return self.again == self.mark and (self.outcome == "spared") == (not drawn)


def finished(case_id: UUID, seq: int) -> Finished | None:
    """None for a case without that step."""
    rows = run(FINISHED, [seq, case_id])
    return Finished(**dict(zip(Finished.__dataclass_fields__, rows[0], strict=True))) if rows else None


def facts_of(case_id: UUID, seq: int) -> tuple[Mapping[str, Any], str]:
    """What a step's form said, and the state it led to."""
    facts, enters, _ = run(EVENT, [case_id, seq])[0]
    return json.loads(facts), enters


def parent_of(case_id: UUID, kind: str) -> UUID | None:
    """The case that this one was opened beneath."""
    rows = run(PARENT, [case_id, kind])
    return rows[0][0] if rows else None


def open_callbacks(case_id: UUID) -> list[UUID]:
    """Call-backs of this case that are not over."""
    return [row[0] for row in run(OPEN_BENEATH, [case_id])]


def was_opened_for(case_id: UUID, kind: str, field: str, seq: int) -> bool:
    """Whether a case of this kind was opened beneath for this step already."""
    return bool(run(OPENED_FOR, [case_id, kind, field, str(seq)]))


def resting(limit: int) -> list[tuple[UUID, datetime]]:
    """Call-backs that wait for another part of the day, and since when."""
    return [(row[0], row[1]) for row in run(RESTING, [limit])]


def due_now(limit: int = PAGE) -> list[Sheet]:
    """What may be called now, the most pressing first."""
    return [_sheet(row) for row in run(DUE, [limit])]


def sheet_numbered(number: str) -> Sheet | None:
    """One call-back by its own number."""
    rows = run(ONE, [number]) if len(number) <= 24 and "\x00" not in number else []
    return _sheet(rows[0]) if rows else None


def counts(now: datetime) -> Counts:
    """In one statement, from the index of what is owed."""
    due, overdue, waiting = run(COUNTS, [now])[0]
    return Counts(due=due, overdue=overdue, resting=waiting)


def replay(day: date) -> list[Replayed]:
    """Every draw of a day, drawn again from the seed that was kept."""
    return [
        Replayed(
            number=number,
            finish=finish,
            unit=unit,
            share=share,
            mark=mark,
            outcome=outcome,
            again=mark_of(seed, number, finish),
        )
        for number, finish, unit, share, mark, outcome, seed in run(DRAWS, [day])
    ]


def _sheet(row: tuple[Any, ...]) -> Sheet:
    memory = json.loads(row[4])
    values = (*row[:4], memory["counts"].get("missed", 0), *row[5:])
    return Sheet(**dict(zip(Sheet.__dataclass_fields__, values, strict=True)))
