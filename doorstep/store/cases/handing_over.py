"""A case that goes on as another 转办: a request that proves a suggestion, a suggestion that is a matter to be handled.

The reporter's receipts go over to the new case, so that the same code opens it; the old case keeps its story, and from either
the other is found. Whoever was told the old number may go on using it. Decides nothing; a step with `hands_over` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from doorstep.kernel.case import Case
from doorstep.store.cases import sheets, towns

GONE_ON = "passed_over"
MOST_TURNS = 10
# From child to parent, or from parent to child, as long as the parent was handed over to the child that was opened beneath it.
CHAIN = """
WITH RECURSIVE chain AS (
    SELECT %s::uuid AS id, 0 AS turn
    UNION ALL
    SELECT t.{there}, chain.turn + 1 FROM chain JOIN cases_tie t ON t.{here} = chain.id AND t.kind = ANY(%s::text[])
    JOIN cases_case p ON p.id = t.parent_id AND p.state = %s
    JOIN cases_event e ON e.case_id = t.child_id AND e.seq = 1 AND e.facts->>'beneath' = t.parent_id::text
    WHERE chain.turn < %s
)
SELECT c.id, c.number FROM chain JOIN cases_case c ON c.id = chain.id WHERE chain.turn > 0 ORDER BY chain.turn
"""
BEFORE = CHAIN.format(here="child_id", there="parent_id")
AFTER = CHAIN.format(here="parent_id", there="child_id")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A case that was handed over, or the one it was handed over to."""

    id: UUID
    number: str


def hand_over(before: UUID, after: UUID) -> None:
    """The receipts of one case are now those of the other. Called in the transaction of the step."""
    sheets.run("UPDATE cases_receipt SET case_id = %s WHERE case_id = %s RETURNING id", [after, before])


def gone_before(case_id: UUID) -> list[Stage]:
    """As what this case was recorded before, the latest first; usually nothing. One statement."""
    return [_stage(row) for row in sheets.run(BEFORE, [case_id, _kinds(), GONE_ON, MOST_TURNS])]


def goes_on_as(case_id: UUID) -> Stage | None:
    """As what the case goes on now, however often it was handed over; None when it was not. One statement."""
    rows = sheets.run(AFTER, [case_id, _kinds(), GONE_ON, MOST_TURNS])
    return _stage(rows[-1]) if rows else None


def holder_of(case: Case) -> UUID:
    """The case that has the receipts of this one: itself, unless it was handed over."""
    stage = goes_on_as(case.id) if case.state == GONE_ON else None
    return stage.id if stage else case.id


def _kinds() -> list[str]:
    """The mechanisms as which some case may go on."""
    laws = towns.pack().mechanisms.values()
    return sorted({step.opens for law in laws for step in law.steps if step.hands_over and step.opens})


def _stage(row: Sequence[Any]) -> Stage:
    return Stage(id=row[0], number=row[1])
