"""Reads meetings with what hangs beneath them, and the figures about them; found by the events that made them, which are few."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.keysets import PAGE
from doorstep.store.cases.laws import law
from doorstep.store.cases.lines import owed_words
from doorstep.wings.joint.rules import GRADES, MeetingFigures

CALLED = ("consultation.called", "sitting.planned")

MEETINGS = f"""
SELECT c.id, c.number, w.title, c.law_id, c.state, c.lead_unit, c.is_final, e.at, e.position,
       (SELECT jsonb_agg(f.facts ORDER BY f.seq) FROM cases_event f WHERE f.case_id = c.id AND f.verb IN ('open', 'reschedule', 'hold'))::text
FROM cases_event e JOIN cases_case c ON c.id = e.case_id JOIN cases_casewords w ON w.case_id = c.id
WHERE e.name = ANY(%s) AND {{which}} AND {{whose}} ORDER BY e.at DESC, e.position DESC LIMIT {PAGE + 1}
"""
OURS = """(c.lead_unit = ANY(%s::text[]) OR c.opened_unit = ANY(%s::text[]) OR EXISTS (
    SELECT 1 FROM cases_tie t JOIN cases_case k ON k.id = t.child_id WHERE t.parent_id = c.id AND k.lead_unit = ANY(%s::text[])))"""
TASKS = """
SELECT t.parent_id, c.number, CASE WHEN t.kind = 'assist_order' AND w.body <> '' THEN left(w.body, 80) ELSE w.title END,
       c.law_id, c.state, c.lead_unit, c.owed_by, c.due_at, c.due_clock, c.is_final, e.facts::text,
       (SELECT f.facts->>'reply' FROM cases_event f WHERE f.case_id = c.id AND f.verb IN ('answer', 'correct')
        ORDER BY f.seq DESC LIMIT 1),
       (SELECT f.facts::text FROM cases_event f WHERE f.case_id = c.id AND f.verb = 'rule' ORDER BY f.seq DESC LIMIT 1)
FROM cases_tie t JOIN cases_case c ON c.id = t.child_id JOIN cases_casewords w ON w.case_id = c.id
JOIN cases_event e ON e.case_id = c.id AND e.seq = 1
WHERE t.parent_id = ANY(%s::uuid[]) ORDER BY t.made_at, c.id LIMIT 1000
"""
COUNTED = """
SELECT name, coalesce(CASE WHEN name = 'invitation.opinion_given' THEN facts->>'grade' END, ''), count(*) FROM cases_event
WHERE name = ANY(%s) AND at >= %s AND at < %s GROUP BY 1, 2
"""


@dataclass(frozen=True, kw_only=True)
class Beneath:
    """What hangs beneath a meeting: an invitation with its reply, a task with its due moment, a question with its ruling."""

    number: str
    title: str
    mechanism: str
    state: str
    state_label: Words
    lead_unit: str
    owed: Words
    due_at: datetime | None
    due_clock: str
    is_final: bool
    due_on: date | None
    reply: str
    ruling: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A consultation or a sitting, as last fixed. `beneath` is filled by `with_beneath`."""

    id: UUID
    number: str
    title: str
    mechanism: str
    mechanism_title: Words
    state: str
    state_label: Words
    lead_unit: str
    is_final: bool
    called_at: datetime
    position: int
    meets_on: date | None
    held_on: date | None
    attended: tuple[str, ...]
    beneath: tuple[Beneath, ...] = ()


def meetings(
    units: Sequence[str] | None, *, upcoming: bool, before: tuple[datetime, int] | None = None
) -> list[Meeting]:
    """The newest called first; those of these units, or all for None. One more than a page tells of another."""
    which = "c.state IN ('called', 'planned')" if upcoming else "c.state NOT IN ('called', 'planned')"
    whose, values = ("true", []) if units is None else (OURS, [list(units)] * 3)
    if before:
        which += " AND (e.at, e.position) < (%s, %s)"
    rows = sheets.run(MEETINGS.format(which=which, whose=whose), [list(CALLED), *(before or ()), *values])
    return with_beneath([_meeting(row) for row in rows])


def _meeting(row: Sequence[Any]) -> Meeting:
    mechanism = law(row[3])
    facts: dict[str, Any] = {}
    for one in json.loads(row[9]) if row[9] else ():
        facts |= one
    return Meeting(
        id=row[0],
        number=row[1],
        title=row[2],
        mechanism=mechanism.name,
        mechanism_title=mechanism.title,
        state=row[4],
        state_label=mechanism.state(row[4]).label,
        lead_unit=row[5],
        is_final=row[6],
        called_at=row[7],
        position=row[8],
        meets_on=_day(facts.get("meets_on")),
        held_on=_day(facts.get("held_on")),
        attended=tuple(facts.get("attended", ())),
    )


def with_beneath(found: Sequence[Meeting]) -> list[Meeting]:
    """The same meetings with what hangs beneath them; one statement for all."""
    by_parent: dict[UUID, list[Beneath]] = {}
    for row in sheets.run(TASKS, [[one.id for one in found]]) if found else ():
        by_parent.setdefault(row[0], []).append(_beneath(row))
    return [replace(one, beneath=tuple(by_parent.get(one.id, ()))) for one in found]


def _beneath(row: Sequence[Any]) -> Beneath:
    mechanism = law(row[3])
    return Beneath(
        number=row[1],
        title=row[2],
        mechanism=mechanism.name,
        state=row[4],
        state_label=mechanism.state(row[4]).label,
        lead_unit=row[5],
        owed=owed_words(row[6]),
        due_at=row[7],
        due_clock=row[8],
        is_final=row[9],
        due_on=_day(json.loads(row[10]).get("due_on")),
        reply=row[11] or "",
        ruling=json.loads(row[12]) if row[12] else {},
    )


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def figures(since: datetime, until: datetime) -> MeetingFigures:
    """Meetings held, questions brought and ruled, opinions given, in a span of time; from the events alone."""
    names = (
        "consultation.held",
        "sitting.held",
        "coordination.submitted",
        "coordination.ruled",
        "invitation.opinion_given",
    )
    counted = {(name, grade): count for name, grade, count in sheets.run(COUNTED, [list(names), since, until])}
    return MeetingFigures(
        consultations=counted.get(("consultation.held", ""), 0),
        sittings=counted.get(("sitting.held", ""), 0),
        questions=counted.get(("coordination.submitted", ""), 0),
        ruled=counted.get(("coordination.ruled", ""), 0),
        grades={grade: counted.get(("invitation.opinion_given", grade), 0) for grade in GRADES},
    )
