"""Derives what is counted from the ledger: for some cases at once, the rows of their finishes and of their call-backs.

Reads events and ties alone, never a row that was derived before; so a rebuild and the reactions cannot drift apart.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.mechanism import OWN_UNIT
from doorstep.store.cases import towns
from doorstep.store.cases.laws import law
from doorstep.store.cases.sheets import run
from doorstep.wings.rates.models import Asked, Finish
from doorstep.wings.rates.rules import Windows, day_of

FINISHES = frozenset(
    {
        "case.finished",
        "case.finish_approved",
        "case.settled_on_spot",
        "case.explained",
        "case.finished_with_main",
    }
)
DONE_STATES = frozenset({"awaiting_rating", "rated", "closed_unrated"})
BEGINS_AGAIN = frozenset({"case.rated", "case.reopened", "case.taken_up_again"})
CASES = """
SELECT c.id, c.street, c.category, c.request_type, coalesce(m.lead_unit, '') FROM cases_case c
LEFT JOIN cases_case m ON m.id = c.merged_into WHERE c.id = ANY(%s) AND NOT c.is_inner
"""
EVENTS = """
SELECT case_id, seq, name, verb, enters, at, facts, law_id, actor_unit FROM cases_event
WHERE case_id = ANY(%s) ORDER BY case_id, seq
"""
BENEATH = """
SELECT t.parent_id, t.child_id, t.kind FROM cases_tie t WHERE t.parent_id = ANY(%s)
AND t.kind IN ('callback', 'exclusion', 'rectification')
"""
# A request that came back is gathered by the later request; one that was first taken for a suggestion only hangs beneath that.
CAME_BACK = """
SELECT t.child_id, t.made_at FROM cases_tie t JOIN cases_case p ON p.id = t.parent_id
WHERE t.child_id = ANY(%s) AND t.kind = 'six_orders' AND NOT p.is_inner
"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """An event as deriving needs it."""

    seq: int
    name: str
    verb: str
    enters: str
    at: datetime
    facts: Mapping[str, Any]
    law_id: int
    actor_unit: str


@dataclass
class Beneath:
    """What hangs beneath a case and bears on what is counted."""

    callbacks: dict[UUID, list[Line]] = field(default_factory=dict)
    left_out: str = ""
    grades_left_out: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class About:
    """A case's row, as far as it never changes; `main_lead` leads the case it was merged into."""

    id: UUID
    street: str
    category: str
    request_type: str
    main_lead: str


@dataclass(frozen=True, kw_only=True)
class Derived:
    """Rows ready to be written."""

    asked: tuple[Asked, ...]
    finishes: tuple[Finish, ...]


def derive(case_ids: Sequence[UUID], windows: Windows) -> Derived:
    """Everything counted of these cases; five statements, however many they are."""
    cases = [About(**dict(zip(About.__dataclass_fields__, row, strict=True))) for row in run(CASES, [list(case_ids)])]
    tied = run(BENEATH, [list(case_ids)])
    lines = _lines([*case_ids, *(child for _, child, _ in tied)])
    beneath = _beneath(tied, lines)
    returned: dict[UUID, list[datetime]] = {}
    for earlier, at in run(CAME_BACK, [list(case_ids)]):
        returned.setdefault(earlier, []).append(at)
    asked: list[Asked] = []
    finishes: list[Finish] = []
    for case in cases:
        under = beneath.get(case.id, Beneath())
        own = _finishes(case, lines.get(case.id, []), under, returned.get(case.id, ()), windows)
        finishes += own
        asked += [_asked(case, child, told, own, under, windows) for child, told in under.callbacks.items()]
    return Derived(asked=tuple(asked), finishes=tuple(finishes))


def _lines(ids: Sequence[UUID]) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = {}
    for case_id, seq, name, verb, enters, at, facts, law_id, actor_unit in run(EVENTS, [list(ids)]):
        line = Line(
            seq=seq,
            name=name,
            verb=verb,
            enters=enters,
            at=at,
            facts=json.loads(facts),
            law_id=law_id,
            actor_unit=actor_unit,
        )
        found.setdefault(case_id, []).append(line)
    return found


def _beneath(tied: Iterable[tuple[Any, ...]], lines: Mapping[UUID, list[Line]]) -> dict[UUID, Beneath]:
    found: dict[UUID, Beneath] = {}
    for parent, child, kind in tied:
        under, told = found.setdefault(parent, Beneath()), lines.get(child, [])
        state = told[-1].enters if told else ""
        match kind:
            case "callback":
                under.callbacks[child] = told
            case "exclusion" if state == "granted":
                under.left_out = str(told[0].facts["reason"])
            case "rectification" if state == "set_aside":
                claim = next(str(line.facts["claim"]) for line in reversed(told) if line.verb == "appeal")
                under.grades_left_out[int(told[0].facts["rating"])] = claim
    return found


def _finishes(
    case: About, lines: Sequence[Line], under: Beneath, returned: Sequence[datetime], windows: Windows
) -> list[Finish]:
    calendar = towns.pack().calendar
    found: list[Finish] = []
    moments: list[datetime] = []
    begun, lead = (lines[0].at if lines else None), ""
    for line in lines:
        lead = _lead(line, lead)
        if line.name in FINISHES and begun is not None:
            row = _finish(case, line, lead or case.main_lead or line.actor_unit, under, windows)
            row.working_minutes = round(calendar.working_time_between(begun, line.at).total_seconds() / 60)
            row.wall_minutes = round((line.at - begun).total_seconds() / 60)
            found.append(row)
            moments.append(line.at)
        if line.name == "case.rated" and found:
            found[-1].grade = str(line.facts["grade"])
            found[-1].grade_left_out = under.left_out or under.grades_left_out.get(line.seq, "")
        if line.name in BEGINS_AGAIN and line.enters not in DONE_STATES:
            begun = line.at
    for at in returned:
        before = [row for row, moment in zip(found, moments, strict=True) if moment <= at]
        if before:
            before[-1].came_back = 1
    return found


def _lead(line: Line, lead: str) -> str:
    names = law(line.law_id).step(line.verb).names_unit
    if names == OWN_UNIT:
        return line.actor_unit
    return str(line.facts.get(names, lead)) if names else lead


def _finish(case: About, line: Line, unit: str, under: Beneath, windows: Windows) -> Finish:
    return Finish(
        case_id=case.id,
        seq=line.seq,
        unit=unit,
        street=case.street,
        category=case.category,
        request_type=case.request_type,
        day=day_of(line.at, windows),
        left_out=under.left_out,
    )


def _asked(
    case: About, child: UUID, told: Sequence[Line], own: Sequence[Finish], under: Beneath, windows: Windows
) -> Asked:
    """Its day is the day of the answer, or of the last thing that happened to it."""
    moving = [line for line in told if line.verb != "note"]
    last, of = moving[-1], int(told[0].facts["finish"])
    unit = next((row.unit for row in own if row.seq == of), case.main_lead)
    answers = last.facts if last.verb == "answer" else {}
    return Asked(
        id=child,
        case_id=case.id,
        unit=unit,
        street=case.street,
        category=case.category,
        request_type=case.request_type,
        day=day_of(last.at, windows),
        state=last.enters,
        is_valid=int(bool(answers)),
        contacted=int(answers.get("contacted") == "yes"),
        solved=int(answers.get("solved") == "yes"),
        satisfied=int(answers.get("satisfied") == "satisfied"),
        fairly=int(answers.get("satisfied") == "fairly"),
        left_out=under.left_out,
    )
