"""The working calendar 工作日历 of a jurisdiction: office hours, days off and make-up days, and what follows from them.

One object that answers every question about working time; the arithmetic lives in `working_time` (the scale),
`due_dates` (the convention and its law) and `day_lines` (the explanation). It reads no file and no clock: the data
comes from `calendar_reading`, the moment is an argument. Years whose notice is not published are computed by weekday,
and every answer that rests on them says that it is estimated 估算.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from doorstep.kernel.day_lines import Day, DayLine, lines_of
from doorstep.kernel.due_dates import Convention, Due, due_of
from doorstep.kernel.durations import Duration, split
from doorstep.kernel.office_hours import DAY, OfficeHours
from doorstep.kernel.words import Words
from doorstep.kernel.working_days import is_settled, kind_of, lay_out, number_of
from doorstep.kernel.working_time import IN_OFFICE_HOURS, Pause, Unit, WorkingTime

__all__ = ["Calendar", "Day", "DayLine", "Due", "OfficeHours", "Pause", "Remaining", "Unit"]


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left until a moment, or, when overdue, what has passed since."""

    is_overdue: bool
    time: Duration

    @property
    def working_days(self) -> int:
        """Whole days; days of 24 hours when the time is not working time."""
        return self.time.days

    @property
    def hours(self) -> int:
        return self.time.hours

    @property
    def minutes(self) -> int:
        return self.time.minutes


@dataclass(frozen=True, kw_only=True, eq=False)
class Calendar:
    """Days off and make-up days carry the name of their holiday. Raises `ValueError` for a day that is both."""

    office_hours: OfficeHours = field(default_factory=OfficeHours)
    off_days: Mapping[date, Words] = field(default_factory=dict)
    make_up_days: Mapping[date, Words] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()
    notices: Mapping[int, tuple[Words, ...]] = field(default_factory=dict)
    """For each known year, the notices that settled it."""
    counts_first_day: bool = False
    rolls_over_days_off: bool = True

    def __post_init__(self) -> None:
        if both := sorted(self.off_days.keys() & self.make_up_days.keys()):
            raise ValueError(f"both a day off and a make-up day: {both[0]}")

    @cached_property
    def time(self) -> WorkingTime:
        days = lay_out(
            weekdays=self.office_hours.weekdays,
            off_days=self.off_days,
            make_up_days=self.make_up_days,
            known_years=self.known_years,
        )
        return WorkingTime(self.office_hours, days)

    @cached_property
    def convention(self) -> Convention:
        return Convention(counts_first_day=self.counts_first_day, rolls_over_days_off=self.rolls_over_days_off)

    def due(self, start: datetime, amount: int, unit: Unit, *, pauses: Sequence[Pause] = ()) -> Due:
        """When a duty that starts now falls due, by the convention of `due_dates`.

        Raises `ValueError` for an amount below 1, `TypeError` for a naive start, `BeyondCalendar` outside 1992 to 2100.
        """
        return due_of(self.time, self.convention, start, amount, unit, pauses)

    def due_many(self, starts: Iterable[datetime], amount: int, unit: Unit) -> list[Due]:
        """The same for many starts, in order."""
        time, convention = self.time, self.convention
        return [due_of(time, convention, start, amount, unit) for start in starts]

    def explain(self, start: datetime, amount: int, unit: Unit, *, pauses: Sequence[Pause] = ()) -> tuple[DayLine, ...]:
        """Why this date: one line a day, from receipt to due date."""
        return lines_of(self.time, self.convention, self.day, start, amount, unit, pauses)

    def before(self, at: datetime, amount: int, unit: Unit) -> datetime:
        """The moment at which this much time is left until `at` (in its unit), for warnings."""
        time = self.time
        left = time.scale(time.ticks(at), unit) - amount * time.length(unit)
        return time.moment(time.at_position(left) if unit in IN_OFFICE_HOURS else left)

    def after(self, at: datetime, amount: int, unit: Unit) -> datetime:
        """The moment at which this much time has passed since `at`: what is due by then is due within it."""
        time = self.time
        passed = time.scale(time.ticks(at), unit) + amount * time.length(unit)
        return time.moment(time.at_position(passed) if unit in IN_OFFICE_HOURS else passed)

    def working_time_between(self, a: datetime, b: datetime) -> timedelta:
        """Working time from a to b; negative when b is before a."""
        time = self.time
        return timedelta(microseconds=time.position(time.ticks(b)) - time.position(time.ticks(a)))

    def remaining(self, now: datetime, due: datetime, unit: Unit = "working_days") -> Remaining:
        """What is left until a due moment: working time for working units, time on the wall for the others."""
        is_working_time = unit in IN_OFFICE_HOURS
        left = self.working_time_between(now, due) if is_working_time else due - now
        day = timedelta(microseconds=self.office_hours.length if is_working_time else DAY)
        return Remaining(now > due, split(abs(left), day=day, is_working_time=is_working_time))

    def day(self, on: date) -> Day:
        """What kind of day this is, and why."""
        kind = kind_of(on, weekdays=self.office_hours.weekdays, off_days=self.off_days, make_up_days=self.make_up_days)
        name = self.off_days.get(on) or self.make_up_days.get(on)
        return Day(on=on, kind=kind, name=name, is_settled=is_settled(on, self.known_years))

    def working_day_before(self, day: date) -> date:
        """The last one before this day; the day itself where a fortnight has none."""
        before = (day - timedelta(days=back) for back in range(1, 15))
        return next((one for one in before if self.is_working_day(one)), day)

    def is_working_day(self, on: date) -> bool:
        return self.time.days.is_worked(number_of(on))

    def is_open(self, at: datetime) -> bool:
        """Whether this moment lies in office hours."""
        local = self.time.ticks(at)
        of_day = local % DAY
        return self.time.days.is_worked(local // DAY) and any(a <= of_day < b for a, b in self.office_hours.ticks)

    def next_open(self, at: datetime) -> datetime:
        """This moment if it lies in office hours, else the next opening."""
        if self.is_open(at):
            return at
        time = self.time
        ticks = time.ticks(at)
        return time.moment(time.at_position(time.position(ticks) + 1) - 1)

    def local_date(self, at: datetime) -> date:
        """The date on the wall of the office."""
        return self.time.date(self.time.ticks(at))
