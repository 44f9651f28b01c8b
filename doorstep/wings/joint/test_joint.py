"""Several units at one matter: parts, consultations, coordination meetings; one case and one rating for the reporter."""

from collections.abc import Callable, Mapping
from uuid import UUID

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import ActorNotEntitled, FormRefused, StepNotOpen, StepUsedUp
from doorstep.store.cases import ties
from doorstep.store.cases.hearing import reaction_named, reactions_to, told_at_once
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opened, Opening, open_case
from doorstep.store.cases.stories import story_of
from doorstep.store.cases.verifying import Report, verify
from doorstep.wings.joint import meetings, queries
from doorstep.wings.joint.services import sign_off_many
from tests.cast import coordinator, desk_clerk
from tests.living import FINISHED, NOW, a_community, pooled, step

pytestmark = pytest.mark.usefixtures("db")
LEAD, WATER, HOMES = desk_clerk(), desk_clerk(10, "swj"), desk_clerk(9, "zjj")
PART = {"part": "井盖松动", "unit": "swj"}
CALL = {"topic": "排水谁来改", "meets_on": "2026-11-26", "where_at": "下午三点，三楼", "agenda": "一、定牵头"}
MINUTES = {"held_on": "2026-11-26", "attended": ["swj"], "minutes": "都来了", "decisions": "水务局改管"}
QUESTION = {"question": "背街雨水箅子由谁管", "units": ["cgj", "swj"], "grounds": "两家各说各的"}
RULING = {"unit": "swj", "assisting": ["cgj"], "scope": "everywhere", "reasons": "排水设施归水务"}


def answered(do: Callable[[], object]) -> object:
    """Do it, and let the wing answer all that it brings about."""
    with told_at_once() as told:
        done = do()
        while told:
            one = told.pop(0)
            for name in reactions_to(one.event):
                if name.startswith("joint."):
                    reaction_named(name)(one, now=NOW)
                    reaction_named(name)(one, now=NOW)  # each may run twice
    return done


def take(case: Opened | UUID, verb: str, actor: object, form: Mapping[str, object] | None = None) -> None:
    answered(lambda: step(case, verb, actor, form))  # type: ignore[arg-type]


def in_hand() -> Opened:
    case = pooled("护栏坏了，井盖也松了", coordinator())
    step(case, "dispatch", coordinator(), {"unit": "cgj", "basis": "派单目录"})
    step(case, "accept", LEAD, {})
    return case


def state_of(case: Opened | UUID) -> str:
    held = find(case if isinstance(case, UUID) else case.case_id)
    assert held
    return held.case.state


def beneath(case: Opened | UUID, mechanism: str) -> list[ties.Tied]:
    case_id = case if isinstance(case, UUID) else case.case_id
    return [one for one in ties.beneath(case_id) if one.mechanism == mechanism]


def opened(mechanism: str, actor: Actor, form: Mapping[str, object]) -> Opened:
    opening = Opening(
        mechanism=mechanism,
        actor=actor,
        form=form,
        title="一起商量",
        body="一起商量",
        place_path=a_community(),
        category="unsorted",
        request_type="other",
        channel="desk",
        opened_unit=actor.posts[0].unit,
    )
    return answered(lambda: open_case(opening, now=NOW))  # type: ignore[return-value]


def report_and_sign(order: UUID, helper: object) -> None:
    take(order, "accept", helper)
    take(order, "report", helper, {"outcome": "done", "result": "办好了"})
    take(order, "sign_off", LEAD)


def test_shares_that_add_up_to_more_than_a_hundred_are_refused() -> None:
    case = in_hand()
    step(case, "call_in", LEAD, {"units": ["swj"], "task": "查管线", "share": "60"})
    with pytest.raises(FormRefused) as refused:
        step(case, "call_in", LEAD, {"units": ["zjj"], "task": "查管线", "share": "50"})
    assert "110" in refused.value.faults["share"].params["sum"]
    with pytest.raises(FormRefused):
        step(case, "call_in", LEAD, {"units": ["zjj", "jtj"], "task": "查管线", "share": "30"})
    step(case, "call_in", LEAD, {"units": ["zjj", "jtj"], "task": "查管线", "share": "20"})


def test_shares_are_added_exactly() -> None:
    case = in_hand()
    step(case, "call_in", LEAD, {"units": ["swj", "zjj"], "task": "查管线", "share": "33.4"})
    with pytest.raises(FormRefused) as refused:
        step(case, "call_in", LEAD, {"units": ["jtj"], "task": "查管线", "share": "33.4"})
    assert refused.value.faults["share"].params == {"sum": "100.2", "given": "66.8", "left": "33.2"}
    step(case, "call_in", LEAD, {"units": ["jtj"], "task": "查管线", "share": "33.2"})


def test_what_was_called_off_counts_no_more() -> None:
    case = in_hand()
    step(case, "call_in", LEAD, {"units": ["swj"], "task": "查管线", "share": "60"})
    step(beneath(case, "assist_order")[0].id, "call_off", LEAD, {"words": "不用了"})
    step(case, "call_in", LEAD, {"units": ["zjj"], "task": "查管线", "share": "90"})


