"""The simulated clock: between seconds since the beginning and moments, and what lies how much working time away. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random

from doorstep.kernel.calendar import Calendar
from doorstep.kernel.office_hours import SHANGHAI

LOCAL = SHANGHAI
HOUR_TICKS = 3_600_000_000
AWAKE = (8, 22)


@dataclass(frozen=True, kw_only=True)
class Almanac:
    """From `start`, a local midnight, to `end`, the moment at which the visitor comes."""

    calendar: Calendar
    start: datetime
    end: datetime

    def moment(self, seconds: float) -> datetime:
        return self.start + timedelta(seconds=seconds)

    def seconds(self, moment: datetime) -> float:
        return (moment - self.start).total_seconds()

    def after(self, at: datetime, hours: float) -> datetime:
        """This many working hours later."""
        scale = self.calendar.time
        return scale.moment(scale.at_position(scale.position(scale.ticks(at)) + max(1, int(hours * HOUR_TICKS))))

    def before_end(self, hours: float) -> datetime:
        """This many working hours before the end."""
        scale = self.calendar.time
        return scale.moment(scale.at_position(scale.position(scale.ticks(self.end)) - int(hours * HOUR_TICKS)))

    def working_day(self, at: datetime) -> bool:
        return self.calendar.is_working_day(self.calendar.local_date(at))

    def awake(self, at: datetime, rng: Random) -> datetime:
        """This moment, or a moment of the next morning when people sleep."""
        local = at.astimezone(LOCAL)
        if AWAKE[0] <= local.hour < AWAKE[1]:
            return at
        day = local.date() + timedelta(days=local.hour >= AWAKE[1])
        return at_clock(day.toordinal(), AWAKE[0] + rng.random() * 2)

    def in_office_hours(self, day: int, rng: Random) -> datetime:
        """Some moment of this day's office hours."""
        return self.after(at_clock(day, 0), 0.1 + rng.random() * 6.8)


def at_clock(day: int, hour: float) -> datetime:
    """The moment of a local day (proleptic ordinal) and hour."""
    midnight = datetime.combine(datetime.fromordinal(day).date(), time(), tzinfo=LOCAL)
    return (midnight + timedelta(seconds=round(hour * 3600))).astimezone(UTC)


def almanac(calendar: Calendar, *, now: datetime, weeks: int) -> Almanac:
    """That many weeks which end now."""
    first = now.astimezone(LOCAL).date() - timedelta(weeks=weeks)
    return Almanac(calendar=calendar, start=at_clock(first.toordinal(), 0), end=now.astimezone(UTC))
