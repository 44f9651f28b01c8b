"""Duties that fell due, or soon will, from when they are found until somebody is told: found round the clock in small bites, told
together when the office opens.

What was found and that it waits stand in one transaction, what is told and that it waits no longer in another: a worker that dies
in between loses nothing, and nothing is told twice. What was done, put off or prolonged meanwhile is no longer told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from doorstep.store.cases import sheets, towns
from doorstep.store.cases.raising import raise_overdue, warn_of_due
from doorstep.wings.outbox.models import Duty

Kind = Literal["clock.overdue", "clock.due_soon"]
OVERDUE: Kind = "clock.overdue"
DUE_SOON: Kind = "clock.due_soon"
# Clocks in one transaction: well under a second.
BITE = 2000
FIRST = 3

WAIT = "INSERT INTO outbox_duty (case_id, kind, found_at) SELECT unnest(%s::uuid[]), %s, %s"
# Of those whom nobody in an office owes, each case by itself; of the others the first few. The cases are looked up one by one
# (OFFSET 0): a planner that believes they are many would read every case there is.
TAKEN = f"""
WITH taken AS (DELETE FROM outbox_duty RETURNING case_id, kind),
standing AS (
    SELECT d.kind, d.case_id, c.number, c.law_id, c.state, c.owed_by, c.lead_unit, k.due_at
    FROM (SELECT DISTINCT case_id, kind FROM taken ORDER BY case_id) AS d
    CROSS JOIN LATERAL (SELECT * FROM cases_case c WHERE c.id = d.case_id AND NOT c.is_final OFFSET 0) AS c
    CROSS JOIN LATERAL (
        SELECT min(k.due_at) AS due_at FROM cases_clock k
        WHERE k.case_id = d.case_id AND k.stopped_at IS NULL AND k.paused_at IS NULL
          AND CASE WHEN d.kind = '{OVERDUE}' THEN k.raised_at IS NOT NULL AND k.due_at <= %s
                   ELSE k.warned_at IS NOT NULL AND k.due_at > %s END
    ) AS k WHERE k.due_at IS NOT NULL
), grouped AS (
    SELECT kind, law_id, state, owed_by, lead_unit, count(*) AS n, array_agg(case_id ORDER BY due_at, case_id) AS ids,
           array_agg(number ORDER BY due_at, case_id) AS numbers, array_agg(due_at ORDER BY due_at, case_id) AS dues,
           CASE WHEN owed_by = '' OR owed_by LIKE '%%@' OR owed_by = ANY(%s::text[]) THEN count(*) ELSE {FIRST} END AS most
    FROM standing GROUP BY kind, law_id, state, owed_by, lead_unit
)
SELECT kind, law_id, state, owed_by, lead_unit, n, ids[1:most], numbers[1:most], dues[1:most] FROM grouped
ORDER BY kind DESC, dues[1], owed_by, lead_unit
"""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A case and when it is, or was, due."""

    case_id: UUID
    number: str
    at: datetime


@dataclass(frozen=True, kw_only=True, eq=False)
class Duties:
    """`count` cases of one kind for which the same party owes the same step, and those of them that are due first."""

    kind: Kind
    law_id: int
    state: str
    owed_by: str
    lead_unit: str
    count: int
    first: tuple[Due, ...]


def find_duties(now: datetime) -> int:
    """Mark one bite of what fell due, or of what soon will once nothing overdue is left, and let it wait; how many duties."""
    with transaction.atomic():
        for kind, look in ((OVERDUE, raise_overdue), (DUE_SOON, warn_of_due)):
            cases = [one.case_id for one in look(now, limit=BITE)]
            if cases:
                sheets.run(WAIT, [cases, kind, now])
                return len(cases)
    return 0


def take_duties(now: datetime) -> Iterator[Duties]:
    """Everything that waits and still stands so, overdue before due soon; it waits no longer. In the transaction that tells."""
    if not Duty.objects.exists():
        return
    to_reporters = [name for name, party in towns.pack().parties.items() if party.reach == "receipt"]
    for kind, law_id, state, owed_by, lead_unit, count, *first in sheets.run(TAKEN, [now, now, to_reporters]):
        dues = tuple(Due(case_id=case_id, number=n, at=at) for case_id, n, at in zip(*first, strict=True))
        yield Duties(
            kind=kind, law_id=law_id, state=state, owed_by=owed_by, lead_unit=lead_unit, count=count, first=dues
        )
