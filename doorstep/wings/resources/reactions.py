"""Hears that something was recorded, and keeps its row. Bears running twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.resources.following import keep_incubated, keep_need, keep_resource


def offered(told: Told, *, now: datetime) -> None:
    """A resource."""
    keep_resource(told.case_id)


def recorded(told: Told, *, now: datetime) -> None:
    """A need."""
    keep_need(told.case_id)


def applied(told: Told, *, now: datetime) -> None:
    """A project for incubation."""
    keep_incubated(told.case_id)


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    "resource.offered": [offered],
    "need.recorded": [recorded],
    "incubation.applied": [applied],
}
SWEEPS = ()
