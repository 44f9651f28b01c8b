"""Working days 工作日: which days are worked, why, and how many lie before any day.

State Council holidays and make-up days come in as data; what no notice has settled yet goes by weekday and is
called uncertain. Every year from 1992 to 2100 is laid out once, so that "the nth working day after" is two look-ups.
Refuses days outside these years; knows nothing about hours.
"""

from array import array
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from doorstep.kernel.office_hours import FIRST_YEAR, LAST_YEAR

DayKind = Literal["working", "make_up", "weekend", "holiday"]

FIRST_DAY = date(FIRST_YEAR, 1, 1)
DAYS = (date(LAST_YEAR, 12, 31) - FIRST_DAY).days + 1

# The notice for a year has moved days of the December before it: the earliest so far was 29 December (2007, for 2008).
LATE_DECEMBER = 25


class BeyondCalendar(ValueError):
    """这个日期超出了日历能计算的范围（1992年至2100年）。"""


@dataclass(frozen=True)
class WorkingDays:
    """Days are numbered from 1 January 1992 (0)."""

    worked: "array[int]"
    """The numbers of all worked days, in order."""
    before: "array[int]"
    """How many worked days lie before day n."""
    uncertain_before: "array[int]"
    """How many days before day n are known by weekday only."""

    def is_worked(self, number: int) -> bool:
        return self.next_worked(number) == number

    def next_worked(self, number: int) -> int:
        """This day if it is worked, else the next that is. Raises `BeyondCalendar`."""
        try:
            return self.worked[self.before[number]]
        except IndexError:
            raise BeyondCalendar(f"day {number}") from None

    def is_estimated(self, first: int, last: int) -> bool:
        """Whether any of these days, both included, is known by weekday only."""
        return self.uncertain_before[last + 1] > self.uncertain_before[first]


def number_of(day: date) -> int:
    """The number of a day. Raises `BeyondCalendar`."""
    number = (day - FIRST_DAY).days
    if not 0 <= number < DAYS:
        raise BeyondCalendar(str(day))
    return number


def day_of(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def kind_of(
    day: date, *, weekdays: Container[int], off_days: Container[date], make_up_days: Container[date]
) -> DayKind:
    if day in make_up_days:
        return "make_up"
    if day in off_days:
        return "holiday"
    return "working" if day.weekday() in weekdays else "weekend"


def is_settled(day: date, known_years: Container[int]) -> bool:
    """Whether notices have settled this day: its year is published and, late in December, the next year as well."""
    if day.year not in known_years:
        return False
    return (day.month, day.day) < (12, LATE_DECEMBER) or day.year + 1 in known_years


def lay_out(
    *,
    weekdays: Container[int],
    off_days: Mapping[date, object],
    make_up_days: Mapping[date, object],
    known_years: Container[int],
) -> WorkingDays:
    """Lay all days out, and one more so that every day has a morrow. 40,000 rows, 40 ms: once for a calendar."""
    worked, before, uncertain_before = array("l"), array("l", [0]), array("l", [0])
    uncertain = 0
    for number in range(DAYS + 1):
        day = day_of(number)
        kind = kind_of(day, weekdays=weekdays, off_days=off_days, make_up_days=make_up_days)
        if kind in ("working", "make_up"):
            worked.append(number)
        before.append(len(worked))
        uncertain += not is_settled(day, known_years)
        uncertain_before.append(uncertain)
    return WorkingDays(worked=worked, before=before, uncertain_before=uncertain_before)
