"""Turns a case's clocks when a step is taken, by the pack in force. The row keeps the due moments as text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from doorstep.kernel import running as kernel
from doorstep.kernel.case import Case
from doorstep.kernel.event import stamp
from doorstep.store.cases.towns import pack

SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, kw_only=True)
class Turned:
    """`running` maps each clock that runs after the step to its due moment as text; `due_at` is the earliest of them."""

    started: tuple[kernel.RunningClock, ...]
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
    """What a step does to the clocks of a case."""
    law = pack()
    changes = kernel.turn(
        {name: datetime.fromisoformat(due) for name, due in running.items()},
        starts=starts,
        stops=stops,
        case=case,
        now=now,
        scheme=law.clocks,
        calendar=law.calendar,
        is_final=is_final,
    )
    first = changes.next_due
    return Turned(
        started=changes.started,
        stopped=tuple(sorted(changes.stopped)),
        running={name: stamp(due) for name, due in changes.running.items()},
        due_at=changes.running[first] if first else None,
        due_clock=first,
    )
