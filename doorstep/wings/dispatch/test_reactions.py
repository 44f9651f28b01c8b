"""What was merged follows its main case, every reporter rates for themselves, and all of it bears happening twice."""

from datetime import timedelta
from uuid import UUID

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases.hearing import Told
from doorstep.store.cases.joining import MainIsBeneath, MainIsMerged, MainIsOfAnotherKind, MainIsOver
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Case, Event
from doorstep.store.cases.opening import Reporter
from doorstep.store.cases.verifying import Report, verify
from doorstep.wings.dispatch import queries, reactions, services
from tests.living import NOW, a_community, acting, employ, finished, pooled, rated, step, word

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Actor:
    return acting(employ("coordinator", "tcb"))


@pytest.fixture
def desk() -> Actor:
    return acting(employ("desk_clerk", "cgj_szss"))


def told(case_id: UUID, event: str) -> Told:
    held = find(case_id)
    assert held is not None
    return Told(town="town_dujiangyan", case_id=case_id, seq=held.case.seq, event=event)


def state(case_id: UUID) -> str:
    return Case.objects.get(id=case_id).state


def test_a_merged_case_finishes_with_its_main_case_once(office: Actor, desk: Actor) -> None:
    main, child = pooled("护栏松了", office), pooled("护栏晃得厉害", office, reporter=Reporter(phone="13900000002"))
    step(child, "merge", office, {"into": main.number})
    reactions.count_reports(told(child.case_id, "case.merged"), now=NOW)
    assert Case.objects.get(id=main.case_id).reports == 2
    step(main, "dispatch", office, {"unit": "cgj_szss", "basis": "派单目录"})
    step(main, "accept", desk)
    finish = {
        "measures": "换",
        "responsible": "李工",
        "outcome": "solved",
        "result": "好了",
        "finished_on": "2026-11-23",
    }
    step(main, "finish", desk, finish)
    for _ in range(2):
        reactions.finish_merged(told(main.case_id, "case.finished"), now=NOW)
    assert state(child.case_id) == "awaiting_rating"
    assert Event.objects.filter(case_id=child.case_id, verb="finish_with_main").count() == 1
    rated(child)
    assert state(main.case_id) == "awaiting_rating"


def test_people_are_counted_with_the_very_step_that_joins_or_parts_them(office: Actor) -> None:
    main, child = pooled("护栏松了", office), pooled("护栏晃", office, reporter=Reporter(phone="13900000002"))
    reports = Case.objects.filter(id=main.case_id).values_list("reports", flat=True)
    step(child, "merge", office, {"into": main.number})
    assert reports.get() == 2
    with pytest.raises(FormRefused) as crosswise:
        step(main, "merge", office, {"into": child.number})
    assert isinstance(crosswise.value.faults["into"], MainIsBeneath)
    step(child, "unmerge", office, {"note": "不是一处"})
    assert reports.get() == 1
    assert state(child.case_id) == "pooled"


def test_when_a_main_case_is_withdrawn_the_others_go_on_by_themselves(office: Actor) -> None:
    main, child = pooled("护栏松了", office), pooled("护栏晃", office)
    step(child, "merge", office, {"into": main.number})
    step(main, "withdraw", Actor(kind="resident", receipts=frozenset({main.case_id})))
    for _ in range(2):
        reactions.free_merged(told(main.case_id, "case.withdrawn"), now=NOW)
    assert state(child.case_id) == "pooled"
    assert Event.objects.filter(case_id=child.case_id, verb="unmerge").count() == 1


def test_what_is_merged_into_a_finished_case_is_finished_too(office: Actor, desk: Actor) -> None:
    main = finished("护栏松了", office, desk, "cgj_szss")
    child = pooled("护栏怎么还松", office)
    step(child, "merge", office, {"into": main.number})
    reactions.count_reports(told(child.case_id, "case.merged"), now=NOW)
    assert state(child.case_id) == "awaiting_rating"


def test_what_is_merged_into_what_is_merged_counts_with_the_first_and_ends_with_it(office: Actor) -> None:
    first, second, third = (pooled("护栏松了", office, reporter=Reporter(phone=f"1390000000{n}")) for n in range(3))
    reports = Case.objects.values_list("reports", flat=True)
    for child, into in ((third, second), (second, first)):
        step(child, "merge", office, {"into": into.number})
        reactions.count_reports(told(child.case_id, "case.merged"), now=NOW)
    assert (reports.get(id=first.case_id), reports.get(id=second.case_id)) == (3, 2)
    with pytest.raises(FormRefused) as refused:
        step(first, "merge", office, {"into": third.number})
    assert isinstance(refused.value.faults["into"], MainIsMerged)
    step(first, "explain", office, {"reason": "nothing_new", "answer": "换过了"})
    reactions.finish_merged(told(first.case_id, "case.explained"), now=NOW)
    reactions.finish_merged(told(second.case_id, "case.finished_with_main"), now=NOW)
    assert {state(one.case_id) for one in (first, second, third)} == {"awaiting_rating"}


