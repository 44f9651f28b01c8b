"""Hears every event and tells those whom the step names; looks now and then which duties are due soon or overdue.

Each may run twice: a notice of the same event to the same recipient is written once.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from doorstep.kernel.case import Case
from doorstep.kernel.clocks import rule_from_dict
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.hearing import EVERY_EVENT, Reaction, Told
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.wings.outbox.services import draft_notices, write_notices

log = structlog.get_logger(__name__)
OVERDUE, DUE_SOON = "clock.overdue", "clock.due_soon"
LOOKS_BACK = timedelta(days=2)
LOOKS_AHEAD = timedelta(days=10)
BATCH = 1000
# What the event itself set running: the case may have gone on since.
DUE = """
SELECT min(k.due_at) FROM cases_event e JOIN cases_clock k ON k.case_id = e.case_id AND k.started_at = e.at
WHERE e.case_id = %s AND e.seq = %s
"""
# A clock is told of once for each time the case came to stand where it stands.
CLOCKS = """
SELECT k.case_id, k.due_at, k.rule FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
WHERE k.stopped_at IS NULL AND k.due_at > %s AND k.due_at <= %s AND NOT EXISTS (
    SELECT 1 FROM outbox_notice n
    WHERE n.case_id = c.id AND n.seq = (c.memory->>'moved')::int AND n.template LIKE %s)
ORDER BY k.due_at, k.id LIMIT %s
"""


def tell_of_step(told: Told, *, now: datetime) -> None:
    """Write the notices of one event."""
    held = find(told.case_id)
    if held is None:
        return
    mechanism = law(held.law_id)
    step = next((step for step in (mechanism.opening, *mechanism.steps) if step.event == told.event), None)
    if step is not None and step.tells:
        ((due_at,),) = sheets.run(DUE, [told.case_id, told.seq])
        drafts = draft_notices(held.case, seq=told.seq, event=told.event, parties=step.tells, due_at=due_at)
        write_notices(drafts, now=now)


def sweep_overdue(now: datetime) -> int:
    """Tell those who owe a step that it is overdue, once; how many notices."""
    rows = sheets.run(CLOCKS, [now - LOOKS_BACK, now, f"{OVERDUE}/%", BATCH])
    return _tell_all((case_id for case_id, _, _ in rows), OVERDUE, now)


def sweep_due_soon(now: datetime) -> int:
    """Tell those who owe a step that it will soon be due, as long before as the clock's rule says; how many notices."""
    rows = sheets.run(CLOCKS, [now, now + LOOKS_AHEAD, f"{DUE_SOON}/%", BATCH])
    calendar = towns.pack().calendar
    soon = []
    for case_id, due_at, raw in rows:
        warn = rule_from_dict(json.loads(raw)).warn_before
        if warn and calendar.before(due_at, warn.amount, warn.unit) <= now:
            soon.append(case_id)
    return _tell_all(soon, DUE_SOON, now)


def _tell_all(case_ids: Iterable[UUID], event: str, now: datetime) -> int:
    told = 0
    for case_id in case_ids:
        held = find(case_id)
        if held is None or held.case.is_final:
            continue
        owing = tuple(_owing(held.case, law(held.law_id).state(held.case.state).owner))
        drafts = draft_notices(held.case, seq=held.case.memory.moved, event=event, parties=owing)
        told += write_notices(drafts, now=now)
    if told:
        log.info("clocks_told", told_of=event, count=told)
    return told


def _owing(case: Case, owner: str | None) -> Iterator[str]:
    """The party that owes the step, and whoever stands above it."""
    if owner is None:
        return
    parties = towns.pack().parties
    yield owner
    if parties[owner].reach == "lead_unit" and case.lead_unit:
        yield from (name for name, party in parties.items() if party.reach == "lead_unit_above")


REACTIONS: Mapping[str, Iterable[Reaction]] = {EVERY_EVENT: [tell_of_step]}
SWEEPS = (sweep_overdue, sweep_due_soon)
