"""Dates, money and words as a reader sees them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context
from django.utils import translation

from doorstep.doors.web.templatetags.doorstep_words import dayname, hant, localdate, money, percent, say, shape, when
from doorstep.kernel.words import Words

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_a_moment_is_told_on_the_towns_clock() -> None:
    html = when(Context({"now": NOW}), datetime(2026, 11, 24, 17, 30, tzinfo=UTC))
    assert html == '<time datetime="2026-11-25T01:30:00+08:00" class="num">11 月 25 日 01:30</time>'


def test_a_moment_of_another_year_names_the_year_and_the_year_is_the_towns() -> None:
    new_year = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert "2027 年 1 月 1 日 00:30" in when(Context({"now": NOW}), new_year)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        when(Context({"now": NOW}), datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("value", ["2026-11-24", date(2026, 11, 24), datetime(2026, 11, 23, 16, tzinfo=UTC)])
def test_a_day_is_the_towns_day(value: object) -> None:
    assert localdate(value) == '<time datetime="2026-11-24">2026 年 11 月 24 日</time>'  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "said"), [("12350", "12,350 元"), (Decimal("0.5"), "0.50 元"), (None, ""), ("", ""), ("不详", "不详")]
)
def test_money_has_thousands_and_two_decimals(value: object, said: str) -> None:
    assert money(value) == said  # type: ignore[arg-type]


def test_words_come_in_the_readers_language_and_records_in_its_characters() -> None:
    words = Words(zh="办单", en="handle")
    spoken = {}
    for language in ("zh-hans", "zh-hant", "en"):
        with translation.override(language):
            spoken[language] = (say(words), hant("翔凤桥社区“信息栏”"), say(None))
    assert spoken == {
        "zh-hans": ("办单", "翔凤桥社区“信息栏”", ""),
        "zh-hant": ("辦單", "翔鳳橋社區「信息欄」", ""),
        "en": ("handle", "翔凤桥社区“信息栏”", ""),
    }


def test_a_day_may_name_its_weekday() -> None:
    assert dayname(date(2026, 11, 24)) == "11 月 24 日 星期二"


def test_every_tone_has_a_shape_of_its_own() -> None:
    shapes = [shape(tone) for tone in ("ok", "soon", "late", "done", "rest", "none")]
    assert len(set(shapes)) == 6


def test_a_share_of_nothing_is_a_dash() -> None:
    assert [percent(None), percent(0.0), percent(0.9641)] == ["—", "0.0%", "96.4%"]