@pytest.mark.parametrize("share", ["-5", "0", "100", "很多"])
def test_a_share_below_one_or_of_everything_is_refused(share: str) -> None:
    case = in_hand()
    with pytest.raises(FormRefused) as refused:
        step(case, "call_in", LEAD, {"units": ["swj"], "task": "查管线", "share": share})
    assert list(refused.value.faults) == ["share"]


def test_nobody_calls_in_themselves() -> None:
    with pytest.raises(FormRefused):
        step(in_hand(), "call_in", LEAD, {"units": ["cgj"], "task": "查管线"})


def test_the_reporter_reads_who_helps_and_that_they_have_done_their_part() -> None:
    case = in_hand()
    take(case, "call_in", LEAD, {"units": ["swj"], "task": "查管线"})
    report_and_sign(beneath(case, "assist_order")[0].id, WATER)
    held = find(case.case_id)
    assert held
    said = [line.said.zh for line in story_of(held.case, law(held.law_id), "reporter")]
    assert any("请水务局" in line for line in said)
    assert said[-1] == "水务局的部分办完了"
    assert not any("协办单" in line or "order" in line for line in said)


def test_a_part_has_its_own_unit_clock_and_result_and_the_main_case_waits() -> None:
    case = in_hand()
    take(case, "split", LEAD, PART)
    (part,) = beneath(case, "part_order")
    assert (part.lead_unit, part.title, part.state) == ("swj", "井盖松动", "asked")
    assert part.due_at
    with pytest.raises(FormRefused) as refused:
        step(case, "finish", LEAD, FINISHED)
    assert list(refused.value.faults) == ["why_not_wait"]
    report_and_sign(part.id, WATER)
    step(case, "finish", LEAD, FINISHED)
    assert state_of(case) == "awaiting_rating"
    assert list(verify(Report())) == []


def test_a_part_that_proves_one_with_the_main_case_is_joined_back() -> None:
    case = in_hand()
    take(case, "split", LEAD, PART)
    (part,) = beneath(case, "part_order")
    take(part.id, "accept", WATER)
    with pytest.raises(ActorNotEntitled):
        step(part.id, "join_back", WATER, {"words": "不归我们"})
    take(part.id, "join_back", LEAD, {"words": "是同一处"})
    step(case, "finish", LEAD, FINISHED)


def test_a_part_insisted_on_may_not_be_declined_again() -> None:
    case = in_hand()
    take(case, "split", LEAD, PART)
    (part,) = beneath(case, "part_order")
    take(part.id, "decline", WATER, {"explanation": "不归我们"})
    take(part.id, "insist", LEAD, {"words": "归"})
    held = find(part.id)
    assert held
    assert "part_is_final" in held.case.memory.flags
    with pytest.raises(Exception, match="StepBarred"):
        step(part.id, "decline", WATER, {"explanation": "还是不归我们"})


def test_a_consultation_invites_every_unit_once_and_each_answers() -> None:
    case = in_hand()
    take(case, "consult", LEAD, {**CALL, "units": ["swj", "zjj"]})
    (meeting,) = beneath(case, "consultation")
    invitations = sorted(beneath(meeting.id, "invitation"), key=lambda one: one.lead_unit)
    assert {one.lead_unit for one in invitations} == {"swj", "zjj"}
    assert meeting.title == "排水谁来改"
    take(invitations[0].id, "answer", WATER, {"reply": "deputy", "who_comes": "小王"})
    take(meeting.id, "hold", LEAD, MINUTES)
    assert {one.lead_unit: one.state for one in beneath(meeting.id, "invitation")} == {
        "swj": "answered",
        "zjj": "lapsed",
    }
    assert list(verify(Report())) == []


def test_a_consultation_is_not_over_while_a_task_is_open() -> None:
    meeting = opened("consultation", LEAD, {**CALL, "units": ["swj"]})
    take(meeting, "hold", LEAD, MINUTES)
    take(meeting, "give_task", LEAD, {"units": ["swj"], "task": "改管", "due_on": "2026-12-01"})
    with pytest.raises(FormRefused):
        step(meeting, "close", LEAD, {"outcome": "好了"})
    report_and_sign(beneath(meeting, "assist_order")[0].id, WATER)
    step(meeting, "close", LEAD, {"outcome": "好了"})
    assert state_of(meeting) == "closed"


