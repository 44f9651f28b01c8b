"""Hears nothing. Counts now and then which places have many complaints."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction
from doorstep.wings.themes.services import screen_places


def sweep_screening(now: datetime) -> int:
    """Count anew; how many candidates."""
    return screen_places(now)


REACTIONS: Mapping[str, Iterable[Reaction]] = {}
SWEEPS = (sweep_screening,)
