"""From a case's events to its stays at the levels of response, and from a due moment to days overdue. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from doorstep.kernel.calendar import Calendar

BY_HAND, BY_RULE, LOWERED = "case.level_raised", "case.level_raised_by_rule", "case.level_lowered"
MOVES = (BY_HAND, BY_RULE, LOWERED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """An event as stays see it. `closes`: it entered a final state; `opens`: it left one."""

    seq: int
    name: str
    at: datetime
    level: str = ""
    rule: str = ""
    measure: int | None = None
    closes: bool = False
    opens: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Stood:
    """One stay at one level above the lowest."""

    seq: int
    level: str
    rule: str
    measure: int | None
    since: datetime
    until: datetime | None = None


def stays_of(events: Iterable[Happened], lowest: str) -> list[Stood]:
    """All stays, oldest first. A case that is closed stands nowhere; taken up again it stands where it stood."""
    stays: list[Stood] = []
    level = ""
    for event in events:
        if event.name in MOVES or event.closes or event.opens:
            _end(stays, event.at)
        if event.name in MOVES:
            level = "" if event.level == lowest else event.level
        if level and not event.closes and (event.name in MOVES or event.opens):
            stays.append(
                Stood(seq=event.seq, level=level, rule=event.rule, measure=event.measure, since=event.at),
            )
    return stays


def _end(stays: list[Stood], at: datetime) -> None:
    if stays and stays[-1].until is None:
        stays[-1] = replace(stays[-1], until=at)


def days_overdue(due_at: datetime, now: datetime, calendar: Calendar) -> int:
    """Whole working days since a duty was due; 0 before."""
    left = calendar.remaining(now, due_at)
    return left.working_days if left.is_overdue else 0


def worst(due: Sequence[str]) -> datetime | None:
    """The earliest of the due moments as a case's row has them; "" stands still and counts for none."""
    moments = [datetime.fromisoformat(one) for one in due if one]
    return min(moments, default=None)
