"""Plans when a round falls: the windows in which it may be gone, one after the other. Pure.

Every day that counts (every working day, or every day) between the rule's first and last day lies in exactly one window; a
window opens on its first such day and is due on its last. A week without a working day has no round by working days. Where a
range of days is asked in pieces, the pieces together are the whole: nothing is planned twice, nothing is lost between them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

DAY = timedelta(days=1)
UNITS = ("day", "week", "month")
COUNTS = ("working", "calendar")
IsWorked = Callable[[date], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    """Every so many days, weeks (from Monday) or months (from the first), counted in working days or in all days."""

    every: int
    unit: str
    counts: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Window:
    """Both days belong to it."""

    opens_on: date
    due_on: date


def windows(rhythm: Rhythm, is_worked: IsWorked, first: date, last: date) -> Iterator[Window]:
    """The windows that open from `first` to `last`, in order."""
    last = min(last, rhythm.until_on) if rhythm.until_on else last
    if last < rhythm.from_on:
        return
    counted = _counted(rhythm, is_worked, _start(rhythm, first))
    for _, days in groupby(counted, key=lambda numbered: numbered[0]):
        span = [day for _, day in days]
        if span[0] > last:
            return
        if span[0] >= first:
            yield Window(opens_on=span[0], due_on=span[-1])


def current(rhythm: Rhythm, is_worked: IsWorked, since: date, today: date) -> tuple[Window, ...]:
    """The windows that have opened by today and were not over before `since`."""
    reach = {"day": 1, "week": 7, "month": 31}[rhythm.unit] * rhythm.every
    # A window of working days may be stretched by the longest holidays.
    first = since - timedelta(days=reach * 2 + 14)
    return tuple(window for window in windows(rhythm, is_worked, first, today) if window.due_on >= since)


def _start(rhythm: Rhythm, first: date) -> date:
    """Working days are counted off from the beginning; weeks and months may begin near the range asked for."""
    if rhythm.unit == "day" and rhythm.every > 1:
        return rhythm.from_on
    return max(rhythm.from_on, first - timedelta(days=31 * rhythm.every + 31))


def _counted(rhythm: Rhythm, is_worked: IsWorked, start: date) -> Iterator[tuple[int, date]]:
    """Each day that counts with the number of its window, without end but for the rule's own."""
    seen, day = 0, start
    while rhythm.until_on is None or day <= rhythm.until_on:
        if rhythm.counts == "calendar" or is_worked(day):
            yield _number(rhythm, day, seen), day
            seen += 1
        day += DAY


def _number(rhythm: Rhythm, day: date, seen: int) -> int:
    match rhythm.unit:
        case "day":
            return seen // rhythm.every
        case "week":
            monday = rhythm.from_on.toordinal() - rhythm.from_on.weekday()
            return (day.toordinal() - monday) // (7 * rhythm.every)
        case _:
            months = (day.year - rhythm.from_on.year) * 12 + day.month - rhythm.from_on.month
            return months // rhythm.every
