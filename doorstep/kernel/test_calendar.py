"""The working calendar: receipts, days off, pauses and what is left, on days that people know."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from doorstep.kernel.calendar import Calendar, Pause
from doorstep.kernel.calendar_reading import read_calendar
from doorstep.kernel.words import Words
from doorstep.kernel.working_days import BeyondCalendar

BEIJING = timezone(timedelta(hours=8))
CALENDAR = read_calendar(Path(__file__).parents[2] / "packs" / "base" / "calendar")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def due(start: str, amount: int, unit, *pauses: tuple[str, str], calendar: Calendar = CALENDAR) -> str:
    found = calendar.due(at(start), amount, unit, pauses=[Pause(at(a), at(b)) for a, b in pauses])
    assert found.at.tzinfo is UTC
    return f"{found.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def test_the_day_of_receipt_is_not_counted():
    assert due("2026-03-02 09:00", 3, "working_days") == "2026-03-05 17:00"


def test_a_receipt_after_hours_counts_like_one_in_hours_of_the_same_day():
    assert due("2026-03-02 23:59", 1, "working_days") == "2026-03-03 17:00"
    assert due("2026-03-03 00:00", 1, "working_days") == "2026-03-04 17:00"


def test_a_receipt_on_saturday_is_due_one_working_day_later_on_monday():
    assert due("2026-03-07 10:00", 1, "working_days") == "2026-03-09 17:00"


def test_make_up_days_are_worked_and_holidays_are_not():
    assert due("2026-02-13 10:00", 1, "working_days") == "2026-02-14 17:00"
    assert due("2026-02-13 10:00", 2, "working_days") == "2026-02-24 17:00"
    assert due("2026-02-13 10:00", 6, "working_days") == "2026-02-28 17:00"


def test_a_local_rule_may_count_the_first_day():
    calendar = Calendar(counts_first_day=True)
    assert due("2026-03-02 09:00", 1, "working_days", calendar=calendar) == "2026-03-02 17:00"
    assert due("2026-03-02 16:59", 1, "working_days", calendar=calendar) == "2026-03-02 17:00"
    assert due("2026-03-02 17:00", 1, "working_days", calendar=calendar) == "2026-03-03 17:00"
    assert due("2026-03-07 10:00", 1, "working_days", calendar=calendar) == "2026-03-09 17:00"


def test_calendar_days_end_at_midnight_and_move_off_a_day_off():
    assert due("2026-03-02 09:00", 7, "calendar_days") == "2026-03-10 00:00"
    assert due("2026-03-01 09:00", 6, "calendar_days") == "2026-03-10 00:00"
    assert due("2026-02-14 09:00", 3, "calendar_days") == "2026-02-25 00:00"


def test_a_calendar_may_keep_calendar_days_where_they_fall():
    assert (
        due("2026-03-01 09:00", 6, "calendar_days", calendar=Calendar(rolls_over_days_off=False)) == "2026-03-08 00:00"
    )


def test_working_hours_run_in_office_hours_only():
    assert due("2026-03-02 11:00", 2, "working_hours") == "2026-03-02 14:00"
    assert due("2026-03-06 16:00", 2, "working_hours") == "2026-03-09 10:00"
    assert due("2026-03-07 03:00", 1, "working_hours") == "2026-03-09 10:00"
    assert due("2026-03-02 09:00", 7, "working_hours") == "2026-03-02 17:00"


def test_urgent_hours_run_round_the_clock():
    assert due("2026-02-16 23:30", 2, "hours") == "2026-02-17 01:30"
    assert due("2026-02-16 23:50", 30, "minutes") == "2026-02-17 00:20"


def test_a_pause_moves_the_end_by_the_working_time_it_took():
    assert due("2026-03-02 09:00", 3, "working_days", ("2026-03-03 10:00", "2026-03-03 12:30")) == "2026-03-06 11:00"
    assert due("2026-03-02 09:00", 3, "working_days", ("2026-03-03 09:00", "2026-03-03 17:00")) == "2026-03-06 17:00"
    assert due("2026-03-02 09:00", 3, "working_days", ("2026-03-03 17:00", "2026-03-04 09:00")) == "2026-03-05 17:00"
    assert due("2026-03-02 09:00", 8, "hours", ("2026-03-02 10:00", "2026-03-03 10:00")) == "2026-03-03 17:00"


def test_a_pause_before_receipt_or_after_the_end_changes_nothing():
    pauses = ("2026-02-01 10:00", "2026-03-02 15:00"), ("2026-03-05 17:00", "2026-03-20 10:00")
    assert due("2026-03-02 09:00", 3, "working_days", *pauses) == "2026-03-05 17:00"


def test_overlapping_pauses_count_once():
    pauses = ("2026-03-03 09:00", "2026-03-03 15:00"), ("2026-03-03 10:00", "2026-03-03 17:00")
    assert due("2026-03-02 09:00", 3, "working_days", *pauses) == "2026-03-06 17:00"


def test_a_pause_on_the_day_to_which_the_end_moved_still_counts():
    # Six days from Sunday 1 March end on Saturday, so on Monday 9 March at 24:00; paused on Monday, a day later.
    assert due("2026-03-01 09:00", 6, "calendar_days", ("2026-03-09 10:00", "2026-03-10 10:00")) == "2026-03-11 00:00"
    assert due("2026-03-01 09:00", 6, "calendar_days", ("2026-03-08 00:00", "2026-03-09 00:00")) == "2026-03-11 00:00"


def test_what_rests_on_an_unpublished_year_is_estimated():
    assert not CALENDAR.due(at("2026-12-01 09:00"), 5, "working_days").is_estimated
    assert CALENDAR.due(at("2026-12-28 09:00"), 5, "working_days").is_estimated
    assert CALENDAR.due(at("2027-06-01 09:00"), 1, "working_days").is_estimated
    assert not CALENDAR.due(at("2027-06-01 09:00"), 5, "hours").is_estimated


def test_late_december_is_estimated_until_the_next_year_is_published():
    assert CALENDAR.due(at("2026-12-24 09:00"), 1, "working_days").is_estimated
    assert not CALENDAR.due(at("2026-12-23 09:00"), 1, "working_days").is_estimated
    assert not CALENDAR.due(at("2025-12-24 09:00"), 1, "working_days").is_estimated


def test_amounts_below_one_naive_times_and_pauses_that_run_backwards_are_refused():
    with pytest.raises(ValueError, match="1 or more"):
        CALENDAR.due(at("2026-03-02 09:00"), 0, "working_days")
    with pytest.raises(TypeError):
        CALENDAR.due(datetime(2026, 3, 2), 1, "working_days")  # noqa: DTZ001
    with pytest.raises(ValueError, match="ends before it begins"):
        due("2026-03-02 09:00", 1, "working_days", ("2026-03-04 09:00", "2026-03-03 09:00"))


@pytest.mark.parametrize("unit", ["working_days", "working_hours", "calendar_days", "hours", "minutes"])
def test_days_beyond_the_calendar_are_refused_by_name(unit):
    for start, amount in (("1991-12-31 23:00", 1), ("2100-12-31 12:00", 999), ("2026-01-01 00:00", 10**9)):
        with pytest.raises(BeyondCalendar):
            CALENDAR.due(at(start), amount, unit)


def test_a_day_both_off_and_made_up_is_refused():
    name = Words(zh="元旦", en="New Year")
    with pytest.raises(ValueError, match="both"):
        Calendar(off_days={date(2026, 1, 1): name}, make_up_days={date(2026, 1, 1): name})


def test_what_remains_is_told_in_working_days_hours_and_minutes():
    left = CALENDAR.remaining(at("2026-03-06 15:50"), at("2026-03-10 17:00"))
    assert (left.is_overdue, left.working_days, left.hours, left.minutes) == (False, 2, 1, 10)
    late = CALENDAR.remaining(at("2026-03-09 13:00"), at("2026-03-06 16:00"))
    assert (late.is_overdue, late.working_days, late.hours, late.minutes) == (True, 0, 4, 0)
    wall = CALENDAR.remaining(at("2026-03-07 13:00"), at("2026-03-08 14:30"), "hours")
    assert (wall.is_overdue, wall.working_days, wall.hours, wall.minutes) == (False, 1, 1, 30)


def test_a_warning_comes_the_same_time_before_the_end():
    assert CALENDAR.before(at("2026-03-09 17:00"), 1, "working_days") == at("2026-03-06 17:00")
    assert CALENDAR.before(at("2026-03-09 10:00"), 2, "working_hours") == at("2026-03-06 16:00")
    assert CALENDAR.before(at("2026-03-09 10:00"), 30, "minutes") == at("2026-03-09 09:30")


def test_the_office_opens_and_closes():
    assert CALENDAR.is_open(at("2026-03-09 09:00"))
    assert not CALENDAR.is_open(at("2026-03-09 12:00"))
    assert not CALENDAR.is_open(at("2026-03-07 10:00"))
    assert CALENDAR.is_open(at("2026-02-28 10:00"))
    assert CALENDAR.next_open(at("2026-03-09 12:00")) == at("2026-03-09 13:00")
    assert CALENDAR.next_open(at("2026-02-14 17:00")) == at("2026-02-24 09:00")
    assert CALENDAR.next_open(at("2026-03-09 13:00")) == at("2026-03-09 13:00")


def test_the_explanation_names_every_day():
    lines = CALENDAR.explain(at("2026-02-12 18:00"), 3, "working_days")
    assert [line.number for line in lines] == [None, 1, 2, *[None] * 9, 3]
    said = [line.words.zh for line in lines]
    assert said[0] == "工作日，收到当日，不计入"
    assert said[2] == "调休上班（春节），第 2 个工作日"
    assert said[3] == "春节放假，不计入"
    assert said[-1] == "第 3 个工作日，到期"
    assert lines[3].words.en == "day off, Spring Festival, not counted"


def test_the_explanation_shows_pauses_and_what_was_counted():
    pauses = [Pause(at("2026-03-03 10:00"), at("2026-03-04 17:00"))]
    lines = CALENDAR.explain(at("2026-03-02 09:00"), 2, "working_days", pauses=pauses)
    assert [line.words.zh for line in lines] == [
        "工作日，收到当日，不计入",
        "暂停 6 小时，第 1 个工作日，计 1 小时",
        "工作日，暂停 7 小时，不计入",
        "第 2 个工作日",
        "第 2 个工作日，到期",
    ]


def test_the_explanation_says_when_the_end_moves_off_a_day_off():
    lines = CALENDAR.explain(at("2026-03-01 09:00"), 6, "calendar_days")
    assert [line.number for line in lines] == [None, 1, 2, 3, 4, 5, 6, None, None]
    assert lines[-1].words.zh == "工作日，期满逢休息日，顺延，到期"


def test_the_explanation_says_what_is_not_published_yet():
    assert "放假安排未公布" in CALENDAR.explain(at("2027-03-01 09:00"), 1, "working_days")[-1].words.zh


@pytest.mark.parametrize("unit", ["working_days", "working_hours", "calendar_days", "hours"])
def test_many_due_dates_are_the_same_as_one_by_one(unit):
    starts = [at("2026-01-01 00:00") + timedelta(hours=5, minutes=7) * n for n in range(500)]
    assert CALENDAR.due_many(starts, 7, unit) == [CALENDAR.due(start, 7, unit) for start in starts]
