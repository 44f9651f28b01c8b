"""Recurring days 逢几开会: a strict part of RFC 5545's RRULE, by days of a month, days of a week, weekly and monthly. Pure.

Refuses every rule and key it does not know: a rule half understood would call people on a wrong day.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ON_WEEKDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
KEYS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL")
MOST_INTERVAL = 12


class RuleUnreadable(ValueError):
    """重复规则读不懂。"""


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """`freq` WEEKLY or MONTHLY; `weekdays` as (nth or 0, 0 for Monday … 6); `days` of the month, negative ones from its end."""

    freq: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    days: tuple[int, ...] = ()
    until: date | None = None


def read_rule(text: str) -> Recurrence:
    """From “FREQ=MONTHLY;BYMONTHDAY=4,14,24”. Raises RuleUnreadable, which says what is wrong."""
    given: dict[str, str] = {}
    for part in text.strip().upper().split(";"):
        key, equals, value = part.partition("=")
        if not equals or not value or key not in KEYS or key in given:
            raise RuleUnreadable(f"不认识“{part}”；可以写 {'、'.join(KEYS)}，各写一次")
        given[key] = value
    made = Recurrence(
        freq=given.get("FREQ", ""),
        interval=_whole(given.get("INTERVAL", "1"), 1, MOST_INTERVAL, "INTERVAL"),
        weekdays=tuple(_weekday(one) for one in given["BYDAY"].split(",")) if "BYDAY" in given else (),
        days=tuple(_monthday(one) for one in given["BYMONTHDAY"].split(",")) if "BYMONTHDAY" in given else (),
        until=_day(given["UNTIL"]) if "UNTIL" in given else None,
    )
    _judge(made)
    return made


def _judge(made: Recurrence) -> None:
    if made.freq not in ("WEEKLY", "MONTHLY"):
        raise RuleUnreadable("FREQ 只能是 WEEKLY 或 MONTHLY")
    if made.freq == "WEEKLY" and (made.days or not made.weekdays or any(nth for nth, _ in made.weekdays)):
        raise RuleUnreadable("每周的写 BYDAY=MO,TH 这样的星期，不写第几个，也不写 BYMONTHDAY")
    if made.freq == "MONTHLY" and bool(made.days) == bool(made.weekdays):
        raise RuleUnreadable("每月的写 BYMONTHDAY=4,14,24 或 BYDAY=2TH，两样只写一样")
    if len({bool(nth) for nth, _ in made.weekdays}) > 1:
        raise RuleUnreadable("BYDAY 里要么都写第几个，要么都不写")


def _whole(text: str, least: int, most: int, key: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,3}", text) or not least <= int(text) <= most:
        raise RuleUnreadable(f"{key} 要写 {least} 到 {most} 的整数")
    return int(text)


def _monthday(text: str) -> int:
    day = _whole(text, -31, 31, "BYMONTHDAY")
    if day == 0:
        raise RuleUnreadable("没有 0 号")
    return day


def _weekday(text: str) -> tuple[int, int]:
    found = ON_WEEKDAY.fullmatch(text)
    if found is None:
        raise RuleUnreadable(f"BYDAY 读不懂“{text}”；写 TH 或 2TH 这样的")
    return int(found[1] or 0), WEEKDAYS.index(found[2])


def _day(text: str) -> date:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        raise RuleUnreadable("UNTIL 写成 20261231 这样的日子") from None


def containing_digit(digit: int) -> Recurrence:
    """逢4: every day of the month whose number contains the digit: 4, 14, 24."""
    return Recurrence(freq="MONTHLY", days=tuple(day for day in range(1, 32) if str(digit) in str(day)))


def as_text(rule: Recurrence) -> str:
    """The rule as RFC 5545 writes it."""
    parts = [f"FREQ={rule.freq}"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.weekdays:
        parts.append("BYDAY=" + ",".join(f"{nth or ''}{WEEKDAYS[day]}" for nth, day in rule.weekdays))
    if rule.days:
        parts.append("BYMONTHDAY=" + ",".join(map(str, rule.days)))
    if rule.until:
        parts.append(f"UNTIL={rule.until:%Y%m%d}")
    return ";".join(parts)


def days(rule: Recurrence, *, since: date, until: date, begun: date) -> Iterator[date]:
    """The days from `since` to `until`, both included, in order. `begun` is where counting by INTERVAL starts."""
    last = min(until, rule.until) if rule.until else until
    day = max(since, begun)
    while day <= last:
        if _falls(rule, day, begun):
            yield day
        day += timedelta(days=1)


def _falls(rule: Recurrence, day: date, begun: date) -> bool:
    if rule.freq == "WEEKLY":
        weeks = (day - timedelta(days=day.weekday()) - begun + timedelta(days=begun.weekday())).days // 7
        return weeks % rule.interval == 0 and (0, day.weekday()) in rule.weekdays
    months = (day.year - begun.year) * 12 + day.month - begun.month
    if months % rule.interval:
        return False
    length = _length(day)
    if rule.days:
        return day.day in rule.days or day.day - length - 1 in rule.days
    nth, from_end = (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)
    return any(weekday == day.weekday() and which in (0, nth, from_end) for which, weekday in rule.weekdays)


def _length(day: date) -> int:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def moved(day: date, *, is_off: Callable[[date], bool]) -> date:
    """The day itself, or the next one that is not off; after thirty days off it stays where it was."""
    for later in range(31):
        if not is_off(day + timedelta(days=later)):
            return day + timedelta(days=later)
    return day
