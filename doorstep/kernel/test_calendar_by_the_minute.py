"""The calendar against a brute-force count, minute by minute, over 2007–2026, with random pauses.

The count below shares no code with the calendar: it knows which days are worked from the chinesecalendar package, lays
every minute of twenty years out as a byte, and walks.
"""

from datetime import date, datetime, timedelta, timezone
from functools import cache

import pytest
from chinese_calendar import is_workday
from chinese_calendar.constants import holidays, workdays
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.calendar import Calendar, Pause
from doorstep.kernel.words import Words

BEIJING = timezone(timedelta(hours=8))
START, END = datetime(2007, 1, 1, tzinfo=BEIJING), datetime(2027, 1, 1, tzinfo=BEIJING)
MINUTES = int((END - START).total_seconds()) // 60
DAY = 24 * 60
OFFICE = bytes(540) + b"\1" * 180 + bytes(60) + b"\1" * 240 + bytes(420)
NAME = Words(zh="节假日", en="holiday")
FIRST_DAY_COUNTS, FIRST_DAY_DOES_NOT = True, False


@cache
def calendar(counts_first_day: bool) -> Calendar:
    return Calendar(
        off_days=dict.fromkeys(holidays, NAME),
        make_up_days=dict.fromkeys(workdays, NAME),
        known_years=frozenset(range(2007, 2028)),
        counts_first_day=counts_first_day,
    )


@cache
def worked_days() -> list[bool]:
    return [is_workday(date(2007, 1, 1) + timedelta(days=n)) for n in range(MINUTES // DAY)]


@cache
def office_minutes() -> bytes:
    return b"".join(OFFICE if worked else bytes(DAY) for worked in worked_days())


def walk(start: int, amount: int, unit: str, pauses: list[tuple[int, int]], counts_first_day: bool) -> int:
    """The minute at whose end the duty falls due."""
    runs = b"\1" * MINUTES if unit in ("calendar_days", "hours", "minutes") else office_minutes()
    needed = amount * {"working_days": 420, "calendar_days": DAY, "working_hours": 60, "hours": 60, "minutes": 1}[unit]
    now = start
    if unit in ("working_days", "calendar_days"):
        closed = unit == "working_days" and start % DAY >= 17 * 60
        now = start - start % DAY + (0 if counts_first_day and not closed else DAY)
    held = bytearray(40 * DAY * 8)
    for begins, ends in pauses:
        for minute in range(max(begins, now), ends):
            held[minute - now] = 1
    at = now
    while needed:
        needed -= runs[at] and not held[at - now]
        at += 1
        if not needed and unit == "calendar_days" and not worked_days()[(at - 1) // DAY]:
            next_worked = (at - 1) // DAY
            while not worked_days()[next_worked]:
                next_worked += 1
            needed = (next_worked + 1) * DAY - at
    return at


TIMES = st.one_of(st.sampled_from([0, 539, 540, 720, 780, 1019, 1020, 1021, 1439]), st.integers(0, DAY - 1))


@st.composite
def duties(draw: st.DrawFn) -> tuple[int, int, str, list[tuple[int, int]]]:
    day = draw(st.integers(0, MINUTES // DAY - 130))
    start = day * DAY + draw(TIMES)
    unit, most = draw(
        st.sampled_from(
            [("working_days", 15), ("working_hours", 40), ("calendar_days", 60), ("hours", 72), ("minutes", 90)]
        )
    )
    amount = draw(st.integers(1, most))
    days = st.integers(max(day - 3, 0), day + 30)
    ends = st.one_of(st.integers(0, 600), st.integers(0, 8 * DAY), st.sampled_from([DAY, 2 * DAY, 7 * DAY]))
    begins = [draw(days) * DAY + draw(TIMES) for _ in range(draw(st.integers(0, 4)))]
    return start, amount, unit, [(b, b + draw(ends)) for b in begins]


def moment(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@pytest.mark.parametrize("counts_first_day", [FIRST_DAY_DOES_NOT, FIRST_DAY_COUNTS])
@settings(max_examples=250, deadline=None)
@given(duty=duties())
def test_every_due_date_is_what_counting_minutes_gives(counts_first_day, duty):
    start, amount, unit, pauses = duty
    given_pauses = [Pause(moment(b), moment(e)) for b, e in pauses]
    due = calendar(counts_first_day).due(moment(start), amount, unit, pauses=given_pauses)
    assert due.at == moment(walk(start, amount, unit, pauses, counts_first_day))
    assert not due.is_estimated


@settings(max_examples=300, deadline=None)
@given(duty=duties())
def test_the_explanation_adds_up_to_the_due_date(duty):
    start, amount, unit, pauses = duty
    given_pauses = [Pause(moment(b), moment(e)) for b, e in pauses]
    the_calendar = calendar(FIRST_DAY_DOES_NOT)
    due = the_calendar.due(moment(start), amount, unit, pauses=given_pauses)
    lines = the_calendar.explain(moment(start), amount, unit, pauses=given_pauses)
    assert [line.day.on for line in lines] == [lines[0].day.on + timedelta(days=n) for n in range(len(lines))]
    assert lines[0].day.on == moment(start).date()
    assert lines[-1].day.on == (due.at - timedelta(microseconds=1)).astimezone(BEIJING).date()
    assert [line.is_last for line in lines] == [False] * (len(lines) - 1) + [True]
    needed = amount * {"working_days": 420, "calendar_days": DAY, "working_hours": 60, "hours": 60, "minutes": 1}[unit]
    total = sum(line.counted // timedelta(minutes=1) for line in lines)
    assert total == needed or (unit == "calendar_days" and total > needed and any(line.is_beyond for line in lines))
    numbers = [line.number for line in lines if line.number is not None]
    if unit in ("working_days", "calendar_days"):
        assert numbers == sorted(numbers)
        assert set(numbers) == set(range(1, amount + 1))


@settings(max_examples=300, deadline=None)
@given(a=st.integers(0, MINUTES - 40 * DAY), length=st.integers(0, 40 * DAY))
def test_working_time_between_two_moments_is_the_minutes_in_between(a, length):
    between = calendar(FIRST_DAY_DOES_NOT).working_time_between(moment(a), moment(a + length))
    assert between == timedelta(minutes=sum(office_minutes()[a : a + length]))
    assert calendar(FIRST_DAY_DOES_NOT).working_time_between(moment(a + length), moment(a)) == -between


@settings(max_examples=300, deadline=None)
@given(start=st.datetimes(datetime(2007, 1, 1), datetime(2026, 9, 1)), amount=st.integers(1, 300))  # noqa: DTZ001
def test_working_hours_are_exact_to_the_microsecond(start, amount):
    start = start.replace(tzinfo=BEIJING)
    the_calendar = calendar(FIRST_DAY_DOES_NOT)
    due = the_calendar.due(start, amount, "working_hours").at
    assert the_calendar.working_time_between(start, due) == timedelta(hours=amount)
    assert the_calendar.working_time_between(start, due - timedelta(microseconds=1)) < timedelta(hours=amount)
    assert the_calendar.before(due, amount, "working_hours") <= max(start, the_calendar.next_open(start))


def test_every_day_from_2007_to_2026_is_worked_or_not_as_the_package_says():
    the_calendar = calendar(FIRST_DAY_DOES_NOT)
    for number, worked in enumerate(worked_days()):
        on = date(2007, 1, 1) + timedelta(days=number)
        assert the_calendar.is_working_day(on) == worked, on
        assert (the_calendar.day(on).kind in ("working", "make_up")) == worked, on
