"""Every rule of every scheme against the count minute by minute, 2007–2026: paused and extended step by step, as cases are.

The pack's own calendars begin with 2019; the days off of earlier years are those of the chinesecalendar package here.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.clocks import ClockRule, ClockScheme
from doorstep.kernel.extending import Asked
from doorstep.kernel.pack import load_pack
from doorstep.kernel.running import RunningClock, counted, turn
from doorstep.kernel.test_calendar_by_the_minute import DAY, FIRST_DAY_DOES_NOT, MINUTES, TIMES, calendar, moment, walk

PACK = load_pack("dujiangyan", Path(__file__).parents[2] / "packs")


class Facts:
    request_type, urgency = "help", "ordinary"


@st.composite
def lives(draw: st.DrawFn) -> tuple[int, list[int], int]:
    """A start, the minutes after it at which the clock stands still and goes on in turn, and how much of the extension."""
    start = draw(st.integers(0, MINUTES // DAY - 420)) * DAY + draw(TIMES)
    spans = st.one_of(st.integers(1, 900), st.integers(1, 8 * DAY), st.sampled_from([DAY, 3 * DAY]))
    marks, at = [], start
    for _ in range(2 * draw(st.integers(0, 3))):
        at += draw(spans)
        marks.append(at)
    return start, marks, draw(st.integers(0, 30))


def lived(
    rule: ClockRule, scheme: ClockScheme, start: int, marks: list[int], more: int
) -> tuple[RunningClock, list[tuple[int, int]]]:
    """The clock after it was extended at once and then paused and resumed at these minutes; the pauses that counted."""
    clock = counted(rule, moment(start), calendar(FIRST_DAY_DOES_NOT))

    def after(clock: RunningClock, at: int, verb: str, asked: Asked | None = None) -> RunningClock:
        changes = turn(
            [clock], starts=(), stops=(), case=Facts(), now=moment(at), scheme=scheme,
            calendar=calendar(FIRST_DAY_DOES_NOT), verb=verb, asked=asked,
        )  # fmt: skip
        return changes.running[0]

    if rule.extension and more:
        ask = Asked(does="ask", clock=rule.name, more=more, by=frozenset(rule.extension.asked_by))
        grant = Asked(does="grant", clock=rule.name, by=frozenset(rule.extension.approved_by))
        clock = after(after(clock, start, "ask_extension", ask), start, "grant_extension", grant)
    pauses = []
    if rule.pauses:
        begins, ends = rule.pauses[0].begins, rule.pauses[0].ends[0]
        for stops, goes_on in zip(marks[::2], marks[1::2], strict=True):
            clock = after(clock, stops, begins)
            if clock.is_paused:
                pauses.append((stops, goes_on))
            clock = after(clock, goes_on, ends)
    return clock, pauses


@pytest.mark.parametrize("name", sorted(PACK.schemes))
@settings(max_examples=60, deadline=None)
@given(life=lives(), choice=st.integers(0, 999))
def test_every_limit_of_a_scheme_is_what_counting_minutes_gives(name, life, choice):
    scheme, (start, marks, more) = PACK.schemes[name], life
    rules = [rule for rule in scheme.rules if rule.pauses or rule.extension or rule.name in ("dispatch", "acceptance")]
    rule = rules[choice % len(rules)]
    more = min(more, rule.extension.amount) if rule.extension else 0
    clock, pauses = lived(rule, scheme, start, marks, more)
    assert clock.amount == rule.amount + more
    assert clock.due_at == moment(walk(start, rule.amount + more, rule.unit, pauses, FIRST_DAY_DOES_NOT))
    if clock.warn_at:
        assert moment(start) <= clock.warn_at <= clock.due_at


def test_a_pause_of_a_working_day_moves_the_limit_by_a_working_day():
    rule = next(rule for rule in PACK.schemes["sichuan"].rules if rule.name == "handling" and rule.amount == 7)
    monday = 19 * 365 * DAY + 5 * DAY  # somewhere in 2025
    plain = counted(rule, moment(monday), calendar(FIRST_DAY_DOES_NOT)).due_at
    clock, pauses = lived(rule, PACK.schemes["sichuan"], monday, [monday + DAY, monday + 2 * DAY], 0)
    assert pauses
    moved = calendar(FIRST_DAY_DOES_NOT).working_time_between(plain, clock.due_at)
    stood = calendar(FIRST_DAY_DOES_NOT).working_time_between(moment(pauses[0][0]), moment(pauses[0][1]))
    assert moved == stood <= timedelta(hours=7)