def test_only_who_was_there_is_asked_how_it_was_and_once() -> None:
    meeting = opened("consultation", LEAD, {**CALL, "units": ["swj", "zjj"]})
    water, homes = sorted(beneath(meeting, "invitation"), key=lambda one: one.lead_unit)
    take(water.id, "answer", WATER, {"reply": "coming"})
    take(homes.id, "answer", HOMES, {"reply": "not_coming", "words": "有别的会"})
    take(meeting, "hold", LEAD, MINUTES)
    with pytest.raises(Exception, match="StepBarred"):
        step(homes.id, "give_opinion", HOMES, {"grade": "satisfied"})
    take(water.id, "give_opinion", WATER, {"grade": "satisfied"})
    with pytest.raises(StepUsedUp):
        step(water.id, "give_opinion", WATER, {"grade": "dissatisfied"})
    told = meetings.figures(NOW.replace(year=2020), NOW.replace(year=2030))
    assert (told.consultations, told.n, told.satisfied) == (1, 1, 1.0)


def test_satisfaction_of_nobody_is_no_number() -> None:
    assert meetings.figures(NOW.replace(year=2020), NOW.replace(year=2030)).satisfied is None


def ruled_case() -> tuple[Opened, Opened, Opened]:
    """A disputed case, its question, and the sitting that takes it up."""
    case = pooled("箅子堵了", coordinator())
    step(case, "dispatch", coordinator(), {"unit": "cgj", "basis": "派单目录"})
    step(case, "object", LEAD, {"reason": "not_our_duty", "explanation": "归水务"})
    take(case, "refer", coordinator(), QUESTION)
    (question,) = beneath(case, "coordination")
    sitting = opened(
        "sitting",
        coordinator(),
        {"topic": "第一次", "units": ["cgj", "swj"], "meets_on": "2026-11-26", "where_at": "三楼"},
    )
    take(question.id, "accept", coordinator())
    take(sitting, "take_up", coordinator(), {"question": question.number})
    return case, Opened(case_id=question.id, number=question.number, code=""), sitting


def test_a_ruling_moves_the_disputed_case_to_the_unit_named_for_good() -> None:
    case, question, sitting = ruled_case()
    assert state_of(question) == "scheduled"
    take(sitting, "hold", coordinator(), {"held_on": "2026-11-26", "attended": ["cgj", "swj"], "minutes": "议了"})
    take(question, "rule", coordinator(), RULING)
    held = find(case.case_id)
    assert held
    assert (held.case.state, held.case.lead_unit) == ("dispatched", "swj")
    assert "unit_is_final" in held.case.memory.flags
    assert state_of(sitting) == "filed"
    assert meetings.figures(NOW.replace(year=2020), NOW.replace(year=2030)).ruled == 1
    assert list(verify(Report())) == []


def test_what_was_not_settled_waits_for_the_next_sitting() -> None:
    _, question, sitting = ruled_case()
    take(sitting, "call_off", coordinator(), {"words": "下周再开"})
    assert state_of(question) == "accepted"
    with pytest.raises(StepNotOpen):
        step(question, "rule", coordinator(), RULING)


def test_a_question_dropped_from_the_agenda_may_be_taken_up_elsewhere() -> None:
    _, question, sitting = ruled_case()
    take(sitting, "drop", coordinator(), {"question": question.number})
    assert state_of(question) == "accepted"
    assert beneath(sitting, "coordination") == []


def test_several_orders_are_signed_off_in_one_go_and_each_refusal_is_told() -> None:
    case = in_hand()
    take(case, "call_in", LEAD, {"units": ["swj", "zjj"], "task": "查管线"})
    water, homes = sorted(beneath(case, "assist_order"), key=lambda one: one.lead_unit)
    take(water.id, "accept", WATER)
    take(water.id, "report", WATER, {"outcome": "done", "result": "好"})
    results = sign_off_many([water.number, homes.number, "20200101-0001"], actor=LEAD, now=NOW, key="k")
    assert [one.refusal and one.refusal.code for one in results] == [None, "step_not_open", "case_not_found"]
    again = sign_off_many([water.number], actor=LEAD, now=NOW, key="k")
    assert again[0].refusal is None


def test_orders_are_listed_for_whoever_leads_and_for_whoever_asked() -> None:
    case = in_hand()
    take(case, "call_in", LEAD, {"units": ["swj"], "task": "查管线", "share": "40", "due_on": "2026-11-27"})
    (mine,) = queries.orders(["swj"], "mine").rows
    assert queries.orders(["cgj"], "asked").rows == [mine]
    assert (mine.share, str(mine.due_on), mine.main, mine.is_task) == ("40", "2026-11-27", case.number, False)
    assert queries.orders(["zjj"], "mine").rows == []
    assert queries.counts(["cgj"]).asked == 1
    step(mine.id, "call_off", LEAD, {"words": "不用了"})
    assert [one.number for one in queries.orders(["swj"], "done").rows] == [mine.number]


def test_meetings_are_listed_for_those_concerned_and_for_nobody_else() -> None:
    meeting = opened("consultation", LEAD, {**CALL, "units": ["swj"]})
    for units in (["cgj"], ["swj"], None):
        (found,) = meetings.meetings(units, upcoming=True)
        assert (found.number, str(found.meets_on)) == (meeting.number, "2026-11-26")
    assert meetings.meetings(["zjj"], upcoming=True) == meetings.meetings(None, upcoming=False) == []
