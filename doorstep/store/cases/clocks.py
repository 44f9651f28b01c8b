"""Turns a case's clocks when a step is taken, by the pack in force. The row keeps the due moments as text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from doorstep.kernel import running as kernel
from doorstep.kernel.case import Case
from doorstep.kernel.event import stamp
from doorstep.kernel.extending import Asked
from doorstep.kernel.mechanism import Step
from doorstep.kernel.pack_content import Pack
from doorstep.store.cases.towns import pack


@dataclass(frozen=True, kw_only=True)
class Turned:
    """`running` maps each clock that runs after the step to its due moment as text, "" while it stands still; `due_at` is
    the earliest of them. `changed` clocks paused, went on, or were extended."""

    started: tuple[kernel.RunningClock, ...]
    changed: tuple[kernel.RunningClock, ...]
    stopped: tuple[str, ...]
    running: Mapping[str, str]
    due_at: datetime | None
    due_clock: str


def turn(
    running: Sequence[kernel.RunningClock],
    *,
    starts: Iterable[str],
    stops: Iterable[str],
    is_final: bool,
    case: Case,
    now: datetime,
    verb: str = "",
    asked: Asked | None = None,
    agreed: Mapping[str, date] = kernel.NOTHING_AGREED,
) -> Turned:
    """What a step does to the clocks of a case."""
    law = pack()
    changes = kernel.turn(
        running,
        starts=starts,
        stops=stops,
        case=case,
        now=now,
        scheme=law.clocks,
        calendar=law.calendar,
        verb=verb,
        asked=asked,
        is_final=is_final,
        agreed=agreed,
    )
    due_at, due_clock = first_due(changes.running)
    return Turned(
        started=changes.started,
        changed=changes.changed,
        stopped=tuple(sorted(changes.stopped)),
        running=as_row(changes.running),
        due_at=due_at,
        due_clock=due_clock,
    )


@dataclass(frozen=True)
class _Moment:
    """What words of one moment have begun, by kind of word."""

    law: Pack
    now: datetime
    begun: dict[tuple[object, ...], Turned]


_moment: _Moment | None = None


def agreed_in(step: Step, facts: Mapping[str, Any]) -> Mapping[str, date]:
    """The days that the answers set for clocks."""
    return {one.runs: date.fromisoformat(facts[one.name]) for one in step.form if one.runs and one.name in facts}


def begin(
    starts: tuple[str, ...],
    *,
    is_final: bool,
    case: Case,
    now: datetime,
    agreed: Mapping[str, date] = kernel.NOTHING_AGREED,
) -> Turned:
    """What opening a case does to its clocks. Words of one moment and kind, such as two hundred sent at once, are counted
    once."""
    global _moment
    moment, law = _moment, pack()
    if moment is None or moment.law is not law or moment.now != now:
        moment = _moment = _Moment(law, now, {})
    kind = (starts, is_final, case.request_type, case.urgency, *agreed.items())
    turned = moment.begun.get(kind)
    if turned is None:
        turned = turn((), starts=starts, stops=(), is_final=is_final, case=case, now=now, agreed=agreed)
        moment.begun[kind] = turned
    return turned


def as_row(running: Iterable[kernel.RunningClock]) -> dict[str, str]:
    """The clocks that run, as the case's row has them."""
    return {clock.name: "" if clock.is_paused else stamp(clock.due_at) for clock in running}


def first_due(running: Iterable[kernel.RunningClock]) -> tuple[datetime | None, str]:
    """When and by which clock a case is due next; a paused clock is not due."""
    first = kernel.ClockChanges(running=tuple(running)).next_due
    return (first.due_at, first.name) if first else (None, "")
