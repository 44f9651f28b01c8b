"""Ties between cases 挂接: what hangs beneath a case, and what it hangs beneath.

A case is opened beneath another by a step of the one above (`opens`), or gathered by a step that names it (`gathers`). Both
are written in the transaction of that step. Decides nothing about steps; the kernel does.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.mechanism import Step
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.kernel.running import Standing
from doorstep.kernel.visibility import in_view
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.laws import law
from doorstep.store.cases.lines import NOBODY, owed_words, standing
from doorstep.store.cases.locking import find
from doorstep.store.people.units import unit_tree

OPEN_BENEATH = """
SELECT c.law_id, c.lead_unit, c.state FROM cases_tie t JOIN cases_case c ON c.id = t.child_id
WHERE t.parent_id = %s AND t.kind = ANY(%s) AND t.is_required AND NOT c.is_final ORDER BY c.opened_at, c.id
"""
TIED = """
SELECT c.id, c.number, w.title, c.law_id, c.state, c.lead_unit, c.owed_by, c.due_at, c.due_clock, c.is_final, c.opened_at,
       c.moved_at, t.kind, t.is_required, c.opened_unit, e.facts::text, w.body
FROM cases_tie t JOIN cases_case c ON c.id = t.{there} JOIN cases_casewords w ON w.case_id = c.id
JOIN cases_event e ON e.case_id = c.id AND e.seq = 1
WHERE t.{here} = %s ORDER BY t.made_at, c.id LIMIT %s
"""
MOST = 500


class CaseUnknown(FieldFault):
    """没有编号为“%(value)s”的事项，请核对编号。"""


class CaseIsItself(FieldFault):
    """不能把一件事归到它自己下面。"""


@dataclass(frozen=True, kw_only=True)
class Tied:
    """A case tied to the one in hand. `kind` is the mechanism that made the tie; `owed` who owes the next step, in words;
    `facts` those of its opening."""

    id: UUID
    number: str
    title: str
    mechanism: str
    mechanism_title: Words
    state: str
    state_label: Words
    lead_unit: str
    lead: Words
    owed: Words
    due_at: datetime | None
    due_clock: str
    is_final: bool
    opened_at: datetime
    moved_at: datetime
    kind: str
    is_required: bool
    opened_unit: str
    facts: Mapping[str, Any]
    body: str

    def standing(self, now: datetime) -> Standing:
        """How its time stands."""
        return standing(self.due_at, None, now)


def lay(stack: sheets.Stack, child: UUID, parent: UUID, kind: str, is_required: bool, now: datetime) -> None:
    """A tie to be written with the rest of a step."""
    stack.lay(sheets.TIES, child_id=child, parent_id=parent, kind=kind, is_required=is_required, made_at=now)


def waiting_for(case_id: UUID, kinds: Sequence[str]) -> tuple[Words, ...]:
    """What is still open beneath a case of these kinds and required, each in words: “协办（市水务局）”."""
    rows = sheets.run(OPEN_BENEATH, [case_id, list(kinds)])
    return tuple(_called(law(law_id).title, unit) for law_id, unit, state in rows if law(law_id).state(state).holds)


def _called(title: Words, unit: str) -> Words:
    if unit not in unit_tree():
        return title
    lead = unit_tree().label(unit)
    return Words(zh=f"{title.zh}（{lead.zh}）", en=f"{title.en} ({lead.en})")


def beneath(case_id: UUID) -> list[Tied]:
    """What hangs beneath a case, oldest first."""
    return [_tied(row) for row in sheets.run(TIED.format(here="parent_id", there="child_id"), [case_id, MOST])]


def above(case_id: UUID) -> list[Tied]:
    """What a case hangs beneath."""
    return [_tied(row) for row in sheets.run(TIED.format(here="child_id", there="parent_id"), [case_id, MOST])]


def _tied(row: Sequence[Any]) -> Tied:
    mechanism = law(row[3])
    state = mechanism.state(row[4])
    return Tied(
        id=row[0],
        number=row[1],
        title=row[2],
        mechanism=mechanism.name,
        mechanism_title=mechanism.title,
        state=state.name,
        state_label=state.label,
        lead_unit=row[5],
        lead=unit_tree().label(row[5]) if row[5] in unit_tree() else NOBODY,
        owed=owed_words(row[6]),
        due_at=row[7],
        due_clock=row[8],
        is_final=row[9],
        opened_at=row[10],
        moved_at=row[11],
        kind=row[12],
        is_required=row[13],
        opened_unit=row[14],
        facts=json.loads(row[15]),
        body=row[16],
    )


def gather(stack: sheets.Stack, case: Case, step: Step, facts: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Tie or let go the case that the step names by number; who ties it may see it. Raises FormRefused."""
    if step.gathers:
        child = _seen(case, step.gathers, str(facts[step.gathers]), actor)
        known = sheets.run(
            "SELECT 1 FROM cases_tie WHERE child_id = %s AND parent_id = %s AND kind = %s",
            [child, case.id, case.mechanism],
        )
        if not known:
            lay(stack, child, case.id, case.mechanism, False, now)
    if step.releases:
        child = _named(case, step.releases, str(facts[step.releases]))
        sheets.run(
            "DELETE FROM cases_tie WHERE child_id = %s AND parent_id = %s AND kind = %s RETURNING child_id",
            [child, case.id, case.mechanism],
        )


def _seen(case: Case, field: str, number: str, actor: Actor) -> UUID:
    """What a member of staff may not see does not exist for them: a tie shows its title."""
    child = _named(case, field, number)
    held = find(child) if actor.kind == "staff" else None
    if held is not None and not in_view(actor, held.case, towns.pack().roles):
        raise FormRefused({field: CaseUnknown(value=number)})
    return child


def _named(case: Case, field: str, number: str) -> UUID:
    rows = sheets.run("SELECT id FROM cases_case WHERE number = %s", [number])
    if not rows:
        raise FormRefused({field: CaseUnknown(value=number)})
    if rows[0][0] == case.id:
        raise FormRefused({field: CaseIsItself()})
    return rows[0][0]  # type: ignore[no-any-return]
