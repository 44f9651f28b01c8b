"""A case that goes on as another 转办: a request that proves a suggestion, a suggestion that is a matter to be handled.

The reporter's receipts go over to the new case, so that the same code opens it; the old case keeps its story, and from either
the other is found. Whoever was told the old number may go on using it. Decides nothing; a step with `hands_over` does.
"""

from dataclasses import dataclass
from uuid import UUID

from doorstep.kernel.case import Case
from doorstep.store.cases import sheets
from doorstep.store.cases.laws import law

BEFORE = """
SELECT p.id, p.number, p.law_id, t.kind FROM cases_tie t JOIN cases_case p ON p.id = t.parent_id
WHERE t.child_id = %s AND p.state = ANY(%s::text[]) ORDER BY t.made_at
"""
AFTER = """
SELECT c.id, c.number, p.law_id, t.kind FROM cases_tie t JOIN cases_case c ON c.id = t.child_id
JOIN cases_case p ON p.id = t.parent_id
WHERE t.parent_id = %s AND p.state = ANY(%s::text[]) ORDER BY t.made_at DESC
"""
GONE_ON = ("passed_over",)
MOST_TURNS = 10


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A case that was handed over, or the one it was handed over to."""

    id: UUID
    number: str


def hand_over(before: UUID, after: UUID) -> None:
    """The receipts of one case are now those of the other. Called in the transaction of the step."""
    sheets.run("UPDATE cases_receipt SET case_id = %s WHERE case_id = %s RETURNING id", [after, before])


def gone_before(case_id: UUID) -> list[Stage]:
    """As what this case was recorded before, the latest first; usually nothing."""
    found: list[Stage] = []
    while len(found) < MOST_TURNS and (stage := _one(BEFORE, case_id)):
        found.append(stage)
        case_id = stage.id
    return found


def goes_on_as(case_id: UUID) -> Stage | None:
    """As what the case goes on now, however often it was handed over; None when it was not."""
    last: Stage | None = None
    for _ in range(MOST_TURNS):
        stage = _one(AFTER, case_id)
        if stage is None:
            return last
        last, case_id = stage, stage.id
    return last


def holder_of(case: Case) -> UUID:
    """The case that has the receipts of this one: itself, unless it was handed over."""
    stage = goes_on_as(case.id) if case.state in GONE_ON else None
    return stage.id if stage else case.id


def _one(statement: str, case_id: UUID) -> Stage | None:
    for found_id, number, law_id, kind in sheets.run(statement, [case_id, list(GONE_ON)]):
        if any(step.hands_over and step.opens == kind for step in law(law_id).steps):
            return Stage(id=found_id, number=number)
    return None
