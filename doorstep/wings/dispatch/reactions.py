"""What was merged follows its main case; what nobody rated is filed when its time is over. Each may run twice.

The sweeps are called every few minutes by the worker; they find their work in the tables, so that none is ever lost.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import structlog

from doorstep.store.cases import sheets
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.store.cases.joining import recount_reports
from doorstep.store.cases.locking import find
from doorstep.store.cases.reacting import act_if_open
from doorstep.store.cases.telling import tell_units
from doorstep.wings.dispatch import queries

log = structlog.get_logger(__name__)
BATCH = 500
JOINED = ("case.merged", "case.joined")
DONE_STATES = ("awaiting_rating", "rated", "closed_unrated")
MAINS = """
SELECT m.id, m.state FROM cases_event e JOIN cases_case m ON m.number = e.facts->>'into'
WHERE e.case_id = %s AND e.verb IN ('merge', 'join') AND e.seq <= %s ORDER BY e.seq DESC LIMIT 1
"""
UNRATED = """
SELECT id FROM cases_case WHERE owed_by = 'reporter' AND NOT is_final AND due_at <= %s AND state = 'awaiting_rating'
ORDER BY due_at, id LIMIT %s
"""


def count_reports(told: Told, *, now: datetime) -> None:
    """The main case knows how many people stand behind it. What is merged into a finished case is finished with it."""
    for main_id, state in sheets.run(MAINS, [told.case_id, told.seq]):
        recount_reports(main_id)
        if told.event not in JOINED:
            continue
        if state in DONE_STATES:
            _finish(told.case_id, now)
        _tell_main(main_id, told, now)


def _tell_main(main_id: UUID, told: Told, now: datetime) -> None:
    """The unit that handles the main case learns that one more stands behind it."""
    main, joined = find(main_id), find(told.case_id)
    if main and joined and main.case.lead_unit:
        tell_units(joined.case, seq=told.seq, event=told.event, units=[main.case.lead_unit], now=now)


def finish_merged(told: Told, *, now: datetime) -> None:
    """When a main case is done, each case merged into it asks its own reporter for a rating."""
    for child in queries.merged_into([told.case_id]):
        if child.state == "merged":
            _finish(child.id, now)


def free_merged(told: Told, *, now: datetime) -> None:
    """When the reporter of a main case takes it back, or it goes on as a suggestion, the others' matters go on by themselves."""
    gone = "由反映人撤回" if told.event == "case.withdrawn" else "转作别的办理"
    for child in queries.merged_into([told.case_id]):
        if child.state == "merged":
            act_if_open(child.id, "unmerge", {"note": f"主单{gone}，这件事单独办"}, now)


def _finish(child_id: UUID, now: datetime) -> None:
    act_if_open(child_id, "finish_with_main", {}, now)


def sweep_unrated(now: datetime, *, limit: int = BATCH) -> int:
    """File what nobody rated in time; how many cases were filed. It counts for nothing and may be reopened."""
    unrated = sheets.run(UNRATED, [now, limit])
    filed = sum(act_if_open(case_id, "close_unrated", {}, now) is not None for (case_id,) in unrated)
    if filed:
        log.info("unrated_filed", count=filed)
    return filed


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    "case.merged": [count_reports],
    "case.joined": [count_reports],
    "case.unmerged": [count_reports],
    "case.finished": [finish_merged],
    "case.finish_approved": [finish_merged],
    "case.explained": [finish_merged],
    "case.settled_on_spot": [finish_merged],
    "case.finished_with_main": [finish_merged],
    "case.withdrawn": [free_merged, count_reports],
    "case.passed_as_suggestion": [free_merged],
    "case.passed_as_praise": [free_merged],
}
SWEEPS = (sweep_unrated,)
