"""No round is planned twice and none is lost, over month ends, years and holidays."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.calendar_reading import read_calendar
from doorstep.kernel.gridwork.windows import COUNTS, UNITS, Rhythm, Window, current, windows

DAY = timedelta(days=1)
CALENDAR = read_calendar(Path(__file__).parents[3] / "packs" / "base" / "calendar")
IS_WORKED = CALENDAR.is_working_day
DATES = st.dates(date(2019, 1, 1), date(2027, 12, 31))


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    first = draw(DATES)
    lasts = draw(st.none() | st.integers(0, 900))
    return Rhythm(
        every=draw(st.integers(1, 5)),
        unit=draw(st.sampled_from(UNITS)),
        counts=draw(st.sampled_from(COUNTS)),
        from_on=first,
        until_on=None if lasts is None else first + timedelta(days=lasts),
    )


def counting(rhythm: Rhythm, first: date, last: date) -> set[date]:
    """The days between on which a round may be gone by this rule."""
    days = {first + n * DAY for n in range((last - first).days + 1)}
    return {
        day
        for day in days
        if day >= rhythm.from_on
        and (rhythm.until_on is None or day <= rhythm.until_on)
        and (rhythm.counts == "calendar" or IS_WORKED(day))
    }


@settings(deadline=None)
@given(rhythms(), DATES, st.integers(0, 400))
def test_every_day_that_counts_lies_in_exactly_one_window(rhythm: Rhythm, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = list(windows(rhythm, IS_WORKED, first, last))
    assert found == sorted(found)
    assert all(a.due_on < b.opens_on for a, b in pairwise(found))
    if found:
        covered = counting(rhythm, found[0].opens_on, found[-1].due_on)
        held = [day for day in covered if sum(one.opens_on <= day <= one.due_on for one in found) == 1]
        assert set(held) == covered
        assert {one.opens_on for one in found} | {one.due_on for one in found} <= covered


@settings(deadline=None)
@given(rhythms(), DATES, st.integers(0, 300), st.integers(0, 300))
def test_asking_in_pieces_is_asking_once(rhythm: Rhythm, first: date, a: int, b: int) -> None:
    middle = first + timedelta(days=a)
    last = middle + timedelta(days=b)
    whole = list(windows(rhythm, IS_WORKED, first, last))
    pieces = [*windows(rhythm, IS_WORKED, first, middle), *windows(rhythm, IS_WORKED, middle + DAY, last)]
    assert pieces == whole


@settings(deadline=None)
@given(rhythms(), DATES)
def test_a_day_that_counts_always_lies_in_a_current_window(rhythm: Rhythm, today: date) -> None:
    if today in counting(rhythm, today, today):
        assert [one for one in current(rhythm, IS_WORKED, today, today) if one.opens_on <= today <= one.due_on]


@settings(deadline=None)
@given(rhythms(), DATES, st.integers(0, 60))
def test_looking_back_loses_nothing(rhythm: Rhythm, today: date, back: int) -> None:
    since = today - timedelta(days=back)
    day_by_day = {one for n in range(back + 1) for one in current(rhythm, IS_WORKED, since + n * DAY, since + n * DAY)}
    assert day_by_day == set(current(rhythm, IS_WORKED, since, today))


@pytest.mark.parametrize(
    ("first", "last", "due"),
    [
        (date(2026, 2, 13), date(2026, 2, 25), [date(2026, 2, 13), date(2026, 2, 14), date(2026, 2, 24), date(2026, 2, 25)]),
        (date(2026, 9, 30), date(2026, 10, 10), [date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10)]),
    ],
)  # fmt: skip
def test_a_daily_round_rests_on_holidays_and_goes_on_make_up_days(first: date, last: date, due: list[date]) -> None:
    daily = Rhythm(every=1, unit="day", counts="working", from_on=date(2021, 1, 1))
    assert [one.due_on for one in windows(daily, IS_WORKED, first, last)] == due


def test_a_weekly_round_is_due_on_the_last_working_day_of_its_week() -> None:
    weekly = Rhythm(every=1, unit="week", counts="working", from_on=date(2026, 1, 1))
    found = list(windows(weekly, IS_WORKED, date(2026, 9, 21), date(2026, 10, 18)))
    assert [(one.opens_on.day, one.due_on.day) for one in found] == [(21, 24), (28, 30), (8, 10), (12, 16)]


def test_a_quarterly_task_begins_with_the_quarter() -> None:
    quarterly = Rhythm(every=3, unit="month", counts="calendar", from_on=date(2024, 1, 1))
    found = list(windows(quarterly, IS_WORKED, date(2024, 1, 1), date(2024, 12, 31)))
    assert found[0] == Window(opens_on=date(2024, 1, 1), due_on=date(2024, 3, 31))
    assert [one.opens_on.month for one in found] == [1, 4, 7, 10]
