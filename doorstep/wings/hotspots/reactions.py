"""Hears nothing. Every few minutes takes in what residents said since, and now and then gathers everything anew."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction
from doorstep.wings.hotspots.services import keep_up


def sweep_hotspots(now: datetime) -> int:
    """How many cases were looked at."""
    return keep_up(now)


REACTIONS: Mapping[str, Iterable[Reaction]] = {}
SWEEPS = (sweep_hotspots,)
