"""A suggestion is received, passed on, weighed with a reason, told, looked at again by right; a mistaken kind goes on with its receipt."""

from uuid import UUID

import pytest

from doorstep.kernel.actor import ANONYMOUS, Actor
from doorstep.kernel.refusals import ActorNotEntitled, StepBarred, StepUsedUp
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Receipt
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.cases.verifying import Report, verify
from doorstep.wings.suggestions.services import Idea, suggest
from tests.living import NOW, acting, employ, step, word

pytestmark = pytest.mark.django_db
IDEA = Idea(topic="给河边步道加低照度的灯", what="晚上散步的人多，看不清台阶。", proposal="建议每隔二十米装一盏。")
LIN = Reporter(is_anonymous=False, name="林小雨", phone="13800002222")


def idea(**changed: str) -> Opened:
    given = Idea(**{"topic": IDEA.topic, "what": IDEA.what, "proposal": IDEA.proposal, **changed})
    return suggest(given, actor=ANONYMOUS, channel="web", reporter=LIN, key=None, now=NOW)


def office() -> Actor:
    return acting(employ("coordinator", "tcb"))


def desk() -> Actor:
    return acting(employ("desk_clerk", "cgj"))


def author(case: Opened | UUID) -> Actor:
    return Actor(kind="resident", receipts=frozenset({case if isinstance(case, UUID) else case.case_id}))


def state(case_id: UUID) -> str:
    held = find(case_id)
    assert held is not None
    return held.case.state


def told(outcome: str, reason: str) -> Opened:
    made = idea()
    step(made, "pass_on", office(), {"unit": "cgj"})
    step(made, "weigh", desk(), {"outcome": outcome, "reason": reason, "grounds": "现场看过"})
    step(made, "tell", desk(), {"answer": "今年先装两段"})
    return made


@pytest.mark.parametrize(
    ("outcome", "end"),
    [("adopted", "adopted"), ("partly", "partly_adopted"), ("kept", "kept"), ("declined", "declined")],
)
def test_a_suggestion_ends_as_it_was_weighed_when_its_author_has_read_the_answer(outcome: str, end: str) -> None:
    made = told(outcome, "useful" if outcome == "adopted" else "later")
    assert state(made.case_id) == "told"
    step(made, "respond", author(made), {"view": "clear"})
    assert state(made.case_id) == end
    assert list(verify(Report())) == []


def test_what_was_not_adopted_is_looked_at_once_more_and_by_somebody_else() -> None:
    made = told("declined", "money")
    step(made, "ask_again", author(made), {"words": "花不了多少钱"})
    step(made, "weigh_again", office(), {"outcome": "partly", "reason": "useful", "answer": "先装一段试试"})
    with pytest.raises(StepUsedUp):
        step(made, "ask_again", author(made), {"words": "再看一次"})
    step(made, "respond", author(made), {"view": "partly"})
    assert state(made.case_id) == "partly_adopted"
    step(made, "honour", office(), {"award": "golden_idea"})
    step(made, "carry_on", office(), {"exit": "project"})


def test_what_was_adopted_is_not_looked_at_again() -> None:
    made = told("adopted", "useful")
    with pytest.raises(StepBarred):
        step(made, "ask_again", author(made), {"words": "再看"})


def test_nobody_but_the_office_passes_a_suggestion_on() -> None:
    with pytest.raises(ActorNotEntitled):
        step(idea(), "pass_on", desk(), {"unit": "cgj"})


def test_a_request_that_is_a_suggestion_goes_on_with_its_receipt() -> None:
    asked = word("建议全市公交站牌装上夜光条，这样老人看得清。")
    parts = {"topic": "夜光站牌", "what": "老人看不清", "proposal": "装夜光条"}
    step(asked, "pass_as_suggestion", office(), parts)
    receipt = Receipt.objects.get()
    held = find(receipt.case_id)
    assert held is not None
    assert (held.case.mechanism, held.case.state, held.case.channel) == ("suggestion", "received", "web")
    assert state(asked.case_id) == "passed_over"
    step(receipt.case_id, "add", author(receipt.case_id), {"words": "我再补充一句"})
    assert list(verify(Report())) == []


def test_a_suggestion_that_is_a_request_goes_on_with_its_receipt_and_its_kind() -> None:
    made = idea()
    step(made, "pass_as_request", office(), {"what": "河边的灯坏了", "kind": "help"})
    held = find(Receipt.objects.get().case_id)
    assert held is not None
    assert (held.case.mechanism, held.case.state, held.case.request_type) == ("six_orders", "collected", "help")
    assert list(verify(Report())) == []
