"""Clocks that stand still and are extended, taken through whole steps on the real database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from doorstep.kernel.extending import ExtensionTooLate, ExtensionTooLong, ExtensionUsedUp
from doorstep.kernel.refusals import NeedsAnotherPerson
from doorstep.store.cases.acting import act
from doorstep.store.cases.clock_rows import clocks_of, running_of
from doorstep.store.cases.models import Case, Clock
from doorstep.store.cases.test_acting import FINISH, dispatched_case, later
from doorstep.store.cases.verifying import Report, verify
from tests.cast import coordinator, desk_clerk, desk_supervisor, resident
from tests.living import a_photo

ASK = {"question": "请拍一张路灯杆号的照片"}
OBJECT = {"reason": "not_our_duty", "explanation": "属于公路局管养"}


def accepted_case() -> Any:
    case_id = dispatched_case()
    act(case_id=case_id, verb="accept", form={}, actor=desk_clerk(), now=later(3))
    return case_id


def take(case_id: UUID, verb: str, hours: int, *, by: Any = None, **form: Any) -> None:
    act(case_id=case_id, verb=verb, form=form, actor=by or desk_clerk(), now=later(hours))


def handling(case_id: UUID) -> Any:
    return next(clock for clock in clocks_of(case_id) if clock.name == "handling")


@pytest.mark.django_db
def test_while_the_reporter_is_asked_handling_stands_still_and_is_never_overdue() -> None:
    case_id = accepted_case()
    before = handling(case_id).due_at
    take(case_id, "ask_reporter", 4, **ASK)
    case = Case.objects.get(id=case_id)
    assert (case.state, case.owed_by, case.due_clock) == ("awaiting_reporter", "reporter", "answering")
    assert case.running["handling"] == ""
    assert handling(case_id).is_paused
    act(case_id=case_id, verb="add", form={"words": "杆号 0371"}, actor=resident(case_id), now=later(4 + 72))
    case.refresh_from_db()
    again = handling(case_id)
    assert (case.state, case.due_clock, case.due_at) == ("handling", "handling", again.due_at)
    assert (again.is_paused, len(again.pauses)) == (False, 1)
    assert again.due_at > before
    assert list(verify(Report())) == []


@pytest.mark.django_db
def test_what_the_reporter_adds_at_another_time_moves_nothing() -> None:
    case_id = accepted_case()
    act(case_id=case_id, verb="add", form={"words": "还有一处"}, actor=resident(case_id), now=later(5))
    assert Case.objects.get(id=case_id).state == "handling"
    assert handling(case_id).pauses == ()


@pytest.mark.django_db
def test_an_objection_under_review_takes_no_time_from_the_unit() -> None:
    case_id = dispatched_case()
    take(case_id, "object", 3, **OBJECT)
    assert {clock.name: clock.is_paused for clock in running_of(case_id)} == {"acceptance": True, "objection": False}
    take(case_id, "overrule", 30, by=coordinator(), answer="按职责清单第 12 条归你单位")
    (clock,) = running_of(case_id)
    assert (clock.name, clock.is_paused, len(clock.pauses)) == ("acceptance", False, 1)
    assert list(verify(Report())) == []


@pytest.mark.django_db
def test_more_time_is_asked_for_by_the_desk_and_granted_by_another_person() -> None:
    case_id = accepted_case()
    before = handling(case_id).due_at
    with pytest.raises(ExtensionTooLong):
        take(case_id, "ask_extension", 4, more=8, reason="要等雨停")
    take(case_id, "ask_extension", 5, more=5, reason="要等雨停")
    take(case_id, "grant_extension", 6, by=desk_supervisor())
    case, clock = Case.objects.get(id=case_id), handling(case_id)
    assert clock.due_at > before
    assert case.due_at == clock.due_at
    with pytest.raises(ExtensionUsedUp):
        take(case_id, "ask_extension", 7, more=1, reason="还不够")
    assert list(verify(Report())) == []


@pytest.mark.django_db
def test_nobody_grants_their_own_extension_and_none_is_asked_for_after_the_limit() -> None:
    case_id = accepted_case()
    take(case_id, "ask_extension", 5, by=desk_supervisor(), more=5, reason="要等雨停")
    with pytest.raises(NeedsAnotherPerson):
        take(case_id, "grant_extension", 6, by=desk_supervisor())
    take(case_id, "refuse_extension", 7, by=coordinator(), reason="可以加派人手")
    assert handling(case_id).amount == handling(case_id).rule.amount
    late = handling(case_id).due_at + timedelta(minutes=1)
    with pytest.raises(ExtensionTooLate):
        act(case_id=case_id, verb="ask_extension", form={"more": 1, "reason": "晚了"}, actor=desk_clerk(), now=late)


@pytest.mark.django_db
def test_what_is_finished_stops_with_the_time_it_had() -> None:
    case_id = accepted_case()
    take(case_id, "ask_extension", 5, more=5, reason="要等雨停")
    take(case_id, "finish", 8, **FINISH, photos_after=[a_photo()])
    clock = handling(case_id)
    assert clock.stopped_at == later(8)
    assert not clock.is_overdue(datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.django_db
def test_verify_reports_clocks_that_no_event_started_and_due_moments_no_rule_gives() -> None:
    case_id = accepted_case()
    clock = Clock.objects.get(case_id=case_id, name="handling")
    Clock.objects.filter(id=clock.pk).update(started_at=clock.started_at - timedelta(minutes=7))
    assert ["没有一步留痕启动过它" in one.what for one in verify(Report())] == [True]
    Clock.objects.filter(id=clock.pk).update(
        started_at=clock.started_at, due_at=clock.due_at + timedelta(days=30), is_estimated=False
    )
    said = [one.what for one in verify(Report())]
    assert any("不是最早到期的那个时限" in what for what in said)
    assert any("按规则应是" in what for what in said)
