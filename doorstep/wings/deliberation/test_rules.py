"""Quorums are exact, a tie does not pass, those who have not spoken come first; days recur as RFC 5545 says; the feed is well formed."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.words import Words
from doorstep.wings.deliberation.calendar_feed import Entry, Zone, feed
from doorstep.wings.deliberation.recurring import (
    Recurrence,
    RuleUnreadable,
    as_text,
    containing_digit,
    days,
    in_words,
    moved,
    read_rule,
)
from doorstep.wings.deliberation.rules import Hand, Quorum, Tally, earliest_day, next_speakers, outcome

rrule = pytest.importorskip("dateutil.rrule")
BEGUN = date(2026, 1, 1)
BAD = [
    "",
    "FREQ=DAILY",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;BYDAY=2TH",
    "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=MONTHLY;BYMONTHDAY=32",
    "FREQ=MONTHLY;BYMONTHDAY=4;BYDAY=TH",
    "FREQ=MONTHLY;BYMONTHDAY=4;BYHOUR=3",
    "FREQ=MONTHLY;FREQ=MONTHLY;BYMONTHDAY=4",
    "FREQ=MONTHLY;BYDAY=6TH",
    "FREQ=MONTHLY;BYDAY=MO,1MO",
    "FREQ=MONTHLY;BYMONTHDAY=4;INTERVAL=0",
    "FREQ=MONTHLY;BYMONTHDAY=4;UNTIL=20261345",
    "FREQ=MONTHLY;BYMONTHDAY=4;UNTIL=20261231T",
    "逢3",
    "逢44",
]
SHANGHAI = Zone(name="Asia/Shanghai", ahead=timedelta(hours=8))


def test_days_with_a_4_are_the_fourth_fourteenth_and_twenty_fourth() -> None:
    found = list(days(containing_digit(4), since=date(2026, 12, 1), until=date(2026, 12, 31), begun=BEGUN))
    assert [day.day for day in found] == [4, 14, 24]
    assert as_text(read_rule("逢4")) == "FREQ=MONTHLY;BYMONTHDAY=4,14,24"


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        ("逢4", "逢4：每月 4 日、14 日、24 日", "Days with a 4: 4, 14, 24 of each month"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,4", "每月 4 日、最后一天", "Day 4, the last day of each month"),
        ("FREQ=MONTHLY;BYDAY=1SA", "每月第一个星期六", "The first Saturday of each month"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR", "每 2 个月的最后一个星期五", "The last Friday of every 2 months"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "隔周星期四", "Every second Thursday"),
        ("FREQ=WEEKLY;BYDAY=FR;UNTIL=20261231", "每周星期五，到 2026-12-31 为止", "Every Friday, until 2026-12-31"),
    ],
)
def test_a_rule_says_itself_in_words(rule: str, zh: str, en: str) -> None:
    assert in_words(read_rule(rule)) == Words(zh=zh, en=en)


@pytest.mark.parametrize("text", BAD)
def test_a_rule_half_understood_is_refused(text: str) -> None:
    with pytest.raises(RuleUnreadable):
        read_rule(text)


WEEKLY = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=3, unique=True)
MONTHDAYS = st.lists(st.integers(-31, 31).filter(bool), min_size=1, max_size=4, unique=True)
NTH = st.lists(
    st.builds(lambda n, d: f"{n}{d}", st.integers(-5, 5).filter(bool), st.sampled_from(["MO", "TH", "SU"])),
    min_size=1,
    max_size=2,
    unique=True,
)


@settings(max_examples=40, deadline=None)
@given(
    interval=st.integers(1, 4),
    days_=st.one_of(
        WEEKLY.map(lambda d: f"FREQ=WEEKLY;BYDAY={','.join(d)}"),
        MONTHDAYS.map(lambda d: f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, d))}"),
        NTH.map(lambda d: f"FREQ=MONTHLY;BYDAY={','.join(d)}"),
    ),
    offset=st.integers(0, 400),
)
def test_days_fall_as_another_reader_of_the_same_rules_says(interval: int, days_: str, offset: int) -> None:
    text = f"{days_};INTERVAL={interval}"
    begun = BEGUN + timedelta(days=offset)
    until = begun + timedelta(days=200)
    ours = list(days(read_rule(text), since=begun, until=until, begun=begun))
    start = datetime(begun.year, begun.month, begun.day)  # noqa: DTZ001 - as the other reader asks
    theirs = rrule.rrulestr(f"RRULE:{text}", dtstart=start).between(start, start + timedelta(days=200), inc=True)
    assert ours == [one.date() for one in theirs]
    assert read_rule(as_text(read_rule(text))) == read_rule(text)


def test_a_day_off_moves_to_the_next_day_that_is_none() -> None:
    off = {date(2026, 10, day) for day in range(1, 8)}
    assert moved(date(2026, 10, 4), is_off=off.__contains__) == date(2026, 10, 8)
    assert moved(date(2026, 10, 14), is_off=off.__contains__) == date(2026, 10, 14)
    assert moved(date(2026, 10, 4), is_off=lambda day: True) == date(2026, 10, 4)


@pytest.mark.parametrize(
    ("share", "is_more", "present", "entitled", "holds"),
    [
        (Fraction(1, 2), True, 5, 10, False),
        (Fraction(1, 2), True, 6, 10, True),
        (Fraction(2, 3), False, 2, 3, True),
        (Fraction(2, 3), False, 66, 100, False),
        (Fraction(2, 3), False, 67, 100, True),
        (Fraction(1, 2), True, 0, 0, False),
    ],
)
def test_a_quorum_is_exact(share: Fraction, is_more: bool, present: int, entitled: int, holds: bool) -> None:
    assert Quorum(share=share, is_more_than=is_more).holds(present, entitled) is holds


@given(st.integers(1, 200), st.sampled_from([(Fraction(1, 2), True), (Fraction(1, 2), False), (Fraction(2, 3), False)]))
def test_the_least_that_makes_a_quorum_makes_one_and_one_fewer_does_not(
    entitled: int, kind: tuple[Fraction, bool]
) -> None:
    quorum = Quorum(share=kind[0], is_more_than=kind[1])
    assert quorum.holds(quorum.least(entitled), entitled)
    assert not quorum.holds(quorum.least(entitled) - 1, entitled)


def test_a_tie_does_not_pass_and_abstentions_do_not_count() -> None:
    assert outcome(Tally(yes=3, no=3, abstained=9), of="votes", present=15) == "tied"
    assert outcome(Tally(yes=2, no=1, abstained=12), of="votes", present=15) == "passed"
    assert outcome(Tally(yes=7, no=1, abstained=6), of="present", present=14) == "tied"
    assert outcome(Tally(yes=7, no=1, abstained=7), of="present", present=15) == "not_passed"
    assert outcome(Tally(yes=8, no=7, abstained=0), of="present", present=15) == "passed"


def hand(who: int, stance: str, turn: int, spoken: int = 0) -> Hand:
    return Hand(who=who, stance=stance, turn=turn, spoken=spoken)


def test_those_who_have_not_spoken_come_first_and_pro_and_contra_in_turn() -> None:
    hands = [hand(1, "pro", 1, 1), hand(2, "pro", 2), hand(3, "pro", 3), hand(4, "contra", 4), hand(5, "other", 5)]
    order = [one.who for one in next_speakers(hands, last_stance="pro", most_turns=2)]
    assert order[0] == 4
    assert order[-1] == 1
    assert order == [4, 2, 5, 3, 1] or order.index(2) < order.index(3)


def test_whoever_used_up_their_turns_waits() -> None:
    assert next_speakers([hand(1, "pro", 1, 2)], last_stance="", most_turns=2) == []


@given(st.lists(st.tuples(st.sampled_from(["pro", "contra", "other"]), st.integers(0, 2)), max_size=12))
def test_everybody_with_a_turn_left_comes_once(given_: list[tuple[str, int]]) -> None:
    hands = [hand(index, stance, index, spoken) for index, (stance, spoken) in enumerate(given_)]
    order = next_speakers(hands, last_stance="", most_turns=2)
    assert sorted(one.who for one in order) == [one.who for one in hands if one.spoken < 2]
    assert [one.spoken for one in order] == sorted(one.spoken for one in order)


def test_fifteen_days_lie_between_notice_and_meeting() -> None:
    assert earliest_day(date(2026, 11, 1), 15) == date(2026, 11, 16)


def test_the_feed_folds_escapes_and_ends_lines_as_the_standard_asks() -> None:
    at = datetime(2026, 12, 4, 6, 30, tzinfo=UTC)
    entry = Entry(
        uid="a@b",
        summary="议事会；电瓶车停哪里，" * 6,
        status="CONFIRMED",
        stamped_at=at,
        starts_at=at,
        where="一楼\n厅; 东",
    )
    made = feed("逢4", [entry], zone=SHANGHAI)
    lines = made.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"LOCATION:\xe4\xb8\x80" in made
    assert "\\n厅\\; 东".encode() in made
    unfolded = made.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:" + "议事会；电瓶车停哪里，" * 6 in unfolded
    assert made == feed("逢4", [entry], zone=SHANGHAI)


def test_a_rule_says_until_when() -> None:
    rule = read_rule("FREQ=MONTHLY;BYMONTHDAY=4;UNTIL=20260204")
    assert rule == Recurrence(freq="MONTHLY", days=(4,), until=date(2026, 2, 4))
    assert len(list(days(rule, since=BEGUN, until=date(2026, 12, 31), begun=BEGUN))) == 2
