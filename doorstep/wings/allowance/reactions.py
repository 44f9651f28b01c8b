"""How a doubt ends is written to the roll; each day periods open, evidence is weighed, and doubts are raised. Each bears running twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import structlog

from doorstep.store.cases import towns
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.allowance import certifying, doubting
from doorstep.wings.allowance.paying import pay_month
from doorstep.wings.allowance.policy import path_of, today
from doorstep.wings.allowance.rules import FILE

log = structlog.get_logger(__name__)


def go_on_when_cleared(told: Told, *, now: datetime) -> None:
    """The doubt was unfounded."""
    doubting.clear(told.case_id, now=now)


def suspend_when_stopped(told: Told, *, now: datetime) -> None:
    """A person decided to, after notice and review."""
    doubting.stop(told.case_id, now=now)


def doubt_again_when_appealed(told: Told, *, now: datetime) -> None:
    """It is reviewed anew, and goes on meanwhile."""
    doubting.doubt_again(told.case_id, now=now)


def restore_when_certified(told: Told, *, now: datetime) -> None:
    """With the months that are owed."""
    doubting.restore(told.case_id, now=now)


def end_when_ended(told: Told, *, now: datetime) -> None:
    """For good."""
    doubting.end(told.case_id, now=now)


def sweep_allowance(now: datetime) -> int:
    """Wherever it is switched on; how many people moved on."""
    if towns.pack().file(FILE) is None:
        return 0
    moved = 0
    for place in doubting.communities_on():
        moved += certifying.open_period(place, now=now)
        moved += doubting.raise_from_evidence(place, now=now)
        moved += certifying.certify_silently(place, now=now)
        moved += doubting.raise_for_late(place, now=now)
        pay_month(today(now), place_path=path_of(place), now=now)
    if moved:
        log.info("allowance_moved", count=moved)
    return moved


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    "allowance.cleared": [go_on_when_cleared],
    "allowance.stopped": [suspend_when_stopped],
    "allowance.appealed": [doubt_again_when_appealed],
    "allowance.restored": [restore_when_certified],
    "allowance.ended": [end_when_ended],
}
SWEEPS = (sweep_allowance,)
