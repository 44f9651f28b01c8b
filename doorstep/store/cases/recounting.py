"""Counts running clocks again by a calendar that knows more, or by other rules, and records each due moment that moved.

Walks them in batches, each its own transaction with the cases locked as a step locks them, so that a million take minutes and
hold up nobody; broken off, it goes on where it was. What was counted again is a row of its own: by whom, why, from when to when.
Never called by itself for other rules: only when a person asked, having seen what it does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.kernel.calendar import Calendar
from doorstep.kernel.clocks import ClockScheme, ClockUnknown
from doorstep.kernel.running import RunningClock, counted, recounted
from doorstep.kernel.working_days import LATE_DECEMBER
from doorstep.store.cases import clock_rows, clocks, sheets, towns

BATCH = 2000
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
CALENDAR, SCHEME = "calendar", "scheme"
ESTIMATED = """
SELECT k.id, k.case_id, k.due_at FROM cases_clock k
WHERE k.stopped_at IS NULL AND k.is_estimated AND k.due_at < %s AND (k.due_at, k.id) > (%s, %s)
ORDER BY k.due_at, k.id LIMIT %s
"""
ALL = "SELECT k.id, k.case_id, k.due_at FROM cases_clock k WHERE k.stopped_at IS NULL AND k.id > %s ORDER BY k.id LIMIT %s"
LOCKED = "SELECT id, request_type, urgency FROM cases_case WHERE id = ANY(%s) AND NOT is_final ORDER BY id FOR UPDATE"
OF_CASES = f"""
SELECT {clock_rows.COLUMNS}, k.id, k.case_id FROM cases_clock k
WHERE k.case_id = ANY(%s) AND k.stopped_at IS NULL ORDER BY k.case_id, k.id
"""
WRITE_CLOCKS = """
UPDATE cases_clock k SET due_at = u.due_at, is_estimated = u.is_estimated, warn_at = u.warn_at,
    rule = coalesce(u.rule, k.rule), raised_at = CASE WHEN k.due_at = u.due_at THEN k.raised_at END,
    warned_at = CASE WHEN k.due_at = u.due_at THEN k.warned_at END
FROM json_to_recordset(%s::json) AS u(id bigint, due_at timestamptz, is_estimated bool, warn_at timestamptz, rule jsonb)
WHERE k.id = u.id
"""
WRITE_CASES = """
UPDATE cases_case c SET running = u.running, due_at = u.due_at, due_clock = u.due_clock
FROM json_to_recordset(%s::json) AS u(id uuid, running jsonb, due_at timestamptz, due_clock text) WHERE c.id = u.id
"""
RECORD = """
INSERT INTO cases_clockchange (case_id, clock_id, name, cause, old_due_at, new_due_at, old_rule, reason, by, at)
SELECT u.case_id, u.id, u.name, %s, u.old_due_at, u.new_due_at, u.old_rule, %s, %s, %s
FROM json_to_recordset(%s::json)
    AS u(case_id uuid, id bigint, name text, old_due_at timestamptz, new_due_at timestamptz, old_rule jsonb)
"""
UNTOLD = """
WITH taken AS (
    SELECT id FROM cases_clockchange WHERE told_at IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), told AS (UPDATE cases_clockchange h SET told_at = %s FROM taken WHERE h.id = taken.id RETURNING h.case_id)
SELECT DISTINCT c.id, c.number, c.owed_by FROM told JOIN cases_case c ON c.id = told.case_id WHERE NOT c.is_final ORDER BY c.number
"""
CHANGES_OF = """
SELECT name, cause, old_due_at, new_due_at, reason, by, at FROM cases_clockchange WHERE case_id = %s ORDER BY at, id
"""


@dataclass(frozen=True, kw_only=True)
class Why:
    """What a new count is recorded with. `by`: who asked for it, "system" for the calendar."""

    cause: str
    reason: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Recounted:
    """A case with a limit that was counted again."""

    case_id: UUID
    number: str
    owed_by: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """A running clock that was counted again, for its case's page."""

    name: str
    cause: str
    old_due_at: datetime
    new_due_at: datetime
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class _Facts:
    request_type: str
    urgency: str


Again = Callable[[RunningClock, _Facts], RunningClock]


def recount_estimated(now: datetime, *, calendar: Calendar | None = None) -> int:
    """Count estimated 估算 clocks again whose years have since been published; how many due moments moved or were settled.

    Those settled are no longer estimated, so that calling it again finds nothing.
    """
    calendar = calendar or towns.pack().calendar
    why = Why(cause=CALENDAR, reason="放假安排已公布，估算的期限重新算过", by="system")
    until = _settled_until(calendar, now)

    def page(after: int, due_at: datetime) -> Sequence[Any]:
        return sheets.run(ESTIMATED, [until, due_at, after, BATCH])

    return _walk(page, lambda clock, _: recounted(clock, calendar), why, now)


