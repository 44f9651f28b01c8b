"""Looks now and then what time alone brings about: an answer that never came, a year whose days off have been published.

Each may run twice: it finds its work in the tables.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog

from doorstep.store.cases import sheets
from doorstep.store.cases.hearing import Reaction
from doorstep.store.cases.reacting import act_if_open
from doorstep.store.cases.recounting import recount_estimated

log = structlog.get_logger(__name__)
BATCH = 500
UNANSWERED = """
SELECT id FROM cases_case WHERE owed_by = 'reporter' AND NOT is_final AND due_at <= %s AND state = 'awaiting_reporter'
ORDER BY due_at, id LIMIT %s
"""


def sweep_unanswered(now: datetime, *, limit: int = BATCH) -> int:
    """Where the reporter did not answer in time, handling goes on; how many cases did."""
    unanswered = sheets.run(UNANSWERED, [now, limit])
    gone_on = sum(act_if_open(case_id, "go_on", {}, now) is not None for (case_id,) in unanswered)
    if gone_on:
        log.info("went_on_without_an_answer", count=gone_on)
    return gone_on


def sweep_estimated(now: datetime) -> int:
    """Count limits again that rested on a year not published then and published now; how many."""
    counted = recount_estimated(now)
    if counted:
        log.info("estimated_limits_recounted", count=counted)
    return counted


REACTIONS: Mapping[str, Iterable[Reaction]] = {}
SWEEPS = (sweep_unanswered, sweep_estimated)
