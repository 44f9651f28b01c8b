"""Reads a calendar from its folders: `office.toml` and one `<year>.toml` for each year that a notice has settled.

A later folder adds to an earlier one: a jurisdiction may bring its own office hours and its own days off (scope
"local") on top of the national ones. Refuses, with file, line and mend: a day both off and made up, a make-up day on
a weekday, a day of another year, holidays that overlap, hours that run backwards, and every key it does not know.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

from doorstep.kernel.calendar import Calendar, OfficeHours
from doorstep.kernel.packfile import Fault, PackError, Table, read_toml
from doorstep.kernel.words import Words
from doorstep.kernel.working_days import LATE_DECEMBER

OFFICE = "office.toml"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_HOLIDAY = timedelta(days=31)
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """What `office.toml` says."""

    hours: OfficeHours
    counts_first_day: bool
    rolls_over_days_off: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Holiday:
    """One holiday: its days off, the days made up for them, and the row that says so."""

    name: Words
    off_days: tuple[date, ...]
    make_up_days: tuple[date, ...]
    row: Table


@dataclass(frozen=True, kw_only=True, slots=True)
class Year:
    """What `<year>.toml` says. `notices` name their title and number."""

    year: int
    is_national: bool
    notices: tuple[Words, ...]
    holidays: tuple[Holiday, ...]


def read_calendar(*folders: Path) -> Calendar:
    """The calendar of these folders, base first. Raises `PackError` with every fault found."""
    faults: list[Fault] = []
    office: Office | None = None
    years: list[Year] = []
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            try:
                if path.name == OFFICE:
                    office = read_office(path)
                else:
                    years.append(read_year(path))
            except PackError as error:
                faults.extend(error.faults)
    if office is None and not faults:
        faults.append(_no_office(folders))
    holidays = [holiday for year in years for holiday in year.holidays]
    faults.extend(_clashes(holidays))
    if faults or office is None:
        raise PackError(faults)
    return Calendar(
        office_hours=office.hours,
        off_days={day: holiday.name for holiday in holidays for day in holiday.off_days},
        make_up_days={day: holiday.name for holiday in holidays for day in holiday.make_up_days},
        known_years=frozenset(year.year for year in years if year.is_national),
        notices={year.year: year.notices for year in years if year.is_national},
        counts_first_day=office.counts_first_day,
        rolls_over_days_off=office.rolls_over_days_off,
    )


def read_office(path: Path) -> Office:
    """Office hours and the convention of counting. Raises `PackError`."""
    page = read_toml(path)
    timezone = page.text("timezone")
    spans = tuple(_span(page, text, item) for item, text in enumerate(page.texts("hours")))
    weekdays = frozenset(WEEKDAYS.index(day) for day in page.texts("weekdays", among=WEEKDAYS))
    counts_first_day = page.flag("counts_first_day", default=False)
    rolls_over_days_off = page.flag("rolls_over_days_off", default=True)
    page.refuse_the_rest()
    edges = [edge for span in spans for edge in span]
    if not edges or any(a >= b for a, b in pairwise(edges)):
        shape = 'hours = ["09:00-12:00", "13:00-17:00"]'
        zh = f"办公时间要一段接一段、从早到晚、不重叠；例如 {shape}"
        page.fault("hours", zh, f"office hours go from early to late without overlap; e.g. {shape}")
    if not weekdays:
        page.fault("weekdays", "至少写一个上班的星期，例如 monday", "name at least one working weekday, e.g. monday")
    hours = None if page.faults else _hours(page, timezone, spans, weekdays)
    page.settle()
    assert hours is not None
    return Office(hours=hours, counts_first_day=counts_first_day, rolls_over_days_off=rolls_over_days_off)


def read_year(path: Path) -> Year:
    """The days off and make-up days of one year. Raises `PackError`."""
    page = read_toml(path)
    year = page.whole("year", least=1992, most=2100)
    if not page.faults and path.stem != str(year):
        zh = f"文件名是 {path.name}，写的却是 {year} 年；改成一致"
        page.fault("year", zh, f"the file is {path.name} but the year is {year}; make them agree")
    scope = page.one_of("scope", ("national", "local"), default="national")
    notices = tuple(_notice(row) for row in page.tables("notice", required=True))
    holidays = tuple(_holiday(row, year) for row in page.tables("holiday", required=True))
    page.refuse_the_rest()
    if not page.faults:
        page.faults.extend(_clashes(holidays))
    page.settle()
    return Year(year=year, is_national=scope == "national", notices=notices, holidays=holidays)


def _holiday(row: Table, year: int) -> Holiday:
    name = row.words("name")
    first, last = row.day("first"), row.day("last")
    make_up_days = row.days("make_up")
    row.refuse_the_rest()
    if not timedelta(0) <= last - first < LONGEST_HOLIDAY:
        zh = f"放假从 {first} 到 {last}；last 要在 first 当天或之后，且不超过 {LONGEST_HOLIDAY.days} 天"
        en = f"days off from {first} to {last}; last must be first or later, within {LONGEST_HOLIDAY.days} days"
        row.fault("last", zh, en)
        last = first
    for key, day, item in [("first", first, None), ("last", last, None), *_items(make_up_days)]:
        if not _belongs(day, year):
            zh = f"{day} 不属于 {year} 年；只能写本年的日子，或上一年 12 月 {LATE_DECEMBER} 日以后的"
            en = f"{day} is not of {year}; write days of the year, or from {LATE_DECEMBER} December before it"
            row.fault(key, zh, en, item=item)
    for key, day, item in _items(make_up_days):
        if day.weekday() < 5:
            zh = f"{day} 本来就是星期{'一二三四五'[day.weekday()]}；调休上班日只写周末，删掉或改正日期"
            en = f"{day} is a {WEEKDAYS[day.weekday()]} anyway; a make-up day is a weekend day: correct or remove it"
            row.fault(key, zh, en, item=item)
    off_days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    return Holiday(name=name, off_days=off_days, make_up_days=make_up_days, row=row)


def _items(make_up_days: Sequence[date]) -> list[tuple[str, date, int | None]]:
    return [("make_up", day, item) for item, day in enumerate(make_up_days)]


def _belongs(day: date, year: int) -> bool:
    return day.year == year or (day.year == year - 1 and (day.month, day.day) >= (12, LATE_DECEMBER))


def _notice(row: Table) -> Words:
    title, number = row.words("title"), row.text("number")
    row.day("issued_on")
    row.refuse_the_rest()
    return Words(zh=f"{title.zh}（{number}）", en=f"{title.en} ({number})")


def _clashes(holidays: Sequence[Holiday]) -> list[Fault]:
    """A day that two rows claim: off and made up, off twice, made up twice."""
    faults: list[Fault] = []
    claims: dict[date, tuple[str, Holiday]] = {}
    for holiday in holidays:
        for what, days in (("放假", holiday.off_days), ("调休上班", holiday.make_up_days)):
            for day in days:
                if day not in claims:
                    claims[day] = (what, holiday)
                    continue
                before, other = claims[day]
                place = f"{other.row.file} 第 {other.row.line} 行"
                both = f"既{before}又{what}" if before != what else f"两次{what}"
                zh = f"{day} {both}（另一处在 {place}“{other.name.zh}”）；删掉其中一处"
                en = f"{day} is claimed twice (also by {other.row.file} line {other.row.line}); remove one of them"
                faults.append(_at(holiday.row, zh, en))
    return faults


def _at(row: Table, zh: str, en: str) -> Fault:
    return Fault(file=row.file, line=row.line, key=row.name, zh=zh, en=en)


def _span(page: Table, text: str, item: int) -> tuple[time, time]:
    match = _SPAN.fullmatch(text)
    if match is None:
        page.fault("hours", f"“{text}”不是时段；写成 09:00-12:00", f"“{text}” is no span; write 09:00-12:00", item=item)
        return time.min, time.max
    opens, closes = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
    return opens, closes


def _hours(
    page: Table, timezone: str, spans: tuple[tuple[time, time], ...], weekdays: frozenset[int]
) -> OfficeHours | None:
    try:
        return OfficeHours(spans=spans, timezone=timezone, weekdays=weekdays)
    except (ZoneInfoNotFoundError, ValueError):
        zh = f"“{timezone}”不是能用的时区（不存在，或有夏令时）；写成 Asia/Shanghai"
        en = f"“{timezone}” is no usable time zone (unknown, or with summer time); write Asia/Shanghai"
        page.fault("timezone", zh, en)
        return None


def _no_office(folders: Sequence[Path]) -> Fault:
    place = "、".join(str(folder) for folder in folders)
    zh = f"{place} 里没有办公时间；补一个 {OFFICE}"
    return Fault(file=OFFICE, line=0, key="", zh=zh, en=f"no office hours in {place}; add {OFFICE}")
