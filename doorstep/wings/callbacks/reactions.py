"""A finish is drawn for a call-back, a bad grade is mended, a bad answer reopens once. Each may run twice.

The sweep wakes call-backs that rested until another part of the day.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog

from doorstep.store.cases import towns
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.store.cases.reacting import BARRED, NOT_OPEN, act_if_open
from doorstep.wings.callbacks import queries, services
from doorstep.wings.callbacks.rules import BAD_GRADES, DONE_STATES, FINISHES, is_bad, next_try

log = structlog.get_logger(__name__)
BATCH = 1000
MOVED_ON = (NOT_OPEN, BARRED)


def draw_callback(told: Told, *, now: datetime) -> None:
    """The case is done: draw whether it is called back."""
    case = queries.finished(told.case_id, told.seq)
    if case is not None:
        services.draw(case, told.seq, now=now)


def mend_what_was_rated_badly(told: Told, *, now: datetime) -> None:
    """A bad grade makes a rectification order; a grade that reopened the case ends its call-back."""
    facts, enters = queries.facts_of(told.case_id, told.seq)
    if facts.get("grade") in BAD_GRADES:
        case = queries.finished(told.case_id, told.seq)
        if case is not None:
            services.order_rectification(case, grade=str(facts["grade"]), rating=told.seq, now=now)
    if enters not in DONE_STATES:
        call_off(told, now=now)


def take_up_again(told: Told, *, now: datetime) -> None:
    """The call-back found it wanting: the case is handled again, unless a bad grade has brought it back before."""
    facts, _ = queries.facts_of(told.case_id, told.seq)
    parent = queries.parent_of(told.case_id, "callback")
    if is_bad(facts) and parent is not None:
        act_if_open(parent, "take_up_again", {}, now, unless=MOVED_ON)


def call_off(told: Told, *, now: datetime) -> None:
    """A case that is handled again is not called about."""
    for callback in queries.open_callbacks(told.case_id):
        act_if_open(callback, "call_off", {}, now, unless=MOVED_ON)


def sweep_resting_callbacks(now: datetime, *, limit: int = BATCH) -> int:
    """Wake what may be tried again; how many."""
    rules, calendar = services.rules(), towns.pack().calendar
    woken = 0
    for case_id, since in queries.resting(limit):
        if next_try(since, rules, calendar.is_working_day) <= now:
            woken += act_if_open(case_id, "wake", {}, now, unless=MOVED_ON) is not None
    if woken:
        log.info("callbacks_woken", count=woken)
    return woken


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    **{event: [draw_callback] for event in FINISHES},
    "case.rated": [mend_what_was_rated_badly],
    "case.reopened": [call_off],
    "case.taken_up_again": [call_off],
    "callback.answered": [take_up_again],
}
SWEEPS = (sweep_resting_callbacks,)
