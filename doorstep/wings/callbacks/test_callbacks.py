"""What is done is drawn and called back; three tries at different times; a bad answer reopens once; bad grades are mended."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.refusals import ActorNotEntitled, NeedsAnotherPerson, StepBarred, StepNotOpen
from doorstep.store.cases import ties
from doorstep.store.cases.hearing import Told
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opened
from doorstep.wings.callbacks import queries, reactions, services
from doorstep.wings.callbacks.services import NotYetDone
from tests.living import FINISHED, NOW, acting, employ, finished, pooled, rated, step

pytestmark = pytest.mark.django_db
CALLED = {"contacted": "yes", "solved": "yes", "satisfied": "satisfied"}
BAD = {**CALLED, "solved": "no", "satisfied": "dissatisfied"}


def told(case_id: UUID, event: str) -> Told:
    held = find(case_id)
    assert held is not None
    return Told(town="town_dujiangyan", case_id=case_id, seq=held.case.seq, event=event)


def office() -> Actor:
    return acting(employ("coordinator", "tcb"))


def desk() -> Actor:
    return acting(employ("desk_clerk", "cgj"))


def caller() -> Actor:
    return acting(employ("caller", "tcb"))


def done() -> Opened:
    return finished("护栏松了", office(), desk(), "cgj", request_type="complaint")


def called_back(case: Opened) -> UUID:
    reactions.draw_callback(told(case.case_id, "case.finished"), now=NOW)
    (tied,) = [one for one in ties.beneath(case.case_id) if one.mechanism == "callback" and not one.is_final]
    return tied.id


def state(case_id: UUID) -> str:
    held = find(case_id)
    assert held is not None
    return held.case.state


def test_a_finish_is_drawn_once_and_called_back_however_often_the_reaction_runs() -> None:
    case = done()
    heard = told(case.case_id, "case.finished")
    reactions.draw_callback(heard, now=NOW)
    reactions.draw_callback(heard, now=NOW)
    assert [one.mechanism for one in ties.beneath(case.case_id)] == ["callback"]
    (drawn,) = queries.replay(date(2026, 11, 23))
    assert (drawn.outcome, drawn.holds) == ("drawn", True)


def test_who_left_no_phone_cannot_be_called_and_the_draw_says_so() -> None:
    case = finished("护栏松了", office(), desk(), "cgj", request_type="complaint", reporter=None)
    reactions.draw_callback(told(case.case_id, "case.finished"), now=NOW)
    assert ties.beneath(case.case_id) == []
    assert [one.outcome for one in queries.replay(date(2026, 11, 23))] == ["no_phone"]


def test_what_is_not_done_is_not_called_about() -> None:
    case = pooled("护栏松了", office())
    unfinished = queries.finished(case.case_id, 2)
    assert unfinished is not None
    with pytest.raises(NotYetDone):
        services.arrange(unfinished, {"finish": 2, "share": 100, "drawn_on": "2026-11-23"}, now=NOW)


def test_three_tries_in_one_hour_are_not_three_tries() -> None:
    callback, now = called_back(done()), NOW
    step(callback, "missed", caller(), {"why": "no_answer"}, now)
    with pytest.raises(StepNotOpen):
        step(callback, "missed", caller(), {"why": "no_answer"}, now + timedelta(minutes=20))
    assert reactions.sweep_resting_callbacks(now + timedelta(minutes=20)) == 0
    now = datetime(2026, 11, 23, 6, 1, tzinfo=UTC)  # two in the afternoon
    assert reactions.sweep_resting_callbacks(now) == 1
    step(callback, "missed", caller(), {"why": "busy"}, now)
    assert state(callback) == "resting"
    now = datetime(2026, 11, 23, 10, 1, tzinfo=UTC)  # six in the evening
    assert reactions.sweep_resting_callbacks(now) == 1
    step(callback, "missed", caller(), {"why": "off"}, now)
    assert state(callback) == "not_reached"


def test_nobody_else_may_answer_for_the_reporter() -> None:
    callback = called_back(done())
    for stranger in (desk(), acting(employ("leader", "djy")), SYSTEM):
        with pytest.raises(ActorNotEntitled):
            step(callback, "answer", stranger, CALLED)
    assert step(callback, "answer", caller(), CALLED).state == "answered"


def test_a_bad_answer_has_the_case_handled_again_once() -> None:
    case = done()
    callback = called_back(case)
    step(callback, "answer", caller(), BAD)
    heard = told(callback, "callback.answered")
    reactions.take_up_again(heard, now=NOW)
    reactions.take_up_again(heard, now=NOW)
    assert state(case.case_id) == "handling"
    with pytest.raises(StepBarred):
        step(case, "finish", desk(), FINISHED)  # what came back is checked first
    step(case, "submit_finish", desk(), FINISHED)
    step(case, "approve_finish", acting(employ("desk_supervisor", "cgj")))
    assert rated(case, "dissatisfied").state == "rated"  # no second time by right


def test_what_a_bad_grade_brought_back_is_not_brought_back_by_the_call_too() -> None:
    case = done()
    callback = called_back(case)
    rated(case, "dissatisfied")
    reactions.mend_what_was_rated_badly(told(case.case_id, "case.rated"), now=NOW)
    assert (state(case.case_id), state(callback)) == ("handling", "called_off")


def test_a_finish_after_a_bad_grade_is_checked_by_another_person() -> None:
    case = done()
    rated(case, "dissatisfied")
    boss = acting(employ("desk_supervisor", "cgj"))
    step(case, "submit_finish", boss, FINISHED)
    with pytest.raises(NeedsAnotherPerson):
        step(case, "approve_finish", boss)
    other = acting(employ("desk_supervisor", "cgj", username="another"))
    assert step(case, "return_finish", other, {"words": "没有照片"}).state == "handling"
    step(case, "submit_finish", desk(), FINISHED)
    assert step(case, "approve_finish", other).state == "awaiting_rating"


def test_a_bad_grade_makes_one_order_and_an_appeal_leaves_the_grade_as_it_is() -> None:
    case = done()
    rated(case, "very_dissatisfied")
    heard = told(case.case_id, "case.rated")
    reactions.mend_what_was_rated_badly(heard, now=NOW)
    reactions.mend_what_was_rated_badly(heard, now=NOW)
    (order,) = [one for one in ties.beneath(case.case_id) if one.mechanism == "rectification"]
    assert (order.lead_unit, order.due_clock) == ("cgj", "rectify_verify")
    step(order.id, "appeal", desk(), {"claim": "mistaken", "grounds": "评的是另一件"})
    with pytest.raises(ActorNotEntitled):
        step(order.id, "uphold", desk(), {"words": "是的"})
    assert step(order.id, "uphold", office(), {"words": "查明评错了对象"}).state == "set_aside"
    assert queries.facts_of(case.case_id, heard.seq)[0]["grade"] == "very_dissatisfied"
