"""A museum of bad calendars and clocks: each file is named for its sin and refused in a sentence that names the mend."""

from pathlib import Path

import pytest

from doorstep.kernel.calendar_reading import read_office, read_year
from doorstep.kernel.clocks_reading import read_clocks
from doorstep.kernel.packfile import PackError

HERE = Path(__file__).parent
CALENDAR = {
    "a_day_both_off_and_made_up": "2026-01-04 既放假又调休上班",
    "a_day_of_another_year": "2027-01-03 不属于 2026 年",
    "a_holiday_that_ends_before_it_begins": "last 要在 first 当天或之后",
    "a_holiday_without_a_notice": "缺少“notice”",
    "a_key_nobody_knows": "是不是“make_up”",
    "a_make_up_day_on_a_monday": "2026-01-05 本来就是星期一",
    "a_town_with_summer_time": "有夏令时",
    "a_year_in_the_wrong_file": "文件名是 2025.toml，写的却是 2026 年",
    "office_hours_at_night": "从早到晚、不重叠",
    "two_holidays_on_one_day": "2026-01-03 两次放假",
}
CLOCKS = {
    "a_negative_amount": "-3 超出了范围",
    "a_pause_without_end": "这个暂停没有结束",
    "a_rule_that_ends_before_it_begins": "改正其中一个日期",
    "a_rule_without_a_basis": "缺少“basis”",
    "a_warning_longer_than_the_duty": "不比时限本身",
    "an_extension_approved_by_nobody": "没有写延期由谁批准",
    "an_extension_in_another_unit": "延期按 hours 算，这个时限却没有哪一条按它算",
    "an_unknown_unit": "没有叫“workdays”的",
    "an_urgency_nobody_knows": "没有叫“at_once”的",
    "cases_left_without_a_rule": "没有兜底的规则",
    "half_a_day": "要的是整数",
    "one_clock_twice": "“handling”在第 5 行已经用过",
    "two_rules_for_the_same_thing_and_date": "同一种情形、同一天生效的两条规则",
}


@pytest.mark.parametrize("sin", sorted(CALENDAR))
def test_a_bad_calendar_is_refused_with_line_and_mend(sin):
    (path,) = (HERE / "calendar" / sin).iterdir()
    with pytest.raises(PackError) as refused:
        (read_office if path.name == "office.toml" else read_year)(path)
    check(refused.value, path, CALENDAR[sin])


@pytest.mark.parametrize("sin", sorted(CLOCKS))
def test_a_bad_clock_is_refused_with_line_and_mend(sin):
    path = HERE / "clocks" / f"{sin}.toml"
    with pytest.raises(PackError) as refused:
        read_clocks(path)
    check(refused.value, path, CLOCKS[sin])


def check(error: PackError, path: Path, said: str) -> None:
    (fault,) = error.faults
    assert said in fault.zh
    assert fault.en
    assert fault.en != fault.zh
    assert (fault.file, fault.line > 0) == (path.name, True)


def test_every_piece_of_the_museum_is_shown():
    assert {path.name for path in (HERE / "calendar").iterdir()} == set(CALENDAR)
    assert {path.stem for path in (HERE / "clocks").iterdir()} == set(CLOCKS)
