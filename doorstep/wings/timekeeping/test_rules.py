"""Judging all clocks by one moment is the same as judging each."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.running import counted
from doorstep.store.cases.towns import pack_named
from doorstep.wings.timekeeping.rules import moments, thresholds

PACK = pack_named("dujiangyan")
FIRST, LAST = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
RULES = sorted(
    {rule for scheme in PACK.schemes.values() for rule in scheme.rules}, key=lambda rule: (rule.name, rule.amount)
)


@settings(max_examples=300, deadline=None)
@given(
    rule=st.sampled_from(RULES),
    now=st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 23), timezones=st.just(UTC)),  # noqa: DTZ001
    before=st.timedeltas(timedelta(), timedelta(days=100)),
)
def test_a_clock_is_late_or_soon_by_the_moment_as_it_is_by_itself(rule, now, before):
    start = now - before
    clock = counted(rule, start, PACK.calendar)
    late_before, soon_before = moments(rule, PACK.calendar, now)
    said = "late" if start < late_before else "soon" if start < soon_before else "ok"
    assert said == clock.standing(now)


def test_rules_of_different_years_judge_the_clocks_of_their_years():
    scheme, now = PACK.schemes["sichuan"], datetime(2026, 3, 2, tzinfo=UTC)
    found = thresholds(scheme, [("handling", "consultation", "ordinary")], PACK.calendar, now)
    assert [one.first.year for one in found] == [2018, 2025]
    assert found[0].until == found[1].first
    assert found[0].late_before < found[1].late_before
