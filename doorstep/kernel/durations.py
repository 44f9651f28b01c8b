"""Durations in words: days, hours and minutes as people say them, in both languages. Rounds down to whole minutes."""

from dataclasses import dataclass
from datetime import timedelta

from doorstep.kernel.words import Words

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Duration:
    """Whole days, hours and minutes. A day is a working day's hours when `is_working_time`, else 24 hours."""

    days: int = 0
    hours: int = 0
    minutes: int = 0
    is_working_time: bool = False

    @property
    def words(self) -> Words:
        """“1 个工作日 2 小时”; at most two parts; “不到 1 分钟” when nothing is left."""
        day = Words(zh="个工作日", en="working day") if self.is_working_time else Words(zh="天", en="day")
        hour, minute = Words(zh="小时", en="hour"), Words(zh="分钟", en="minute")
        parts = [(n, unit) for n, unit in ((self.days, day), (self.hours, hour), (self.minutes, minute)) if n]
        if self.days and self.minutes:
            parts = [(n, unit) for n, unit in parts if unit is not minute]
        if not parts:
            return Words(zh="不到 1 分钟", en="less than a minute")
        return Words(
            zh=" ".join(f"{n} {unit.zh}" for n, unit in parts),
            en=" ".join(f"{n} {unit.en}{'' if n == 1 else 's'}" for n, unit in parts),
        )


def split(time: timedelta, *, day: timedelta, is_working_time: bool) -> Duration:
    """A time of zero or more, in days of this length, hours and minutes."""
    days, rest = divmod(time, day)
    hours, minutes = divmod(rest // _MINUTE, 60)
    return Duration(days=days, hours=hours, minutes=minutes, is_working_time=is_working_time)


def in_hours(time: timedelta) -> Words:
    """“3 小时 20 分钟”, however many hours."""
    hours, minutes = divmod(time // _MINUTE, 60)
    return Duration(hours=hours, minutes=minutes).words
