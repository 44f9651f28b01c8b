"""Files requests whose time has passed: granted ones that were there to be read, refused ones that nobody asked to look at again."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases import sheets
from doorstep.store.cases.hearing import Reaction
from doorstep.store.cases.reacting import act_if_open

BATCH = 500
OVER = """
SELECT c.id FROM cases_case c JOIN rights_request q ON q.case_id = c.id
WHERE c.owed_by = 'reporter' AND NOT c.is_final AND c.due_at <= %s ORDER BY c.due_at, c.id LIMIT %s
"""


def sweep_requests(now: datetime, *, limit: int = BATCH) -> int:
    """How many were filed."""
    over = sheets.run(OVER, [now, limit])
    return sum(act_if_open(case_id, "file", {}, now) is not None for (case_id,) in over)


REACTIONS: Mapping[str, Iterable[Reaction]] = {}
SWEEPS = (sweep_requests,)
