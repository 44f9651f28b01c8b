"""Ties a case to the one it is merged into 并单. Every reporter keeps their own case, receipt and rating."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from doorstep.kernel.case import Case
from doorstep.kernel.mechanism import Step
from doorstep.kernel.refusals import FieldFault, FormRefused

# Two cases merged into each other at the same moment would both wait for ever: merging is done one after the other.
ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended('doorstep merging ' || current_schema(), 0))"


class MainNotFound(FieldFault):
    """没有编号为“%(value)s”的事项，请核对编号。"""


class MainIsItself(FieldFault):
    """不能把一件事并到它自己。"""


class MainIsMerged(FieldFault):
    """编号“%(value)s”已经并到别的事项，请并到那一件。"""


def resolve(case: Case, step: Step, facts: Mapping[str, Any]) -> UUID | None:
    """The id of the case that `step.joins` names by number; None for a step that joins nothing. Raises FormRefused."""
    if not step.joins:
        return None
    number = facts[step.joins]
    with connection.cursor() as cursor:
        cursor.execute(ONE_BY_ONE)
        cursor.execute("SELECT id, merged_into FROM cases_case WHERE number = %s AND NOT is_inner", [number])
        row = cursor.fetchone()
    if row is None:
        raise FormRefused({step.joins: MainNotFound(value=number)})
    if row[0] == case.id:
        raise FormRefused({step.joins: MainIsItself()})
    if row[1] is not None:
        raise FormRefused({step.joins: MainIsMerged(value=number)})
    return row[0]  # type: ignore[no-any-return]


def recount_reports(main_id: UUID) -> None:
    """Bring `reports`, the number of people behind a case, up to date: its own receipts and those merged into it.

    Whoever left a phone counts once however often they joined; whoever took their word back does not count.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case SET reports = greatest(1, (SELECT count(DISTINCT coalesce(r.phone_hash, uuid_send(r.id)))"
            " FROM cases_receipt r JOIN cases_case c ON c.id = r.case_id"
            " WHERE (c.id = %s OR c.merged_into = %s) AND c.state <> 'withdrawn')) WHERE id = %s",
            [main_id, main_id, main_id],
        )
