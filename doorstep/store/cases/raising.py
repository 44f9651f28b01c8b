"""Finds the clocks that fell due, or will soon, and marks each as found: once, whoever else looks at the same moment.

Rows that another worker holds are skipped, and are that worker's; one that dies lets go of them unmarked. To be called in the
transaction that tells of what was found. A clock whose due moment moves afterwards may be found again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.store.cases import sheets

# The ids go through an array: a planner that believes yesterday's statistics would join, and read every clock and case there is.
FOUND = """
WITH marked AS (
    UPDATE cases_clock k SET {marks} WHERE k.id = ANY(ARRAY(
        SELECT f.id FROM cases_clock f
        WHERE f.stopped_at IS NULL AND f.paused_at IS NULL AND f.{mark} IS NULL AND f.{moment} <= %s
        ORDER BY f.{moment} LIMIT %s FOR UPDATE SKIP LOCKED
    )) RETURNING k.case_id, k.name, k.due_at
)
SELECT c.id, c.number, c.law_id, c.state, c.owed_by, c.lead_unit, (c.memory->>'moved')::int, min(m.due_at)
FROM marked m JOIN cases_case c ON c.id = m.case_id WHERE NOT c.is_final
GROUP BY c.id ORDER BY min(m.due_at), c.id
"""
OVERDUE = FOUND.format(mark="raised_at", moment="due_at", marks="raised_at = %s, warned_at = coalesce(k.warned_at, %s)")
SOON = FOUND.format(mark="warned_at", moment="warn_at", marks="warned_at = %s")
BATCH = 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A case with a clock that fell due, or will soon: the earliest of them. `moved`: its last event that changed its state."""

    case_id: UUID
    number: str
    law_id: int
    state: str
    owed_by: str
    lead_unit: str
    moved: int
    due_at: datetime


def raise_overdue(now: datetime, *, limit: int = BATCH) -> list[Found]:
    """Cases with a clock that nobody had yet found overdue, at most for so many clocks; those clocks are marked."""
    return [_found(row) for row in sheets.run(OVERDUE, [now, now, now, limit])]


def warn_of_due(now: datetime, *, limit: int = BATCH) -> list[Found]:
    """Cases with a clock that is due soon by its own rule, not yet warned of, at most for so many clocks."""
    return [_found(row) for row in sheets.run(SOON, [now, now, limit])]


def _found(row: tuple[Any, ...]) -> Found:
    return Found(
        case_id=row[0],
        number=row[1],
        law_id=row[2],
        state=row[3],
        owed_by=row[4],
        lead_unit=row[5],
        moved=row[6],
        due_at=row[7],
    )
