"""What befalls the town is planned to the report's shares, on any day on which a visitor may come, and the same every time."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from doorstep.doors.town.almanac import LOCAL, Almanac, almanac
from doorstep.doors.town.planning import ECHO_WITHIN, SIZE, Fate, plan
from doorstep.kernel.calendar import Calendar
from doorstep.kernel.pack import load_pack

PACKS = Path(__file__).resolve().parents[3] / "packs"
WEIGHTS = (5.0, 1.7, 1.0, 1.0)
DAYS = {
    "a Monday morning": datetime(2026, 11, 23, 1, 5, tzinfo=UTC),
    "a Sunday": datetime(2026, 11, 22, 4, 30, tzinfo=UTC),
    "the middle of the National Day holidays": datetime(2026, 10, 4, 12, tzinfo=UTC),
    "Spring Festival": datetime(2026, 2, 18, 15, 59, tzinfo=UTC),
    "a year whose holidays are not published": datetime(2028, 5, 3, 22, tzinfo=UTC),
}


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_pack("dujiangyan", PACKS).calendar


@pytest.fixture(params=DAYS.values(), ids=list(DAYS))
def weeks(request: pytest.FixtureRequest, calendar: Calendar) -> Almanac:
    return almanac(calendar, now=request.param, weeks=10)


def planned(weeks: Almanac, size: int = SIZE, seed: int = 1) -> tuple[Fate, ...]:
    return plan(weeks, size=size, weights=WEIGHTS, seed=seed)


def test_the_shares_are_those_of_the_report_on_any_day(weeks: Almanac) -> None:
    roads = Counter(fate.road for fate in planned(weeks))
    assert roads == {"spot": 214, "up": 393, "withdrawn": 4, "fresh": 11}


def test_words_come_in_the_order_of_time_and_none_after_the_visitor(weeks: Almanac) -> None:
    fates = planned(weeks)
    decided = [fate.at for fate in fates if fate.road != "fresh"]
    assert decided == sorted(decided)
    assert all(weeks.start <= fate.at < weeks.end for fate in fates)
    assert [fate.number for fate in fates] == list(range(SIZE))


def test_visits_and_calls_are_made_in_office_hours(weeks: Almanac) -> None:
    for fate in planned(weeks):
        assert fate.channel not in ("visit", "hotline") or weeks.working_day(fate.at)
        assert 6 <= fate.at.astimezone(LOCAL).hour < 23


def test_one_word_in_seven_repeats_an_earlier_one_in_other_words(weeks: Almanac) -> None:
    fates = planned(weeks)
    echoes = [fate for fate in fates if fate.echo_of is not None]
    assert 0.08 < len(echoes) / len(fates) < 0.2
    for echo in echoes:
        first = fates[echo.echo_of or 0]
        assert echo.trouble == first.trouble
        assert echo.community == first.community
        assert timedelta(0) <= echo.at - first.at < ECHO_WITHIN or echo.road == "fresh"
        assert echo.way % len(echo.trouble.says) != first.way % len(first.trouble.says)


def test_every_way_of_getting_stuck_is_there(weeks: Almanac) -> None:
    stuck = {fate.lingers for fate in planned(weeks)}
    assert {"dispatched", "disputed", "handling"} <= stuck


def test_the_same_seed_gives_the_same_plan_and_another_seed_another(weeks: Almanac) -> None:
    assert planned(weeks) == planned(weeks)
    assert planned(weeks) != planned(weeks, seed=2)


def test_a_small_town_has_every_road_too(weeks: Almanac) -> None:
    assert {fate.road for fate in planned(weeks, size=40)} == {"spot", "up", "withdrawn", "fresh"}
