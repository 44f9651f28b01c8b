"""Hears that a project was put in reserve: keeps its row and ties it to what it came from. Both bear running twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.projects.services import take_in


def keep(told: Told, *, now: datetime) -> None:
    """Its row, last in the reserve list."""
    take_in(told.case_id, now=now)


REACTIONS: Mapping[str, Iterable[Reaction]] = {"project.reserved": [keep]}
SWEEPS = ()
