"""Keeps the stays of a case when it climbs, comes down, closes or is taken up again; raises by rule now and then."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.escalation.rules import MOVES
from doorstep.wings.escalation.services import keep_stays, raise_by_rules


def keep_stays_of(told: Told, *, now: datetime) -> None:
    """Anew from the events."""
    keep_stays(told.case_id)


def sweep_levels(now: datetime) -> int:
    """Raise what a rule applies to; how many."""
    return raise_by_rules(now)


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    event: [keep_stays_of] for event in (*MOVES, "case.rated", "case.closed_unrated", "case.reopened")
}
SWEEPS = (sweep_levels,)
