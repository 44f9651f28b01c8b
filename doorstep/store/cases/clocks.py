"""Turns a case's clocks when a step is taken: which stop, which start, when they fall due by the pack in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from doorstep.kernel.case import Case
from doorstep.kernel.event import stamp
from doorstep.kernel.running import start
from doorstep.store.cases.towns import pack

SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, kw_only=True)
class Started:
    """A clock that begins to run: what is written about it."""

    name: str
    started_at: datetime
    due_at: datetime
    is_estimated: bool
    rule: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Turned:
    """`running` maps each clock that runs after the step to its due moment as text; `due_at` is the earliest of them."""

    started: tuple[Started, ...]
    stopped: tuple[str, ...]
    running: Mapping[str, str]
    due_at: datetime | None
    due_clock: str


def turn(
    running: Mapping[str, str],
    *,
    starts: Iterable[str],
    stops: Iterable[str],
    is_final: bool,
    case: Case,
    now: datetime,
) -> Turned:
    """A clock started again while it runs is stopped first; entering a final state stops all."""
    starts = tuple(starts)
    ends = set(running) if is_final else {*stops, *starts} & set(running)
    started = () if is_final else tuple(_start(name, case, now) for name in starts)
    left = {name: due for name, due in running.items() if name not in ends}
    left |= {clock.name: stamp(clock.due_at) for clock in started}
    first = min(left, key=lambda name: left[name], default="")
    return Turned(
        started=started,
        stopped=tuple(sorted(ends)),
        running=left,
        due_at=datetime.fromisoformat(left[first]) if first else None,
        due_clock=first,
    )


def _start(name: str, case: Case, now: datetime) -> Started:
    law = pack()
    clock = start(name, case, now=now, scheme=law.clocks, calendar=law.calendar)
    return Started(
        name=name,
        started_at=now,
        due_at=clock.due_at,
        is_estimated=clock.is_estimated,
        rule=clock.rule.as_dict(),
    )
