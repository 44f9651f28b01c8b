"""Ties a case to the one it is merged into 并单. Every reporter keeps their own case, receipt and rating."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from doorstep.kernel.case import Case
from doorstep.kernel.mechanism import Mechanism, Step
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases.laws import law

# Two cases merged into each other at the same moment would both wait for ever: merging is done one after the other.
ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended('doorstep merging ' || current_schema(), 0))"

MAIN = "SELECT id, law_id, state, merged_into FROM cases_case WHERE number = %s AND NOT is_inner"
ABOVE = """
WITH RECURSIVE above (id, rank) AS (
    SELECT %s::uuid, 0 UNION SELECT c.merged_into, above.rank + 1 FROM above JOIN cases_case c USING (id)
    WHERE c.merged_into IS NOT NULL AND above.rank < 50
) SELECT id FROM above ORDER BY rank
"""
RECOUNT = """
WITH RECURSIVE beneath (id) AS (
    SELECT %s::uuid UNION SELECT c.id FROM beneath JOIN cases_case c ON c.merged_into = beneath.id
) UPDATE cases_case SET reports = greatest(1, (
    SELECT count(DISTINCT coalesce(r.phone_hash, uuid_send(r.id)))
    FROM beneath JOIN cases_case c USING (id) JOIN cases_receipt r ON r.case_id = c.id WHERE c.state <> 'withdrawn'
)) WHERE id = (SELECT id FROM cases_case WHERE id = %s FOR NO KEY UPDATE {unless_locked})
"""


class MainNotFound(FieldFault):
    """没有编号为“%(value)s”的事项，请核对编号。"""


class MainIsItself(FieldFault):
    """不能把一件事并到它自己。"""


class MainIsMerged(FieldFault):
    """编号“%(value)s”已经并到别的事项，请并到那一件。"""


class MainIsBeneath(FieldFault):
    """编号“%(value)s”已经并到这一件里了，不能反过来再并。"""


class MainIsOver(FieldFault):
    """编号“%(value)s”%(state)s，不会再办，不能并进去；请并到还在办的那一件。"""


class MainIsOfAnotherKind(FieldFault):
    """编号“%(value)s”是“%(kind)s”，办法不一样，不能并到一起。"""


def resolve(case: Case, step: Step, facts: Mapping[str, Any]) -> UUID | None:
    """The id of the case that `step.joins` names by number; None for a step that joins nothing. Raises FormRefused."""
    if not step.joins:
        return None
    number = facts[step.joins]
    with connection.cursor() as cursor:
        cursor.execute(ONE_BY_ONE)
        cursor.execute(MAIN, [number])
        row = cursor.fetchone()
    if row is None:
        raise FormRefused({step.joins: MainNotFound(value=number)})
    if row[0] == case.id:
        raise FormRefused({step.joins: MainIsItself()})
    if fault := _fault(case, number, *row[1:]):
        raise FormRefused({step.joins: fault})
    return row[0]  # type: ignore[no-any-return]


def _fault(case: Case, number: str, law_id: int, state: str, merged_into: UUID | None) -> FieldFault | None:
    """What follows a main case is finished with it: so that has to be of the same kind, and not beyond any further step."""
    mechanism = law(law_id)
    if mechanism.name != case.mechanism:
        return MainIsOfAnotherKind(value=number, kind=mechanism.title)
    onward = [step for step in mechanism.steps_from(state) if step.enters not in (None, state)]
    if goes_with_another(mechanism, state, merged_into):
        return MainIsBeneath(value=number) if merged_into == case.id else MainIsMerged(value=number)
    return None if onward else MainIsOver(value=number, state=mechanism.state(state).label)


def goes_with_another(mechanism: Mechanism, state: str, merged_into: UUID | None) -> bool:
    """Whether it is handled with what it was merged into. One that goes on by itself since is a main case again."""
    return merged_into is not None and any(step.parts for step in mechanism.steps_from(state))


def recount_reports(main_id: UUID, *, waits: bool = True) -> None:
    """Bring `reports`, the number of people behind a case, up to date: its own receipts and those of all that is merged into it,
    or into what is; and so for whatever it is merged into itself.

    Whoever left a phone counts once however often they joined; whoever took their word back does not count. Within a step it
    does not wait for a case that another step is just changing (each might wait for the other): who hears of it counts again.
    """
    statement = RECOUNT.format(unless_locked="" if waits else "SKIP LOCKED")
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, [main_id])
        for (one,) in cursor.fetchall():
            cursor.execute(statement, [one, one])
