"""How a doubt ends is written to the roll; each day periods open, evidence is weighed, and doubts are raised. Each bears running twice."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

import structlog

from doorstep.store.cases import towns
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.allowance import certifying, doubting
from doorstep.wings.allowance.paying import pay_month
from doorstep.wings.allowance.policy import path_of, today
from doorstep.wings.allowance.rules import FILE

log = structlog.get_logger(__name__)


def _hears(then: Callable[..., None]) -> Reaction:
    def reaction(told: Told, *, now: datetime) -> None:
        case_id: UUID = told.case_id
        then(case_id, now=now)

    reaction.__name__ = f"allowance_{then.__name__}"
    return reaction


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
    "allowance.cleared": [_hears(doubting.clear)],
    "allowance.stopped": [_hears(doubting.stop)],
    "allowance.appealed": [_hears(doubting.doubt_again)],
    "allowance.restored": [_hears(doubting.restore)],
    "allowance.ended": [_hears(doubting.end)],
}
SWEEPS = (sweep_allowance,)
