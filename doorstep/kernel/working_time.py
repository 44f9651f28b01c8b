"""Working time 工作时间: the scale on which a duty's time is measured.

Turns moments (aware datetimes) into ticks (microseconds since local midnight of 1 January 1992) and ticks into
positions (working time passed since then), and back. All exact integers. It counts; what is due when is said in
`due_dates`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal, NamedTuple

from doorstep.kernel.office_hours import DAY, HOUR, MINUTE, SECOND, OfficeHours
from doorstep.kernel.words import Words
from doorstep.kernel.working_days import DAYS, FIRST_DAY, BeyondCalendar, WorkingDays

Unit = Literal["working_days", "working_hours", "calendar_days", "hours", "minutes"]
UNITS: tuple[Unit, ...] = ("working_days", "working_hours", "calendar_days", "hours", "minutes")
IN_OFFICE_HOURS = frozenset({"working_days", "working_hours"})
UNIT_WORDS: dict[Unit, Words] = {
    "working_days": Words(zh="个工作日", en="working days"),
    "working_hours": Words(zh="个工作小时", en="working hours"),
    "calendar_days": Words(zh="个自然日", en="calendar days"),
    "hours": Words(zh="小时", en="hours"),
    "minutes": Words(zh="分钟", en="minutes"),
}


class Pause(NamedTuple):
    """A time during which a clock stands still, from `begins_at` up to `ends_at` (aware)."""

    begins_at: datetime
    ends_at: datetime
    reason: Words | None = None


@dataclass(frozen=True)
class WorkingTime:
    """One calendar's hours and days, laid out."""

    hours: OfficeHours
    days: WorkingDays

    @cached_property
    def epoch(self) -> datetime:
        return datetime.combine(FIRST_DAY, time(), tzinfo=UTC) - self.hours.offset

    def ticks(self, at: datetime) -> int:
        """Ticks of a moment. Raises `TypeError` for a naive datetime and `BeyondCalendar`."""
        since = at - self.epoch
        if not 0 <= since.days < DAYS:
            raise BeyondCalendar(str(at))
        return since.days * DAY + since.seconds * SECOND + since.microseconds

    def moment(self, ticks: int) -> datetime:
        """The moment, in UTC. Raises `BeyondCalendar`."""
        day, rest = divmod(ticks, DAY)
        if not 0 <= day < DAYS:
            raise BeyondCalendar(f"day {day}")
        return self.epoch + timedelta(day, 0, rest)

    def position(self, ticks: int) -> int:
        """Working time passed by then."""
        day, of_day = divmod(ticks, DAY)
        before, hours = self.days.before, self.hours
        worked = before[day] * hours.length
        return worked + hours.passed(of_day) if before[day + 1] > before[day] else worked

    def at_position(self, position: int) -> int:
        """The earliest ticks at which this much working time has passed. Raises `BeyondCalendar`."""
        full, rest = divmod(position, self.hours.length)
        try:
            if rest:
                return self.days.worked[full] * DAY + self.hours.moment(rest)
            return self.days.worked[full - 1] * DAY + self.hours.closes
        except IndexError:
            raise BeyondCalendar(f"working day {full}") from None

    def date(self, ticks: int) -> date:
        return FIRST_DAY + timedelta(days=ticks // DAY)

    def scale(self, ticks: int, unit: Unit) -> int:
        """How far along a duty counted in this unit is at this moment."""
        return self.position(ticks) if unit in IN_OFFICE_HOURS else ticks

    def length(self, unit: Unit) -> int:
        """One unit, on its scale."""
        match unit:
            case "working_days":
                return self.hours.length
            case "calendar_days":
                return DAY
            case "hours" | "working_hours":
                return HOUR
            case "minutes":
                return MINUTE

    def stretches(self, pauses: Iterable[Pause]) -> list[tuple[int, int]]:
        """Pauses as ticks, in order, overlapping ones made one. Raises `ValueError` for one that runs backwards."""
        merged: list[tuple[int, int]] = []
        for begins, ends in sorted((self.ticks(pause.begins_at), self.ticks(pause.ends_at)) for pause in pauses):
            if ends < begins:
                raise ValueError("a pause ends before it begins")
            if merged and begins <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
            else:
                merged.append((begins, ends))
        return merged
