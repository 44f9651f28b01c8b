"""Clocks that stand still and go on, and clocks that are given more time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from doorstep.kernel.calendar import Calendar
from doorstep.kernel.clocks import ClockRule, ClockScheme, ExtensionRule, PauseRule, rule_from_dict
from doorstep.kernel.extending import (
    Asked,
    ExtensionPending,
    ExtensionTooLate,
    ExtensionTooLong,
    ExtensionUsedUp,
    NoExtensionAsked,
    NothingToExtend,
)
from doorstep.kernel.parties import Party
from doorstep.kernel.refusals import ActorNotEntitled
from doorstep.kernel.running import start, turn
from doorstep.kernel.words import Words
from doorstep.kernel.working_time import IN_OFFICE_HOURS

CALENDAR = Calendar(known_years=frozenset({2026}))
WORDS = Words(zh="办理", en="Handling")
MORE = ExtensionRule(amount=5, unit="working_days", times=1, asked_by=("desk",), approved_by=("office",), basis=WORDS)
RULE = ClockRule(
    name="handling",
    label=WORDS,
    amount=3,
    unit="working_days",
    basis=WORDS,
    effective_from=date(2020, 1, 1),
    pauses=(PauseRule(begins="ask_reporter", ends=("add", "go_on"), label=WORDS),),
    extension=MORE,
)
PARTIES = {name: Party(name=name, label=Words(zh=name, en=name), reach="jurisdiction") for name in ("desk", "office")}


class Facts:
    request_type, urgency = "help", "ordinary"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


MONDAY = at("2026-03-02 10:00")  # three working days: until Thursday 5 March, 17:00


def scheme(rule: ClockRule = RULE) -> ClockScheme:
    return ClockScheme(name="x", title=WORDS, rules=(rule,), labels={"handling": WORDS})


def begun(rule: ClockRule = RULE):
    return start("handling", Facts(), now=MONDAY, scheme=scheme(rule), calendar=CALENDAR)


def after(clock, now, *, verb="", asked=None, stops=(), starts=(), is_final=False):
    return turn(
        [clock],
        starts=starts,
        stops=stops,
        case=Facts(),
        now=now,
        scheme=scheme(),
        calendar=CALENDAR,
        verb=verb,
        asked=asked,
        is_final=is_final,
    )


def ask(more: int, by: str = "desk") -> Asked:
    return Asked(does="ask", clock="handling", more=more, by=frozenset({by}), parties=PARTIES)


def decide(does: str, by: str = "office") -> Asked:
    return Asked(does=does, clock="handling", by=frozenset({by}), parties=PARTIES)


def test_asking_the_reporter_lets_the_clock_stand_still_and_the_answer_lets_it_go_on():
    paused = after(begun(), at("2026-03-03 10:00"), verb="ask_reporter")
    (clock,) = paused.running
    assert (paused.changed, paused.stopped, paused.next_due) == ((clock,), frozenset(), None)
    assert clock.is_paused
    assert not clock.is_overdue(at("2026-04-01 10:00"))
    assert clock.standing(at("2026-04-01 10:00")) == "ok"
    (again,) = after(clock, at("2026-03-06 10:00"), verb="add").running
    assert not again.is_paused
    assert again.due_at == at("2026-03-10 17:00")  # three whole working days stood still


def test_another_step_does_not_wake_a_clock_that_stands_still():
    (clock,) = after(begun(), at("2026-03-03 10:00"), verb="ask_reporter").running
    assert after(clock, at("2026-03-06 10:00"), verb="note").running == (clock,)


def test_an_overdue_clock_does_not_pause():
    late = at("2026-03-06 09:00")
    (clock,) = after(begun(), late, verb="ask_reporter").running
    assert not clock.is_paused
    assert clock.is_overdue(late)


def test_a_clock_that_stops_while_it_stands_still_ends_its_pause_and_was_in_time():
    (clock,) = after(begun(), at("2026-03-03 10:00"), verb="ask_reporter").running
    changes = after(clock, at("2026-03-20 10:00"), is_final=True)
    (stopped,) = changes.changed
    assert (changes.stopped, changes.running) == (frozenset(), ())
    assert stopped.stopped_at == at("2026-03-20 10:00")
    assert stopped.pauses[-1].ends_at == stopped.stopped_at
    assert not stopped.is_overdue(at("2026-03-21 10:00"))


@pytest.mark.parametrize("unit", ["working_days", "working_hours", "calendar_days", "hours", "minutes"])
def test_a_pause_takes_out_exactly_the_time_it_lasted(unit):
    clock = begun(replace(RULE, unit=unit, amount=3000 if unit == "minutes" else 45, extension=None))
    begins, ends = at("2026-03-03 11:00"), at("2026-03-03 14:30")
    paused = after(clock, begins, verb="ask_reporter").running[0]
    again = after(paused, ends, verb="go_on").running[0]
    if unit in IN_OFFICE_HOURS:
        assert CALENDAR.working_time_between(clock.due_at, again.due_at) == timedelta(hours=2, minutes=30)
    elif unit == "calendar_days":
        assert again.due_at >= clock.due_at + timedelta(hours=3, minutes=30)
    else:
        assert again.due_at - clock.due_at == timedelta(hours=3, minutes=30)


def test_granted_time_moves_the_due_moment_and_refused_time_does_not():
    asked = after(begun(), at("2026-03-03 10:00"), asked=ask(5)).running[0]
    assert asked.due_at == begun().due_at
    granted = after(asked, at("2026-03-06 10:00"), asked=decide("grant")).running[0]
    assert (granted.due_at, granted.amount) == (at("2026-03-12 17:00"), 8)
    refused = after(asked, at("2026-03-04 10:00"), asked=decide("refuse")).running[0]
    assert (refused.due_at, refused.amount) == (begun().due_at, 3)
    assert after(refused, at("2026-03-04 11:00"), asked=ask(2)).running[0].extensions[-1].more == 2


def test_more_time_is_refused_when_asked_too_late_for_too_much_too_often_or_by_the_wrong_party():
    clock, tuesday = begun(), at("2026-03-03 10:00")
    with pytest.raises(ExtensionTooLate):
        after(clock, at("2026-03-05 17:01"), asked=ask(2))
    with pytest.raises(ExtensionTooLong) as too_long:
        after(clock, tuesday, asked=ask(6))
    assert too_long.value.params["most"].zh == "5 个工作日"
    with pytest.raises(ActorNotEntitled):
        after(clock, tuesday, asked=ask(2, by="office"))
    with pytest.raises(NoExtensionAsked):
        after(clock, tuesday, asked=decide("grant"))
    pending = after(clock, tuesday, asked=ask(2)).running[0]
    with pytest.raises(ExtensionPending):
        after(pending, tuesday, asked=ask(2))
    with pytest.raises(ActorNotEntitled):
        after(pending, tuesday, asked=decide("grant", by="desk"))
    granted = after(pending, tuesday, asked=decide("grant")).running[0]
    with pytest.raises(ExtensionUsedUp):
        after(granted, tuesday, asked=ask(2))


def test_where_nothing_can_be_extended_asking_is_refused():
    with pytest.raises(NothingToExtend):
        after(begun(replace(RULE, extension=None)), at("2026-03-03 10:00"), asked=ask(2))
    with pytest.raises(NothingToExtend):
        turn((), starts=(), stops=(), case=Facts(), now=MONDAY, scheme=scheme(), calendar=CALENDAR, asked=ask(2))


def test_a_paused_clock_may_be_given_more_time():
    paused = after(begun(), at("2026-03-03 10:00"), verb="ask_reporter").running[0]
    asked = after(paused, at("2026-03-20 10:00"), asked=ask(5)).running[0]
    assert asked.is_paused


def test_a_rule_keeps_its_pauses_and_extension_as_json():
    assert rule_from_dict(RULE.as_dict()) == RULE
    old = {key: value for key, value in RULE.as_dict().items() if key != "extension"}
    assert rule_from_dict(old) == replace(RULE, extension=None)
