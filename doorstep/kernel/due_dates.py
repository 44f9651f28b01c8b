"""Due dates 到期时间: from a start, an amount, a unit and pauses to the moment a duty falls due.

The convention, one for the whole house:

- The day of receipt is not counted (民法典 §201: 按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算),
  whether it was received in office hours, after them or on a day off. A calendar may say `counts_first_day` where a
  local rule does; then a receipt after closing time still begins with the next working day.
- n working days end at the close of the nth working day after that
  (§203: 有业务时间的，停止业务活动的时间为截止时间).
- n calendar days end at 24:00 of the nth day (§203: 最后一日的截止时间为二十四时); when that day is a day off, at 24:00
  of the next working day (§203: 期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日).
- Working hours run in office hours only; hours and minutes run round the clock, on every day
  (§201: 按照小时计算期间的，自法律规定或者当事人约定的时间开始计算).
- A pause moves the end by exactly the time it took out of the count: working time for working days and hours, time on
  the wall for the others. So nobody gains a day by a pause of a minute, and nobody loses one.

Refuses amounts below 1, pauses that end before they begin, and naive datetimes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from doorstep.kernel.office_hours import DAY
from doorstep.kernel.working_time import Pause, Unit, WorkingTime


@dataclass(frozen=True, slots=True)
class Due:
    """When a duty falls due, in UTC. Estimated 估算: it rests on a year whose holidays are not yet published."""

    at: datetime
    is_estimated: bool


@dataclass(frozen=True, slots=True)
class Convention:
    """What a jurisdiction may decide about counting."""

    counts_first_day: bool = False
    rolls_over_days_off: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """A duty in ticks: time counts from `base` to `due`; `first_due` is the end before pauses and days off."""

    begin: int
    base: int
    due: int
    first_due: int


def count_out(
    time: WorkingTime, convention: Convention, start: datetime, amount: int, unit: Unit, pauses: Sequence[Pause] = ()
) -> Count:
    """Count a duty out. Raises `ValueError` for an amount below 1, `BeyondCalendar` outside 1992 to 2100."""
    if amount < 1:
        raise ValueError(f"an amount of {amount} {unit}: it must be 1 or more")
    begin = time.ticks(start)
    base = _base(time, convention, begin, unit)
    rolls = unit == "calendar_days" and convention.rolls_over_days_off
    target = time.scale(base, unit) + amount * time.length(unit)
    first_due = target
    for begins, ends in time.stretches(pauses) if pauses else ():
        stops = time.scale(max(begins, base), unit)
        if rolls and stops >= target:
            target = _rolled(time, target)
        if stops >= target:
            break
        target += time.scale(max(ends, base), unit) - stops
    if rolls:
        target = _rolled(time, target)
    if unit in ("working_days", "working_hours"):
        target = first_due = time.at_position(target)
    return Count(begin=begin, base=base, due=target, first_due=first_due)


def due_of(
    time: WorkingTime, convention: Convention, start: datetime, amount: int, unit: Unit, pauses: Sequence[Pause] = ()
) -> Due:
    """When a duty falls due; errors as `count_out`."""
    count = count_out(time, convention, start, amount, unit, pauses)
    match unit:
        case "working_days" | "working_hours":
            is_estimated = time.days.is_estimated(count.begin // DAY, count.due // DAY)
        case "calendar_days" if convention.rolls_over_days_off:
            is_estimated = time.days.is_estimated((count.first_due - 1) // DAY, (count.due - 1) // DAY)
        case "calendar_days" | "hours" | "minutes":
            is_estimated = False
    return Due(time.moment(count.due), is_estimated)


def _base(time: WorkingTime, convention: Convention, begin: int, unit: Unit) -> int:
    """The ticks from which time counts."""
    day = begin // DAY
    match unit:
        case "working_hours" | "hours" | "minutes":
            return begin
        case "calendar_days":
            return (day if convention.counts_first_day else day + 1) * DAY
        case "working_days":
            still_open = begin % DAY < time.hours.closes
            return (day if convention.counts_first_day and still_open else day + 1) * DAY


def _rolled(time: WorkingTime, end: int) -> int:
    """The end itself when its last day is worked, else 24:00 of the next working day."""
    last = (end - 1) // DAY
    return end if time.days.is_worked(last) else (time.days.next_worked(last) + 1) * DAY