def _settled_until(calendar: Calendar, now: datetime) -> datetime:
    """No later than the first day whose kind depends on a notice that is still to come."""
    year = calendar.local_date(now).year
    while year in calendar.known_years:
        year += 1
    return datetime(year - 1, 12, LATE_DECEMBER, tzinfo=UTC) + timedelta(days=1)


def apply_scheme(scheme: ClockScheme, *, reason: str, by: str, now: datetime) -> int:
    """Count every running clock again, from when it started, by the rules of this scheme; how many changed their rule."""
    calendar = towns.pack().calendar
    why = Why(cause=SCHEME, reason=reason, by=by)

    def page(after: int, _: datetime) -> Sequence[Any]:
        return sheets.run(ALL, [after, BATCH])

    return _walk(page, lambda clock, facts: under(scheme, clock, facts, calendar), why, now)


def under(scheme: ClockScheme, clock: RunningClock, facts: Any, calendar: Calendar) -> RunningClock:
    """The clock as it would stand had it started under this scheme; the very same one where nothing differs."""
    try:
        rule = scheme.rule_for(
            clock.name,
            request_type=facts.request_type,
            urgency=facts.urgency,
            on=calendar.local_date(clock.started_at),
        )
    except ClockUnknown:
        return clock
    if rule == clock.rule:
        return clock
    again = counted(rule, clock.started_at, calendar, clock.pauses, clock.extensions)
    return replace(again, paused_at=clock.paused_at)


def _walk(page: Callable[[int, datetime], Sequence[Any]], again: Again, why: Why, now: datetime) -> int:
    changed, after, due_at = 0, 0, LONG_AGO
    while rows := page(after, due_at):
        after, _, due_at = rows[-1]
        with transaction.atomic():
            changed += _recount({row[0] for row in rows}, sorted({row[1] for row in rows}), again, why, now)
    return changed


def _recount(wanted: set[int], cases: Sequence[UUID], again: Again, why: Why, now: datetime) -> int:
    """One batch: those of the wanted clocks that still run."""
    facts = {row[0]: _Facts(row[1], row[2]) for row in sheets.run(LOCKED, [cases])}
    before: dict[UUID, list[tuple[int, RunningClock]]] = {}
    for *row, clock_id, case_id in sheets.run(OF_CASES, [cases]):
        if case_id in facts:
            before.setdefault(case_id, []).append((clock_id, clock_rows.clock_from(row)))
    clock_changes, case_changes, records = [], [], []
    for case_id, held in before.items():
        after = [(n, again(clock, facts[case_id]) if n in wanted else clock) for n, clock in held]
        moved = [(n, old, new) for (n, old), (_, new) in zip(held, after, strict=True) if new is not old and new != old]
        if not moved:
            continue
        clock_changes += [_clock_row(n, old, new) for n, old, new in moved]
        case_changes.append(_case_row(case_id, [clock for _, clock in after]))
        records += [
            _record(case_id, n, old, new) for n, old, new in moved if old.due_at != new.due_at or old.rule != new.rule
        ]
    if clock_changes:
        sheets.run(WRITE_CLOCKS, [sheets.as_json(clock_changes)])
        sheets.run(WRITE_CASES, [sheets.as_json(case_changes)])
        sheets.run(RECORD, [why.cause, why.reason, why.by, now, sheets.as_json(records)])
    return len(clock_changes)


def _clock_row(clock_id: int, old: RunningClock, new: RunningClock) -> Mapping[str, Any]:
    return {
        "id": clock_id,
        "due_at": new.due_at,
        "is_estimated": new.is_estimated,
        "warn_at": new.warn_at,
        "rule": None if new.rule == old.rule else new.rule.as_dict(),
    }


def _case_row(case_id: UUID, running: Iterable[RunningClock]) -> Mapping[str, Any]:
    running = list(running)
    due_at, due_clock = clocks.first_due(running)
    return {"id": case_id, "running": clocks.as_row(running), "due_at": due_at, "due_clock": due_clock}


def _record(case_id: UUID, clock_id: int, old: RunningClock, new: RunningClock) -> Mapping[str, Any]:
    return {
        "case_id": case_id,
        "id": clock_id,
        "name": old.name,
        "old_due_at": old.due_at,
        "new_due_at": new.due_at,
        "old_rule": None if new.rule == old.rule else old.rule.as_dict(),
    }


def take_untold(now: datetime, *, limit: int = 10_000) -> list[Recounted]:
    """Cases whose limits moved and whose desks were not yet told; they count as told from now on."""
    rows = sheets.run(UNTOLD, [limit, now])
    return [Recounted(case_id=row[0], number=row[1], owed_by=row[2]) for row in rows]


def changes_of(case_id: UUID) -> list[Change]:
    """Every time a limit of this case was counted again, oldest first."""
    return [
        Change(name=row[0], cause=row[1], old_due_at=row[2], new_due_at=row[3], reason=row[4], by=row[5], at=row[6])
        for row in sheets.run(CHANGES_OF, [case_id])
    ]
