"""Limits counted again: when a year's days off are published, and when other rules are applied by somebody who asked for it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from doorstep.kernel.calendar import Calendar
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.clock_rows import running_of
from doorstep.store.cases.models import Case, Clock, ClockChange
from doorstep.store.cases.opening import open_case
from doorstep.store.cases.recounting import apply_scheme, changes_of, recount_estimated, take_untold
from doorstep.store.cases.test_opening import NOW, word
from doorstep.store.cases.verifying import Report, verify
from tests.cast import DESK_UNIT, community_clerk, coordinator, desk_clerk

pytestmark = pytest.mark.django_db
JANUARY = datetime(2027, 1, 25, 2, tzinfo=UTC)
FESTIVAL = Words(zh="春节", en="Spring Festival")


def handled(now: datetime) -> Any:
    """A case being handled since then."""
    case_id = open_case(word(), now=now).case_id
    for hours, verb, form, actor in (
        (1, "hand_up", {}, community_clerk()),
        (2, "dispatch", {"unit": DESK_UNIT, "basis": "目录"}, coordinator()),
        (3, "accept", {}, desk_clerk()),
    ):
        act(case_id=case_id, verb=verb, form=form, actor=actor, now=now + timedelta(hours=hours))
    return case_id


def published() -> Calendar:
    """The calendar with a notice for 2027."""
    known = towns.pack().calendar
    days = {date(2027, 2, day): FESTIVAL for day in range(1, 13)}
    return replace(known, off_days={**known.off_days, **days}, known_years=known.known_years | {2027})


def test_estimated_limits_are_counted_again_when_the_year_is_published_and_recorded_once() -> None:
    case_id = handled(JANUARY)
    before = Clock.objects.get(case_id=case_id, name="handling")
    assert before.is_estimated
    assert recount_estimated(JANUARY) == 0
    assert recount_estimated(JANUARY, calendar=published()) == 1
    after, case = Clock.objects.get(id=before.pk), Case.objects.get(id=case_id)
    assert not after.is_estimated
    assert after.due_at > before.due_at
    assert case.due_at == after.due_at
    (change,) = changes_of(case_id)
    assert (change.cause, change.old_due_at, change.new_due_at) == ("calendar", before.due_at, after.due_at)
    assert recount_estimated(JANUARY, calendar=published()) == 0
    assert [one.number for one in take_untold(JANUARY)] == [case.number]
    assert take_untold(JANUARY) == []


def test_a_scheme_chosen_in_the_pack_moves_no_running_limit_until_it_is_applied_with_a_reason() -> None:
    case_id = handled(NOW)
    before = Clock.objects.get(case_id=case_id, name="handling")
    shandong = towns.pack().schemes["shandong"]
    assert apply_scheme(shandong, reason="区里定的", by="admin", now=NOW + timedelta(days=1)) == 1
    after = Clock.objects.get(id=before.pk)
    assert after.due_at < before.due_at
    assert after.rule["amount"] == 5
    change = ClockChange.objects.get(case_id=case_id)
    assert (change.cause, change.reason, change.by) == ("scheme", "区里定的", "admin")
    assert change.old_rule == before.rule
    assert Case.objects.get(id=case_id).due_at == after.due_at
    assert apply_scheme(shandong, reason="区里定的", by="admin", now=NOW + timedelta(days=1)) == 0
    assert list(verify(Report())) == []


def test_a_paused_limit_stays_paused_under_other_rules() -> None:
    case_id = handled(NOW)
    act(
        case_id=case_id,
        verb="ask_reporter",
        form={"question": "哪一栋"},
        actor=desk_clerk(),
        now=NOW + timedelta(hours=5),
    )
    apply_scheme(towns.pack().schemes["petition"], reason="区里定的", by="admin", now=NOW + timedelta(days=1))
    clock = next(one for one in running_of(case_id) if one.name == "handling")
    assert (clock.is_paused, clock.rule.amount) == (True, 60)
    assert Case.objects.get(id=case_id).running["handling"] == ""
