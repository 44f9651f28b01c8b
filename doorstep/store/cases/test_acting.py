"""Taking steps, on the real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from doorstep.kernel.refusals import (
    ActorNotEntitled,
    CaseMovedOn,
    CaseNotFound,
    FormRefused,
    Refusal,
    StepBarred,
    StepNotOpen,
)
from doorstep.store.cases.acting import act
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find, lock
from doorstep.store.cases.models import Case, Clock, Event
from doorstep.store.cases.opening import open_case
from doorstep.store.cases.stories import story_of
from doorstep.store.cases.test_opening import NOW, word
from doorstep.store.cases.verifying import Report, verify
from tests.cast import (
    DESK_UNIT,
    OTHER_UNIT,
    community_clerk,
    coordinator,
    desk_clerk,
    desk_supervisor,
    resident,
    stranger,
)
from tests.living import a_photo

DISPATCH = {"unit": DESK_UNIT, "basis": "城市道路附属设施归其养护"}
FINISH = {
    "measures": "换了新护栏",
    "responsible": "李工",
    "outcome": "solved",
    "result": "护栏已换新，请放心",
    "finished_on": "2026-11-23",
}


def finish() -> dict[str, Any]:
    return {**FINISH, "photos_after": [a_photo()]}


def later(hours: int) -> datetime:
    return NOW + timedelta(hours=hours)


def opened_case() -> Any:
    return open_case(word(), now=NOW).case_id


def dispatched_case() -> Any:
    case_id = opened_case()
    act(case_id=case_id, verb="hand_up", form={}, actor=community_clerk(), now=later(1))
    act(case_id=case_id, verb="dispatch", form=DISPATCH, actor=coordinator(), now=later(2))
    return case_id


def finished_case() -> Any:
    case_id = dispatched_case()
    act(case_id=case_id, verb="accept", form={}, actor=desk_clerk(), now=later(3))
    act(case_id=case_id, verb="finish", form=finish(), actor=desk_clerk(), now=later(4))
    return case_id


@pytest.mark.django_db
def test_the_six_orders_run_from_word_to_rating() -> None:
    case_id = finished_case()
    done = act(case_id=case_id, verb="rate", form={"grade": "satisfied"}, actor=resident(case_id), now=later(5))
    assert done.state == "rated"
    case = Case.objects.get(id=case_id)
    assert case.is_final
    assert case.owed_by == ""
    assert case.running == {}
    assert not Clock.objects.filter(case_id=case_id, stopped_at=None).exists()
    assert list(verify(Report())) == []


@pytest.mark.django_db
def test_a_step_costs_at_most_eight_statements(statements: Any) -> None:
    case_id = dispatched_case()
    with statements() as run:
        act(case_id=case_id, verb="accept", form={"responsible": "李工"}, actor=desk_clerk(), now=later(3))
    assert len(run) <= 8, run


@pytest.mark.django_db
def test_a_first_bad_grade_reopens_by_right_and_a_second_does_not() -> None:
    case_id = finished_case()
    bad = {"grade": "dissatisfied", "words": "还是松的"}
    first = act(case_id=case_id, verb="rate", form=bad, actor=resident(case_id), now=later(5))
    assert first.state == "handling"
    with pytest.raises(StepBarred):  # what was rated badly is looked at by another before it counts as done
        act(case_id=case_id, verb="finish", form=finish(), actor=desk_clerk(), now=later(6))
    act(case_id=case_id, verb="submit_finish", form=finish(), actor=desk_clerk(), now=later(6))
    act(case_id=case_id, verb="approve_finish", form={}, actor=desk_supervisor(), now=later(6))
    second = act(case_id=case_id, verb="rate", form=bad, actor=resident(case_id), now=later(7))
    assert second.state == "rated"


@pytest.mark.django_db
def test_a_unit_named_after_review_may_not_return_the_case_again() -> None:
    case_id = dispatched_case()
    objection = {"reason": "not_our_duty", "explanation": "护栏归住建局"}
    act(case_id=case_id, verb="object", form=objection, actor=desk_clerk(), now=later(3))
    reassigned = {"unit": OTHER_UNIT, "basis": "经审核"}
    act(case_id=case_id, verb="reassign", form=reassigned, actor=coordinator(), now=later(4))
    with pytest.raises(StepBarred):
        act(case_id=case_id, verb="object", form=objection, actor=desk_clerk(unit=OTHER_UNIT), now=later(5))
    assert Case.objects.get(id=case_id).owed_by == f"desk@{OTHER_UNIT}"


@pytest.mark.django_db
def test_a_closed_case_refuses_new_steps() -> None:
    case_id = finished_case()
    act(case_id=case_id, verb="rate", form={"grade": "satisfied"}, actor=resident(case_id), now=later(5))
    with pytest.raises(StepNotOpen):
        act(case_id=case_id, verb="finish", form=finish(), actor=desk_clerk(), now=later(6))


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [stranger(), resident(), desk_clerk(unit=OTHER_UNIT), community_clerk()])
def test_only_the_unit_that_was_given_the_case_may_accept_it(actor: Any) -> None:
    case_id = dispatched_case()
    with pytest.raises(ActorNotEntitled):
        act(case_id=case_id, verb="accept", form={}, actor=actor, now=later(3))
    assert Event.objects.filter(case_id=case_id).count() == 3


@pytest.mark.django_db
def test_a_page_that_was_overtaken_is_told_what_happened_meanwhile() -> None:
    case_id = dispatched_case()
    act(case_id=case_id, verb="accept", form={}, actor=desk_clerk(), now=later(3), seen=3)
    with pytest.raises(CaseMovedOn) as refused:
        act(case_id=case_id, verb="accept", form={}, actor=desk_clerk(5), now=later(3), seen=3)
    assert [label.zh for label in refused.value.params["meanwhile"]] == ["接单"]


@pytest.mark.django_db
def test_a_note_alongside_overtakes_nobody() -> None:
    case_id = dispatched_case()
    act(case_id=case_id, verb="note", form={"words": "已电话联系"}, actor=desk_clerk(), now=later(3))
    assert act(case_id=case_id, verb="accept", form={}, actor=desk_clerk(), now=later(3), seen=3).state == "handling"


@pytest.mark.django_db
def test_the_same_key_takes_the_step_once() -> None:
    case_id = dispatched_case()
    first = act(case_id=case_id, verb="accept", form={}, actor=desk_clerk(), now=later(3), key="a")
    again = act(case_id=case_id, verb="accept", form={}, actor=desk_clerk(), now=later(3), key="a")
    assert (again.seq, again.is_repeat) == (first.seq, True)


@pytest.mark.django_db
def test_the_same_key_for_an_alongside_step_is_answered_once() -> None:
    case_id = dispatched_case()
    for _ in range(2):
        act(case_id=case_id, verb="note", form={"words": "一次"}, actor=desk_clerk(), now=later(3), key="n")
    assert Event.objects.filter(case_id=case_id, verb="note").count() == 1


@pytest.mark.django_db
def test_a_case_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(CaseNotFound):
        act(case_id=stranger().id, verb="accept", form={}, actor=desk_clerk(), now=NOW)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_form_with_faults_names_each_and_writes_nothing() -> None:
    case_id = dispatched_case()
    act(case_id=case_id, verb="accept", form={}, actor=desk_clerk(), now=later(3))
    bad = {**FINISH, "outcome": "magic", "finished_on": "昨天", "cost": "abc", "result": ""}
    with pytest.raises(FormRefused) as refused:
        act(case_id=case_id, verb="finish", form=bad, actor=desk_clerk(), now=later(4))
    assert set(refused.value.faults) == {"outcome", "finished_on", "cost", "result"}


@pytest.mark.django_db
def test_merging_keeps_both_cases_and_the_merged_one_points_to_the_main() -> None:
    main, other = opened_case(), opened_case()
    for case_id in (main, other):
        act(case_id=case_id, verb="hand_up", form={}, actor=community_clerk(), now=later(1))
    number = Case.objects.get(id=main).number
    act(case_id=other, verb="merge", form={"into": number}, actor=coordinator(), now=later(2))
    assert Case.objects.get(id=other).merged_into == main
    act(case_id=other, verb="unmerge", form={"note": "不是一件事"}, actor=coordinator(), now=later(3))
    assert Case.objects.get(id=other).merged_into is None


@pytest.mark.django_db
def test_a_case_cannot_be_merged_into_itself_or_into_nothing() -> None:
    case_id = opened_case()
    act(case_id=case_id, verb="hand_up", form={}, actor=community_clerk(), now=later(1))
    for number in (Case.objects.get(id=case_id).number, "20990101-9999"):
        with pytest.raises(FormRefused):
            act(case_id=case_id, verb="merge", form={"into": number}, actor=coordinator(), now=later(2))


@pytest.mark.django_db
def test_the_reporter_reads_answers_but_no_internal_note_and_the_public_no_text() -> None:
    case_id = finished_case()
    act(case_id=case_id, verb="note", form={"words": "内部：老上访户"}, actor=desk_clerk(), now=later(5))
    held = find(case_id)
    assert held
    mechanism = law(held.law_id)

    def texts(reader: Any) -> str:
        return str([line.answers for line in story_of(held.case, mechanism, reader)])

    assert "内部" in texts("staff")
    assert "内部" not in texts("reporter")
    assert "护栏已换新" in texts("reporter")
    assert "护栏" not in texts("public")


def test_of_fifty_people_acting_at_once_one_wins_and_the_others_read_why(real_db: str) -> None:
    from doorstep.store.jurisdictions.current import serving

    case_id = dispatched_case()
    results: list[Any] = []

    def try_it(n: int) -> None:
        with serving("town_dujiangyan"):
            try:
                results.append(
                    act(case_id=case_id, verb="accept", form={}, actor=desk_clerk(100 + n), now=later(3), seen=3)
                )
            except Refusal as refusal:
                results.append(refusal)
            finally:
                connection.close()

    with ThreadPoolExecutor(50) as crowd:
        list(crowd.map(try_it, range(50)))
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert sum(isinstance(result, CaseMovedOn) for result in results) == 49
    assert list(verify(Report())) == []


def test_two_cases_are_not_merged_into_each_other_at_the_same_moment(real_db: str) -> None:
    from doorstep.store.jurisdictions.current import serving

    cases = [opened_case(), opened_case()]
    for case_id in cases:
        act(case_id=case_id, verb="hand_up", form={}, actor=community_clerk(), now=later(1))
    numbers = dict(Case.objects.values_list("id", "number"))
    together = Barrier(2)

    def merge(one: UUID, other: UUID) -> str:
        try:
            with serving("town_dujiangyan"), transaction.atomic():
                lock(one)
                together.wait(10)
                act(case_id=one, verb="merge", form={"into": numbers[other]}, actor=coordinator(), now=later(2))
            return "merged"
        except FormRefused as refused:
            return next(iter(refused.faults.values())).code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as crowd:
        assert sorted(crowd.map(merge, cases, reversed(cases))) == ["main_is_beneath", "merged"]
    assert list(verify(Report())) == []
