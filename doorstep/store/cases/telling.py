"""How a wing has units told of something without knowing who delivers it: the wiring names the one that does.

Refuses nothing and keeps nothing; where nobody delivers, nobody is told.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from doorstep.kernel.case import Case


class Teller(Protocol):
    """Writes a notice in the house to each unit's desk, once for each event however often it is asked."""

    def __call__(self, case: Case, *, seq: int, event: str, units: Sequence[str], now: datetime) -> int: ...


_tellers: list[Teller] = []


def connect(teller: Teller) -> None:
    """Let this one deliver."""
    if teller not in _tellers:
        _tellers.append(teller)


def tell_units(case: Case, *, seq: int, event: str, units: Sequence[str], now: datetime) -> int:
    """How many notices were new. `event` names the pack's words, for the party "desk"."""
    return sum(teller(case, seq=seq, event=event, units=units, now=now) for teller in _tellers)
