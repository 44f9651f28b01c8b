"""The running clocks of a case: which start, which stop, what is due next. Pure; the store keeps what comes out.

A step stops the clocks it names, then starts those it names; it pauses and resumes those whose rule names its verb, and
extends the one it was granted more time for. A paused clock 暂停 is never overdue; one that is overdue does not pause. A clock
that is started while it runs is stopped and begins anew, by the rule of the day. When a case reaches a final state every clock
stops. A running clock keeps the rule as it was when it started: changing a scheme moves no running due date.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, Protocol

from doorstep.kernel.calendar import Calendar, Pause
from doorstep.kernel.clocks import Amount, ClockRule, ClockScheme
from doorstep.kernel.extending import Asked, Extension, NothingToExtend, after_asking, granted
from doorstep.kernel.words import Words
from doorstep.kernel.working_time import Unit

Standing = Literal["ok", "soon", "late"]
AGREED = Words(zh="会上或双方约定的日期", en="The day agreed on")
NOTHING_AGREED: Mapping[str, date] = MappingProxyType({})


class CaseWithClocks(Protocol):
    """What choosing a rule needs to know of a case."""

    @property
    def request_type(self) -> str: ...

    @property
    def urgency(self) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class RunningClock:
    """One duty on one case, with the rule it started by. `stopped_at` is None while it runs, `paused_at` unless it stands
    still; `due_at` of a paused clock is what it was when it began to stand still."""

    name: str
    started_at: datetime
    due_at: datetime
    is_estimated: bool
    rule: ClockRule
    warn_at: datetime | None = None
    stopped_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    paused_at: datetime | None = None
    extensions: tuple[Extension, ...] = ()

    @property
    def label(self) -> Words:
        return self.rule.label

    @property
    def basis(self) -> Words:
        return self.rule.basis

    @property
    def amount(self) -> int:
        """The duty with what was granted on top of it."""
        return self.rule.amount + granted(self.extensions)

    @property
    def unit(self) -> Unit:
        return self.rule.unit

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None and self.is_running

    def is_overdue(self, now: datetime) -> bool:
        """Whether the duty was, or by now is, done too late."""
        return not self.is_paused and (self.stopped_at or now) > self.due_at

    def standing(self, now: datetime) -> Standing:
        """In time, soon due, or late."""
        if self.is_overdue(now):
            return "late"
        is_soon = self.is_running and not self.is_paused and self.warn_at is not None and now >= self.warn_at
        return "soon" if is_soon else "ok"


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockChanges:
    """What a step does to the clocks. `changed`: clocks that paused, went on or were extended, and that stopped while they
    stood still; `stopped` the others that stopped. `running`: each clock that runs after it, as it then stands."""

    stopped: frozenset[str] = frozenset()
    started: tuple[RunningClock, ...] = ()
    changed: tuple[RunningClock, ...] = ()
    running: tuple[RunningClock, ...] = ()

    @property
    def next_due(self) -> RunningClock | None:
        """The clock that is due first; None when none runs, or all stand still."""
        counting = [clock for clock in self.running if not clock.is_paused]
        return min(counting, key=lambda clock: (clock.due_at, clock.name), default=None)


def start(
    name: str,
    case: CaseWithClocks,
    *,
    now: datetime,
    scheme: ClockScheme,
    calendar: Calendar,
    agreed_on: date | None = None,
) -> RunningClock:
    """A clock that starts now, and runs to the end of the day agreed on where there is one. Raises `ClockUnknown` when the
    scheme has no rule for it."""
    today = calendar.local_date(now)
    rule = scheme.rule_for(name, request_type=case.request_type, urgency=case.urgency, on=today)
    return counted(by_agreement(rule, (agreed_on - today).days) if agreed_on else rule, now, calendar)


def by_agreement(rule: ClockRule, days: int) -> ClockRule:
    """The rule with the days that were agreed on in place of its own, one at least; warned of two days before."""
    warn = Amount(amount=2, unit="calendar_days") if days > 2 else None
    return replace(rule, amount=max(1, days), unit="calendar_days", basis=AGREED, warn_before=warn, extension=None)


def turn(
    running: Sequence[RunningClock],
    *,
    starts: Iterable[str],
    stops: Iterable[str],
    case: CaseWithClocks,
    now: datetime,
    scheme: ClockScheme,
    calendar: Calendar,
    verb: str = "",
    asked: Asked | None = None,
    is_final: bool = False,
    agreed: Mapping[str, date] = NOTHING_AGREED,
) -> ClockChanges:
    """What a step does to the clocks that run. A clock started while it runs begins anew, unless it runs to a day agreed on;
    `agreed` days start theirs. A final state stops all.
    Raises `ClockUnknown` and the refusals of `extending`."""
    if asked and not any(clock.name == asked.clock for clock in running):
        raise NothingToExtend(clock=scheme.labels.get(asked.clock, asked.clock))
    kept = {clock.name for clock in running if clock.rule.basis == AGREED} - {*agreed, *stops}
    names = () if is_final else tuple(one for one in dict.fromkeys((*starts, *agreed)) if one not in kept)
    held = {clock.name for clock in running}
    ends = held if is_final else held & {*stops, *names}
    turned = [(clock, _turned(clock, verb, asked, now, calendar, stops=clock.name in ends)) for clock in running]
    changed = tuple(after for before, after in turned if after is not before)
    started = tuple(
        start(name, case, now=now, scheme=scheme, calendar=calendar, agreed_on=agreed.get(name)) for name in names
    )
    return ClockChanges(
        stopped=frozenset(ends - {clock.name for clock in changed}),
        started=started,
        changed=changed,
        running=tuple(after for _, after in turned if after.name not in ends) + started,
    )


def _turned(
    clock: RunningClock, verb: str, asked: Asked | None, now: datetime, calendar: Calendar, *, stops: bool
) -> RunningClock:
    """The very same clock when the step changes nothing but, perhaps, that it stops."""
    if asked and asked.clock == clock.name:
        clock = _extended(clock, asked, now, calendar)
    if stops:
        return replace(resumed(clock, now, calendar), stopped_at=now) if clock.is_paused else clock
    if clock.is_paused:
        return resumed(clock, now, calendar) if verb in _ends(clock) else clock
    begins = any(pause.begins == verb for pause in clock.rule.pauses)
    return replace(clock, paused_at=now) if begins and not clock.is_overdue(now) else clock


def _extended(clock: RunningClock, asked: Asked, now: datetime, calendar: Calendar) -> RunningClock:
    extensions = after_asking(
        clock.rule, clock.extensions, asked, due_at=clock.due_at, is_paused=clock.is_paused, now=now
    )
    return recounted(replace(clock, extensions=extensions), calendar)


def resumed(clock: RunningClock, now: datetime, calendar: Calendar) -> RunningClock:
    """A paused clock that goes on now: its due moment moves by exactly the time it stood still, in its own measure."""
    assert clock.paused_at is not None
    pauses = (*clock.pauses, Pause(clock.paused_at, max(now, clock.paused_at)))
    return recounted(replace(clock, pauses=pauses, paused_at=None), calendar)


def _ends(clock: RunningClock) -> set[str]:
    return {verb for pause in clock.rule.pauses for verb in pause.ends}


def recounted(clock: RunningClock, calendar: Calendar) -> RunningClock:
    """The same clock counted again: by a calendar that knows more, with its pauses and what was granted."""
    again = counted(clock.rule, clock.started_at, calendar, clock.pauses, clock.extensions)
    return replace(again, stopped_at=clock.stopped_at, paused_at=clock.paused_at)


def counted(
    rule: ClockRule,
    started_at: datetime,
    calendar: Calendar,
    pauses: tuple[Pause, ...] = (),
    extensions: tuple[Extension, ...] = (),
) -> RunningClock:
    """A clock by this rule, with its due moment and the moment at which to warn."""
    due = calendar.due(started_at, rule.amount + granted(extensions), rule.unit, pauses=pauses)
    warn = rule.warn_before
    return RunningClock(
        name=rule.name,
        started_at=started_at,
        due_at=due.at,
        is_estimated=due.is_estimated,
        rule=rule,
        warn_at=max(started_at, calendar.before(due.at, warn.amount, warn.unit)) if warn else None,
        pauses=pauses,
        extensions=extensions,
    )
