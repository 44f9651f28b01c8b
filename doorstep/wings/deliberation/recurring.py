"""Recurring days 逢几开会: “逢4”, or a strict part of RFC 5545's RRULE, by days of a month, days of a week, weekly and monthly. Pure.

Refuses every rule and key it does not know: a rule half understood would call people on a wrong day. What a rule says in words is made
from the rule, so that the two never differ.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from doorstep.kernel.words import Words

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ON_WEEKDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
KEYS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL")
MOST_INTERVAL = 12
DIGIT = re.compile(r"逢\s*([0-9])")
ON_DAY = re.compile(r"[0-9]{8}")
ALIKE_FROM = 4  # no day of a month is numbered forty: from 4 on “with a 4 in it” and “ends in 4” are the same days
MONDAY_TO_SUNDAY = "一二三四五六日"
IN_FULL = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


class RuleUnreadable(ValueError):
    """重复规则读不懂。"""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """`freq` WEEKLY or MONTHLY; `weekdays` as (nth or 0, 0 for Monday … 6); `days` of the month, negative ones from its end."""

    freq: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    days: tuple[int, ...] = ()
    until: date | None = None


def read_rule(text: str) -> Recurrence:
    """From “逢4” or “FREQ=MONTHLY;BYMONTHDAY=4,14,24”. Raises RuleUnreadable, which says what is wrong."""
    if (digit := DIGIT.fullmatch(text.strip())) is not None:
        return containing_digit(int(digit[1]))
    given: dict[str, str] = {}
    for part in text.strip().upper().split(";"):
        key, equals, value = part.partition("=")
        if not equals or not value or key not in KEYS or key in given:
            raise RuleUnreadable(
                f"不认识“{part}”；可以写“逢4”，或者 {'、'.join(KEYS)}，各写一次",
                f"“{part}” is not known; write “逢4”, or {', '.join(KEYS)}, each once",
            )
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
        raise RuleUnreadable("FREQ 只能是 WEEKLY 或 MONTHLY", "FREQ is WEEKLY or MONTHLY")
    if made.freq == "WEEKLY" and (made.days or not made.weekdays or any(nth for nth, _ in made.weekdays)):
        raise RuleUnreadable(
            "每周的写 BYDAY=MO,TH 这样的星期，不写第几个，也不写 BYMONTHDAY",
            "a weekly rule says BYDAY=MO,TH and no more",
        )
    if made.freq == "MONTHLY" and bool(made.days) == bool(made.weekdays):
        raise RuleUnreadable(
            "每月的写 BYMONTHDAY=4,14,24 或 BYDAY=2TH，两样只写一样",
            "a monthly rule says BYMONTHDAY=4,14,24 or BYDAY=2TH, not both",
        )
    if len({bool(nth) for nth, _ in made.weekdays}) > 1:
        raise RuleUnreadable("BYDAY 里要么都写第几个，要么都不写", "in BYDAY either all are numbered or none is")


def _whole(text: str, least: int, most: int, key: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,3}", text) or not least <= int(text) <= most:
        raise RuleUnreadable(f"{key} 要写 {least} 到 {most} 的整数", f"{key} is a whole number from {least} to {most}")
    return int(text)


def _monthday(text: str) -> int:
    day = _whole(text, -31, 31, "BYMONTHDAY")
    if day == 0:
        raise RuleUnreadable("没有 0 号", "there is no day 0")
    return day


def _weekday(text: str) -> tuple[int, int]:
    found = ON_WEEKDAY.fullmatch(text)
    if found is None:
        raise RuleUnreadable(
            f"BYDAY 读不懂“{text}”；写 TH 或 2TH 这样的", f"BYDAY “{text}” is not TH or 2TH or the like"
        )
    return int(found[1] or 0), WEEKDAYS.index(found[2])


def _day(text: str) -> date:
    wrong = RuleUnreadable("UNTIL 写成 20261231 这样的日子", "UNTIL is a day such as 20261231")
    if not ON_DAY.fullmatch(text):
        raise wrong
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        raise wrong from None


def containing_digit(digit: int) -> Recurrence:
    """逢4: every day of the month whose number contains the digit: 4, 14, 24. Raises RuleUnreadable where that may be read otherwise."""
    if digit < ALIKE_FROM:
        raise RuleUnreadable(
            f"“逢{digit}”有两种读法（尾数是 {digit}，或者带 {digit}），请写明哪几天，例如 BYMONTHDAY=3,13,23",
            f"“逢{digit}” may be read in two ways; say which days, e.g. BYMONTHDAY=3,13,23",
        )
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


def in_words(rule: Recurrence) -> Words:
    """The rule as a resident reads it; what recurs by digit is called so."""
    zh, en = _in_weeks(rule) if rule.freq == "WEEKLY" else _in_months(rule)
    if rule.until:
        zh, en = f"{zh}，到 {rule.until:%Y-%m-%d} 为止", f"{en}, until {rule.until:%Y-%m-%d}"
    return Words(zh=zh, en=en)


def _in_weeks(rule: Recurrence) -> tuple[str, str]:
    every = {1: ("每周", "Every"), 2: ("隔周", "Every second")}
    zh, en = every.get(rule.interval, (f"每 {rule.interval} 周一次，", f"Every {rule.interval} weeks on"))
    return zh + _named(rule)[0], f"{en} {_named(rule)[1]}"


def _in_months(rule: Recurrence) -> tuple[str, str]:
    zh, en = (
        ("每月", "each month")
        if rule.interval == 1
        else (f"每 {rule.interval} 个月的", f"every {rule.interval} months")
    )
    if rule.weekdays:
        named = _named(rule)
        return zh + named[0], f"{named[1][0].upper()}{named[1][1:]} of {en}"
    ordered = sorted(day for day in rule.days if day > 0) + sorted((day for day in rule.days if day < 0), reverse=True)
    said = "、".join(f"{day} 日" if day > 0 else _from_end(day)[0] for day in ordered)
    days_en = ", ".join(f"day {day}" if day > 0 else _from_end(day)[1] for day in ordered)
    digit = next((n for n in range(ALIKE_FROM, 10) if set(rule.days) == set(containing_digit(n).days)), None)
    if digit is None or rule.interval != 1:
        return f"{zh} {said}" if ordered[0] > 0 else f"{zh}{said}", f"{days_en[0].upper()}{days_en[1:]} of {en}"
    return f"逢{digit}：{zh} {said}", f"Days with a {digit}: {', '.join(map(str, ordered))} of {en}"


def _from_end(day: int) -> tuple[str, str]:
    return ("最后一天", "the last day") if day == -1 else (f"倒数第 {-day} 天", f"day {-day} from the end")


def _named(rule: Recurrence) -> tuple[str, str]:
    zh, en = [], []
    for nth, day in rule.weekdays:
        which = (
            "最后一个" if nth == -1 else f"倒数第{-nth}个" if nth < 0 else f"第{'一二三四五'[nth - 1]}个" if nth else ""
        )
        zh.append(f"{which}星期{MONDAY_TO_SUNDAY[day]}")
        said = ORDINALS.get(nth) or f"{ORDINALS[-nth]} to last" if nth else ""
        en.append(f"the {said} {IN_FULL[day]}" if said else IN_FULL[day])
    return "、".join(zh), " and ".join(en)


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
