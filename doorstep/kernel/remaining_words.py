"""What is left of a duty's time, as people say it: “还剩 1 个工作日 2 小时”, “今天 17:00 到期”, “超 4 小时”.

Duties in working time are told in working time, the others in time on the wall. Says nothing about whose fault it is.
"""

from datetime import datetime, timedelta, timezone

from doorstep.kernel.calendar import Calendar
from doorstep.kernel.words import Words
from doorstep.kernel.working_time import Unit


def remaining_words(
    now: datetime, due_at: datetime, unit: Unit, calendar: Calendar, *, is_estimated: bool = False
) -> Words:
    """The remaining time in words; a due date that rests on an unpublished year says so."""
    left = calendar.remaining(now, due_at, unit)
    if left.is_overdue:
        if not (left.working_days or left.hours or left.minutes):
            return Words(zh="已超期", en="overdue")
        return Words(zh=f"超 {left.time.words.zh}", en=f"{left.time.words.en} overdue")
    last_moment = due_at - timedelta(microseconds=1)
    if calendar.local_date(now) == calendar.local_date(last_moment):
        clock = clock_time(due_at, calendar)
        words = Words(zh=f"今天 {clock} 到期", en=f"due today at {clock}")
    else:
        words = Words(zh=f"还剩 {left.time.words.zh}", en=f"{left.time.words.en} left")
    return Words(zh=f"{words.zh}（估算）", en=f"{words.en} (estimated)") if is_estimated else words


def clock_time(due_at: datetime, calendar: Calendar) -> str:
    """The time of day in the office; the midnight that ends a day is 24:00 of that day (民法典 §203)."""
    local = due_at.astimezone(timezone(calendar.office_hours.offset))
    return f"{local:%H:%M}" if local.hour or local.minute else "24:00"
