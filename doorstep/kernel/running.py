"""The running clocks of a case: which start, which stop, what is due next. Pure; the store keeps what comes out.

A step stops the clocks it names, then starts those it names. A clock that is started while it runs is stopped and begins
anew, by the rule of the day. When a case reaches a final state every clock stops. A running clock keeps the rule as it was
when it started: changing a scheme moves no running due date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol

from doorstep.kernel.calendar import Calendar, Pause
from doorstep.kernel.clocks import ClockRule, ClockScheme
from doorstep.kernel.words import Words
from doorstep.kernel.working_time import Unit

Standing = Literal["ok", "soon", "late"]


class CaseWithClocks(Protocol):
    """What choosing a rule needs to know of a case."""

    @property
    def request_type(self) -> str: ...

    @property
    def urgency(self) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class RunningClock:
    """One duty on one case, with the rule it started by. `stopped_at` is None while it runs."""

    name: str
    started_at: datetime
    due_at: datetime
    is_estimated: bool
    rule: ClockRule
    warn_at: datetime | None = None
    stopped_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def label(self) -> Words:
        return self.rule.label

    @property
    def basis(self) -> Words:
        return self.rule.basis

    @property
    def amount(self) -> int:
        return self.rule.amount

    @property
    def unit(self) -> Unit:
        return self.rule.unit

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    def is_overdue(self, now: datetime) -> bool:
        """Whether the duty was, or by now is, done too late."""
        return (self.stopped_at or now) > self.due_at

    def standing(self, now: datetime) -> Standing:
        """In time, soon due, or late."""
        if self.is_overdue(now):
            return "late"
        return "soon" if self.is_running and self.warn_at is not None and now >= self.warn_at else "ok"


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockChanges:
    """What a step does to the clocks. `running`: the due moment of each clock that runs after it."""

    stopped: frozenset[str] = frozenset()
    started: tuple[RunningClock, ...] = ()
    running: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def next_due(self) -> str:
        """Name of the running clock that is due first, "" when none runs."""
        return min(self.running, key=lambda name: (self.running[name], name), default="")


def start(name: str, case: CaseWithClocks, *, now: datetime, scheme: ClockScheme, calendar: Calendar) -> RunningClock:
    """A clock that starts now. Raises `ClockUnknown` when the scheme has no rule for it."""
    rule = scheme.rule_for(name, request_type=case.request_type, urgency=case.urgency, on=calendar.local_date(now))
    return _counted(rule, now, calendar, ())


def turn(
    running: Mapping[str, datetime],
    *,
    starts: Iterable[str],
    stops: Iterable[str],
    case: CaseWithClocks,
    now: datetime,
    scheme: ClockScheme,
    calendar: Calendar,
    is_final: bool = False,
) -> ClockChanges:
    """What a step does to the clocks that run, each with its due moment. A clock started while it runs begins anew; a final
    state stops all. Raises `ClockUnknown`."""
    names = () if is_final else tuple(dict.fromkeys(starts))
    ends = frozenset(running) & (frozenset(running) if is_final else {*stops, *names})
    started = tuple(start(name, case, now=now, scheme=scheme, calendar=calendar) for name in names)
    kept = {name: due for name, due in running.items() if name not in ends}
    return ClockChanges(stopped=ends, started=started, running=kept | {clock.name: clock.due_at for clock in started})


def recounted(clock: RunningClock, calendar: Calendar) -> RunningClock:
    """The same clock counted again by a calendar that knows more, for an estimated 估算 due date."""
    again = _counted(clock.rule, clock.started_at, calendar, clock.pauses)
    return replace(again, stopped_at=clock.stopped_at)


def _counted(rule: ClockRule, started_at: datetime, calendar: Calendar, pauses: tuple[Pause, ...]) -> RunningClock:
    due = calendar.due(started_at, rule.amount, rule.unit, pauses=pauses)
    warn = rule.warn_before
    return RunningClock(
        name=rule.name,
        started_at=started_at,
        due_at=due.at,
        is_estimated=due.is_estimated,
        rule=rule,
        warn_at=max(started_at, calendar.before(due.at, warn.amount, warn.unit)) if warn else None,
        pauses=pauses,
    )