def test_what_is_taken_apart_below_leaves_the_first_too(office: Actor) -> None:
    first, second, third = (pooled("护栏松了", office, reporter=Reporter(phone=f"1390000000{n}")) for n in range(3))
    for child, into in ((third, second), (second, first)):
        step(child, "merge", office, {"into": into.number})
    step(third, "unmerge", office, {"note": "不是一处"})
    reactions.count_reports(told(third.case_id, "case.unmerged"), now=NOW)
    assert (Case.objects.get(id=first.case_id).reports, state(third.case_id)) == (2, "pooled")


def test_nothing_is_merged_into_what_nobody_will_finish(office: Actor) -> None:
    gone, other, child = pooled("护栏松了", office), pooled("建议加护栏", office), pooled("护栏晃", office)
    Case.objects.filter(id=other.case_id).update(law_id=current_law("suggestion").id)
    step(gone, "withdraw", Actor(kind="resident", receipts=frozenset({gone.case_id})))
    for into, fault in ((gone, MainIsOver), (other, MainIsOfAnotherKind)):
        with pytest.raises(FormRefused) as refused:
            step(child, "merge", office, {"into": into.number})
        assert isinstance(refused.value.faults["into"], fault)
    assert state(child.case_id) == "pooled"


def test_what_was_merged_and_goes_on_by_itself_is_a_main_case_again(office: Actor, desk: Actor) -> None:
    main = finished("护栏松了", office, desk, "cgj_szss")
    child, later = pooled("护栏怎么还松", office), pooled("护栏还是松的", office)
    step(child, "merge", office, {"into": main.number})
    reactions.count_reports(told(child.case_id, "case.merged"), now=NOW)
    rated(child, "very_dissatisfied")
    step(later, "merge", office, {"into": child.number})
    assert state(later.case_id) == "merged"


def test_a_rating_that_never_comes_is_filed_and_counts_for_nothing(office: Actor, desk: Actor) -> None:
    late, fresh = finished("路灯坏了", office, desk, "cgj_szss"), finished("井盖响", office, desk, "cgj_szss")
    later = NOW + timedelta(days=30)
    rated(fresh)
    assert reactions.sweep_unrated(NOW) == 0
    assert reactions.sweep_unrated(later) == 1
    assert reactions.sweep_unrated(later) == 0
    assert (state(late.case_id), state(fresh.case_id)) == ("closed_unrated", "rated")
    assert list(verify(Report())) == []


def test_the_pool_shows_near_duplicates_and_where_earlier_ones_went(office: Actor, desk: Actor) -> None:
    for number in range(3):
        finished(f"步道护栏第 {number} 段松动", office, desk, "cgj_szss")
    one = pooled("河边步道护栏松动，小孩爱去那里玩", office)
    other = pooled("河边步道护栏松动，一推就晃", office)
    waiting = queries.waiting("pooled")
    assert {case.id for case in waiting} == {one.case_id, other.case_id}
    near = queries.neighbours([waiting[0].community], since=NOW - timedelta(days=9))
    assert {one.case_id, other.case_id} <= {case.id for case in near}
    found = services.proposals(waiting, queries.past_dispatches(waiting))[one.case_id]
    assert found[0].unit == "cgj_szss"
    assert "同类 3 件，3 件由它办" in found[0].reason.zh


def test_many_are_dispatched_one_by_one_and_one_refusal_stops_no_other(office: Actor) -> None:
    good = pooled("护栏松了", office)
    gone = word("没有报上来的")
    tip = pooled("城管局有人乱收费", office, request_type="tip_off")
    orders = [services.Order(number=case.number, unit="cgj_szss", basis="派单目录") for case in (gone, tip, good)] + [
        services.Order(number="20200101-9999", unit="cgj", basis="")
    ]
    foreseen = services.preview(orders)
    assert [one.against is None for one in foreseen[:3]] == [False, False, True]
    results = services.dispatch_many(orders, actor=office, now=NOW, key="k1")
    assert [one.done is not None for one in results] == [False, False, True, False]
    assert [one.refusal.code for one in results if one.refusal] == ["step_not_open", "told_on", "case_not_found"]
    again = services.dispatch_many(orders, actor=office, now=NOW, key="k1")
    assert again[2].done is not None
    assert again[2].done.is_repeat


def test_the_load_of_a_unit_is_what_it_has_before_it(office: Actor, desk: Actor) -> None:
    case = pooled("护栏松了", office)
    step(case, "dispatch", office, {"unit": "cgj_szss", "basis": "派单目录"})
    load = queries.loads(now=NOW, tomorrow=NOW + timedelta(hours=14))["cgj_szss"]
    assert (load.to_accept, load.handling, load.overdue) == (1, 0, 0)
    later = NOW + timedelta(days=5)
    assert queries.loads(now=later, tomorrow=later)["cgj_szss"].overdue == 1
    assert [row.number for row in queries.of_unit("cgj_szss", overdue_at=later)] == [case.number]
    assert a_community()


def test_an_objection_is_read_with_its_reason(office: Actor, desk: Actor) -> None:
    case = pooled("护栏松了", office)
    step(case, "dispatch", office, {"unit": "cgj_szss", "basis": "派单目录"})
    step(case, "object", desk, {"reason": "not_our_duty", "explanation": "那是水务局的", "suggested_unit": "swj"})
    found = queries.objections([case.case_id])[case.case_id]
    assert (found.reason, found.suggested_unit, found.explanation) == ("not_our_duty", "swj", "那是水务局的")
