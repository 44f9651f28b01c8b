"""Bands, periods and sums, to the month and to the fen; the policy's file read strictly."""

from datetime import date
from pathlib import Path

import pytest

from doorstep.kernel.packfile import PackError
from doorstep.wings.allowance.rules import missing, period_of, read_policy, sum_owed, yuan

PACKS = Path(__file__).parents[3] / "packs"


def test_a_birthday_counts_from_its_month_on() -> None:
    policy = read_policy(PACKS / "base" / "allowance.toml")
    bands = [
        policy.band_of(date(1946, 11, 30), on) for on in (date(2026, 10, 31), date(2026, 11, 1), date(2036, 11, 1))
    ]
    assert [band.code if band else "" for band in bands] == ["", "a80", "a90"]


def test_periods_are_months_or_halves_of_a_year() -> None:
    month, half = period_of("month", date(2026, 2, 3)), period_of("half_year", date(2026, 7, 1))
    assert (month.code, month.first, month.last) == ("2026-02", date(2026, 2, 1), date(2026, 2, 28))
    assert (half.code, half.first, half.last, len(half.months())) == (
        "2026-H2",
        date(2026, 7, 1),
        date(2026, 12, 31),
        6,
    )


def test_a_sum_is_exact_and_shows_its_arithmetic() -> None:
    months = [(date(2026, at, 1), 5000) for at in (1, 2, 3)] + [(date(2026, 4, 1), 10005)]
    assert sum_owed(months) == (25005, "3 × 50.00 + 1 × 100.05 = 250.05")
    assert sum_owed([]) == (0, "0.00")
    assert yuan(7) == "0.07"


def test_no_way_is_a_face_alone() -> None:
    ways = read_policy(PACKS / "dujiangyan" / "allowance.toml").ways
    assert missing(ways["visit"], {"photo": "x"}) == ("place",)
    assert missing(ways["proxy"], {"agent": "x"}) == ("relation", "consent_way", "consent")
    assert all(way.needs and set(way.needs) != {"photo"} for way in ways.values())


def test_bands_that_leave_a_gap_are_refused(tmp_path: Path) -> None:
    text = (PACKS / "base" / "allowance.toml").read_text("utf-8")
    path = tmp_path / "allowance.toml"
    path.write_text(text.replace("from_age = 90", "from_age = 92"), "utf-8")
    with pytest.raises(PackError, match="空缺或重叠"):
        read_policy(path)
