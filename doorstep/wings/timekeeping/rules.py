"""What a scheme would make of every clock at once: not clock by clock, but by the moment before which a clock must have started.

A due moment never moves back when the start moves on, so for each rule there is one moment: what started before it is overdue
by now, what started after it is not. A million clocks are then judged by comparing one column with a few constants.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from doorstep.kernel.calendar import Calendar
from doorstep.kernel.clocks import ClockRule, ClockScheme, ClockUnknown
from doorstep.kernel.running import counted

LONGEST = timedelta(days=11 * 365)
BEGINNING = datetime(1993, 1, 1, tzinfo=UTC)
END = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Threshold:
    """For clocks of this name, type and urgency that started from `first` up to `until`: overdue if they started before
    `late_before`, else due soon if before `soon_before`."""

    name: str
    request_type: str
    urgency: str
    first: datetime
    until: datetime
    late_before: datetime
    soon_before: datetime


def thresholds(
    scheme: ClockScheme, combinations: Iterable[tuple[str, str, str]], calendar: Calendar, now: datetime
) -> list[Threshold]:
    """For each (name, request type, urgency) one for each span of days in which the same rule speaks."""
    known: dict[ClockRule, tuple[datetime, datetime]] = {}
    found = []
    for name, request_type, urgency in combinations:
        for first, until in _spans(scheme, name, calendar.local_date(now)):
            try:
                rule = scheme.rule_for(name, request_type=request_type, urgency=urgency, on=first)
            except ClockUnknown:
                continue
            if rule not in known:
                known[rule] = moments(rule, calendar, now)
            late, soon = known[rule]
            found.append(
                Threshold(
                    name=name,
                    request_type=request_type,
                    urgency=urgency,
                    first=_midnight(first, calendar),
                    until=_midnight(until, calendar),
                    late_before=late,
                    soon_before=soon,
                )
            )
    return found


def moments(rule: ClockRule, calendar: Calendar, now: datetime) -> tuple[datetime, datetime]:
    """Before which a clock of this rule must have started to be overdue now, and to be due soon now."""

    def is_due_later(start: datetime) -> bool:
        return counted(rule, start, calendar).due_at >= now

    def warns_later(start: datetime) -> bool:
        warn_at = counted(rule, start, calendar).warn_at
        return warn_at is None or warn_at > now

    late = _first(is_due_later, now)
    return late, (max(late, _first(warns_later, now)) if rule.warn_before else late)


def _first(holds: Callable[[datetime], bool], now: datetime) -> datetime:
    """The earliest start of which it holds, to the microsecond; just after now when of none before."""
    low, high = max(BEGINNING, now - LONGEST), now + timedelta(microseconds=1)
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _spans(scheme: ClockScheme, name: str, today: date) -> Sequence[tuple[date, date]]:
    """Spans of days, the end excluded, within which no rule of this clock begins or ends."""
    rules = [rule for rule in scheme.rules if rule.name == name]
    edges = {rule.effective_from for rule in rules}
    edges |= {rule.effective_until + timedelta(days=1) for rule in rules if rule.effective_until}
    ordered = [*sorted(edge for edge in edges if edge <= today), END.date()]
    return list(pairwise(ordered))


def _midnight(day: date, calendar: Calendar) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC) - calendar.office_hours.offset
