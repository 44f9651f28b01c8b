"""The formulas against sums done by hand, and against everything hypothesis can think of."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.faults import PackError
from doorstep.kernel.shares import share
from doorstep.kernel.words import Words
from doorstep.wings.rates.rules import Formula, Tally, Windows, day_of, month_of, rates, read_rules, times

WORDS = Words(zh="", en="")
BEIJING = Formula(
    effective_from=date(2019, 1, 1), response=0.1, solved=0.5, satisfied=0.4, fairly=0.9, is_official=False, basis=WORDS
)
NOON = Windows(day_starts_at=12, month_starts_on=19, basis=WORDS)
CALENDAR = Windows(day_starts_at=0, month_starts_on=1, basis=WORDS)
FILE = Path(__file__).parents[3] / "packs" / "base" / "rates.toml"


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    valid = draw(st.integers(0, 10**6))
    satisfied = draw(st.integers(0, valid))
    return Tally(
        valid=valid,
        contacted=draw(st.integers(0, valid)),
        solved=draw(st.integers(0, valid)),
        satisfied=satisfied,
        fairly=draw(st.integers(0, valid - satisfied)),
    )


def test_the_rates_are_those_reckoned_by_hand() -> None:
    """20 answered: 18 in touch, 15 solved, 10 satisfied, 5 fairly: 90 %, 75 %, (10 + 4.5) / 20 = 72.5 %."""
    found = rates(Tally(valid=20, contacted=18, solved=15, satisfied=10, fairly=5), BEIJING)
    assert found.response.value == pytest.approx(0.9)
    assert found.solved.value == pytest.approx(0.75)
    assert found.satisfied.value == pytest.approx(0.725)
    assert found.overall.value == pytest.approx(0.1 * 0.9 + 0.5 * 0.75 + 0.4 * 0.725)
    assert found.plain.value == pytest.approx(0.75)


def test_wilsons_interval_is_the_one_in_the_books() -> None:
    found = share(15, 20)
    assert (found.low, found.high) == (pytest.approx(0.5313, abs=1e-4), pytest.approx(0.8881, abs=1e-4))


def test_nothing_of_nothing_is_neither_none_nor_all() -> None:
    found = rates(Tally(reached_not=7, declined=2, left_out=3), BEIJING)
    assert {found.response.value, found.solved.value, found.satisfied.value, found.overall.value} == {None}
    assert found.overall.low is None


def test_a_negative_share_is_refused() -> None:
    for part, n in ((-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="no share"):
            share(part, n)


@given(tallies())
def test_every_rate_lies_between_nought_and_one_and_within_its_interval(tally: Tally) -> None:
    found = rates(tally, BEIJING)
    for one in (found.response, found.solved, found.satisfied, found.overall, found.plain):
        if tally.valid == 0:
            assert one.value is None
        else:
            assert one.low is not None
            assert one.value is not None
            assert one.high is not None
            assert 0 <= one.low <= one.value <= one.high <= 1
            assert one.n == tally.valid


@given(st.lists(st.integers(0, 500), min_size=1))
def test_the_percentiles_are_those_of_the_sorted_list(minutes: list[int]) -> None:
    found, ranked = times(np.array(minutes, dtype=np.int32)), sorted(minutes)
    assert found.n == len(minutes)
    assert found.mean == pytest.approx(sum(minutes) / len(minutes))
    assert found.median == ranked[-(-len(ranked) // 2) - 1]
    assert found.p90 == ranked[-(-9 * len(ranked) // 10) - 1]


def test_a_day_ends_at_noon_and_a_month_on_the_eighteenth() -> None:
    assert day_of(datetime(2026, 11, 23, 3, 59, tzinfo=UTC), NOON) == date(2026, 11, 23)
    assert day_of(datetime(2026, 11, 23, 4, 0, tzinfo=UTC), NOON) == date(2026, 11, 24)
    assert day_of(datetime(2026, 11, 22, 16, 0, tzinfo=UTC), CALENDAR) == date(2026, 11, 23)
    assert month_of(date(2026, 11, 18), NOON) == (date(2026, 10, 19), date(2026, 11, 18))
    assert month_of(date(2026, 12, 19), NOON) == (date(2026, 12, 19), date(2027, 1, 18))
    assert month_of(date(2026, 2, 3), CALENDAR) == (date(2026, 2, 1), date(2026, 2, 28))


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.integers(1, 28))
def test_every_day_lies_in_its_month(day: date, starts_on: int) -> None:
    first, last = month_of(day, Windows(day_starts_at=12, month_starts_on=starts_on, basis=WORDS))
    assert first <= day <= last
    assert first.day == starts_on


def test_weights_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rates.toml"
    path.write_text(FILE.read_text("utf-8").replace("solved = 0.5", "solved = 0.6"), "utf-8")
    with pytest.raises(PackError, match="1"):
        read_rules(path)
    path.write_text(FILE.read_text("utf-8").replace("fairly = 0.9", "fairly = -0.9"), "utf-8")
    with pytest.raises(PackError, match="fairly"):
        read_rules(path)


def test_the_formula_is_the_one_in_force_on_the_day(tmp_path: Path) -> None:
    path = tmp_path / "rates.toml"
    later = FILE.read_text("utf-8").split("# 统计日")[0].replace("2019-01-01", "2027-01-01").replace("0.9", "0.8")
    path.write_text(FILE.read_text("utf-8") + "\n" + later, "utf-8")
    rules = read_rules(path)
    assert rules.formula(date(2026, 12, 31)).fairly == 0.9
    assert rules.formula(date(2027, 1, 1)).fairly == 0.8
