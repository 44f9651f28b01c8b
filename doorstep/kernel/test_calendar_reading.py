"""Reading the calendar: our own year files against two other records, and what is refused with which words."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from chinese_calendar import is_workday

from doorstep.kernel.calendar_reading import read_calendar, read_office, read_year
from doorstep.kernel.packfile import PackError

ROOT = Path(__file__).parents[2]
BASE = ROOT / "packs" / "base" / "calendar"
RECORDS = ROOT.parent / "shared" / "data" / "holidays"
YEARS = range(2019, 2027)


@pytest.mark.parametrize("year", YEARS)
def test_each_day_of_a_published_year_is_as_the_package_says(year):
    calendar = read_calendar(BASE)
    day = date(year, 1, 1)
    while day.year == year:
        assert calendar.is_working_day(day) == is_workday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", YEARS)
def test_each_day_of_a_published_year_is_as_the_other_record_says(year):
    path = RECORDS / f"{year}.json"
    if not path.exists():
        pytest.skip(f"no record of holidays at {path}")
    calendar = read_calendar(BASE)
    listed = {date.fromisoformat(row["date"]): row for row in json.loads(path.read_text())["days"]}
    for day, row in listed.items():
        assert calendar.is_working_day(day) != row["isOffDay"], day
    ours = {
        day for holiday in read_year(BASE / f"{year}.toml").holidays for day in holiday.off_days + holiday.make_up_days
    }
    assert {day for day in ours if calendar.is_working_day(day) == (day.weekday() > 4)} <= listed.keys()


def test_every_published_year_names_its_notice():
    calendar = read_calendar(BASE)
    assert calendar.known_years == frozenset(YEARS)
    for year in YEARS:
        assert all("国办发明电" in notice.zh for notice in calendar.notices[year])
    assert len(calendar.notices[2020]) == 2


def write_year(folder: Path, rows: str, *, year: int = 2026, head: str = "") -> Path:
    path = folder / f"{year}.toml"
    notice = '[[notice]]\ntitle = {zh = "通知", en = "notice"}\nnumber = "1号"\nissued_on = 2025-11-04\n'
    path.write_text(f"year = {year}\n{head}{notice}{rows}", encoding="utf-8")
    return path


def holiday(rest: str, name: str = "元旦") -> str:
    return f'[[holiday]]\nname = {{zh = "{name}", en = "Holiday"}}\n{rest}\n'


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        (holiday("first = 2026-01-01\nlast = 2026-01-04\nmake_up = [2026-01-04]"), 6, "2026-01-04 既放假又调休上班"),
        (holiday("first = 2025-01-01\nlast = 2025-01-03"), 8, "2025-01-01 不属于 2026 年"),
        (holiday("first = 2026-01-03\nlast = 2026-01-01"), 9, "last 要在 first 当天或之后"),
        (holiday("first = 2026-01-01\nlast = 2026-12-31"), 9, "不超过 31 天"),
        (holiday("first = 2026-01-01\nlast = 2026-01-01\nmake_up = [2026-01-05]"), 10, "2026-01-05 本来就是星期一"),
        (holiday("first = 2026-01-01\nlast = 2026-01-01\nmakeup = [2026-01-04]"), 10, "是不是“make_up”"),
        (
            holiday("first = 2026-01-01\nlast = 2026-01-03") + holiday("first = 2026-01-03\nlast = 2026-01-03"),
            10,
            "两次放假",
        ),
        (holiday("first = 2026-01-01\nlast = '1月3日'"), 9, "写成 2026-01-31"),
    ],
)
def test_a_bad_year_is_refused_in_a_sentence_that_names_line_and_mend(tmp_path, rows, line, said):
    with pytest.raises(PackError) as refused:
        read_year(write_year(tmp_path, rows))
    fault = refused.value.faults[0]
    assert fault.file == "2026.toml"
    assert said in fault.zh
    assert line in (0, fault.line)
    assert fault.en


def test_a_file_named_for_another_year_is_refused(tmp_path):
    path = write_year(tmp_path, holiday("first = 2026-01-01\nlast = 2026-01-01"))
    with pytest.raises(PackError, match="改成一致"):
        read_year(path.rename(tmp_path / "2025.toml"))


def test_a_year_without_a_notice_is_refused(tmp_path):
    path = tmp_path / "2026.toml"
    path.write_text("year = 2026\n" + holiday("first = 2026-01-01\nlast = 2026-01-01"), encoding="utf-8")
    with pytest.raises(PackError, match="notice"):
        read_year(path)


def test_a_local_day_off_adds_to_the_national_ones_and_makes_no_year_known(tmp_path):
    path = write_year(
        tmp_path, holiday("first = 2027-03-03\nlast = 2027-03-03", "三月三"), year=2027, head='scope = "local"\n'
    )
    calendar = read_calendar(BASE, tmp_path)
    assert not calendar.is_working_day(date(2027, 3, 3))
    assert calendar.day(date(2027, 3, 3)).words.zh.startswith("三月三放假")
    assert 2027 not in calendar.known_years
    assert read_year(path).is_national is False


def test_a_local_day_that_contradicts_the_national_ones_is_refused(tmp_path):
    write_year(tmp_path, holiday("first = 2026-02-14\nlast = 2026-02-14", "本地节日"), head='scope = "local"\n')
    with pytest.raises(PackError, match="2026-02-14 既调休上班又放假"):
        read_calendar(BASE, tmp_path)


def test_a_jurisdiction_may_keep_other_office_hours(tmp_path):
    (tmp_path / "office.toml").write_text(
        'timezone = "Asia/Urumqi"\nhours = ["10:00-14:00", "16:00-20:00"]\nweekdays = ["monday", "tuesday"]\n'
    )
    calendar = read_calendar(BASE, tmp_path)
    assert calendar.office_hours.length == 8 * 3600 * 10**6
    assert not calendar.is_working_day(date(2026, 3, 4))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('timezone = "Asia/Shanghai"\nhours = ["13:00-17:00", "09:00-12:00"]\nweekdays = ["monday"]', "从早到晚"),
        ('timezone = "Asia/Shanghai"\nhours = ["9点到12点"]\nweekdays = ["monday"]', "写成 09:00-12:00"),
        ('timezone = "Asia/Shanghai"\nhours = ["22:00-06:00"]\nweekdays = ["monday"]', "从早到晚"),
        ('timezone = "Europe/Berlin"\nhours = ["09:00-12:00"]\nweekdays = ["monday"]', "夏令时"),
        ('timezone = "Asia/Chengdu"\nhours = ["09:00-12:00"]\nweekdays = ["monday"]', "不是能用的时区"),
        ('timezone = "Asia/Shanghai"\nhours = ["09:00-12:00"]\nweekdays = []', "至少写一个"),
        ('timezone = "Asia/Shanghai"\nhours = ["09:00-12:00"]\nweekdays = ["mondey"]', "monday"),
    ],
)
def test_bad_office_hours_are_refused_with_the_mend(tmp_path, text, said):
    path = tmp_path / "office.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=said):
        read_office(path)


def test_a_folder_without_office_hours_is_refused(tmp_path):
    with pytest.raises(PackError, match=r"补一个 office\.toml"):
        read_calendar(tmp_path)
