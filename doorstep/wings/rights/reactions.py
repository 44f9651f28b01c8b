"""Files requests whose time has passed: granted ones that were there to be read, refused ones that nobody asked to look at again."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.kernel.actor import SYSTEM
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import sheets
from doorstep.store.cases.acting import act
from doorstep.store.cases.hearing import Reaction

BATCH = 500
OVER = """
SELECT c.id FROM cases_case c JOIN rights_request q ON q.case_id = c.id
WHERE c.owed_by = 'reporter' AND NOT c.is_final AND c.due_at <= %s ORDER BY c.due_at, c.id LIMIT %s
"""


def sweep_requests(now: datetime, *, limit: int = BATCH) -> int:
    """How many were filed."""
    filed = 0
    for (case_id,) in sheets.run(OVER, [now, limit]):
        try:
            act(case_id=case_id, verb="file", form={}, actor=SYSTEM, now=now)
        except Refusal as refusal:
            if refusal.code != "step_not_open":
                raise
            continue
        filed += 1
    return filed


REACTIONS: Mapping[str, Iterable[Reaction]] = {}
SWEEPS = (sweep_requests,)
