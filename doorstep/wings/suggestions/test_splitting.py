"""What looks like something else is noted with its words, a person sends it there, and its receipt, words and author go with it."""

import pytest

from doorstep.kernel.refusals import ActorNotEntitled
from doorstep.store.cases.handing_over import goes_on_as, gone_before
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Receipt
from doorstep.store.cases.stories import story_of
from doorstep.store.cases.verifying import Report, verify
from doorstep.wings.suggestions import queries
from doorstep.wings.suggestions.models import Doubt
from doorstep.wings.suggestions.rules import Parts, look, parts_of
from doorstep.wings.suggestions.splitting import NoSuchWay, doubt, leave_as_it_is, rules, send_as
from doorstep.wings.suggestions.test_suggestions import author, desk, idea, office, step
from tests.living import NOW, word

LAMP = "建议全市公交站牌都装夜光条。老人晚上看不清站名，坐错车的不少。"
BROKEN = "我家楼道灯坏了，没人修，请尽快处理。"
THANKS = "衷心感谢社区小李，热心帮我母亲办了手续。"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "recorded_as", "looks_like"),
    [
        (LAMP, "request", "suggestion"),
        (LAMP, "suggestion", None),
        (BROKEN, "suggestion", "request"),
        (BROKEN, "request", None),
        (THANKS, "request", "praise"),
        ("路灯", "request", None),
        ("建议尽快把我家门口坏了的井盖修好，有安全隐患", "request", None),
    ],
)
def test_a_text_looks_like_what_its_words_say(text: str, recorded_as: str, looks_like: str | None) -> None:
    found = look(text, recorded_as, rules())
    assert (found.kind if found else None) == looks_like
    assert found is None or all(word in text for _, word in found.reasons)


@pytest.mark.django_db
def test_a_text_falls_into_what_it_proposes_and_why() -> None:
    assert parts_of("站牌", LAMP, rules()) == Parts(
        topic="站牌",
        what="老人晚上看不清站名，坐错车的不少。",
        proposal="建议全市公交站牌都装夜光条。",
    )
    assert parts_of("灯", "灯不够亮", rules()) == Parts(topic="灯", what="灯不够亮", proposal="灯不够亮")


@pytest.mark.django_db
def test_a_misfiled_request_is_listed_and_goes_on_as_a_suggestion_with_its_receipt() -> None:
    asked = word(LAMP)
    assert doubt(asked.case_id, now=NOW) is not None
    doubt(asked.case_id, now=NOW)
    (listed,) = queries.misfiled().rows
    assert (listed.recorded_as, listed.looks_like) == ("request", "suggestion")
    send_as(asked.case_id, "suggestion", actor=office(), now=NOW)
    onward = goes_on_as(asked.case_id)
    assert onward is not None
    assert Receipt.objects.get().case_id == onward.id
    assert [stage.id for stage in gone_before(onward.id)] == [asked.case_id]
    held = find(onward.id)
    assert held is not None
    (opened,) = story_of(held.case, law(held.law_id), "staff")
    assert {one.name: one.value for one in opened.answers}["proposal"] == "建议全市公交站牌都装夜光条。"
    assert queries.misfiled().rows == []
    assert list(verify(Report())) == []


@pytest.mark.django_db
def test_a_suggestion_that_is_a_request_keeps_all_that_was_said() -> None:
    made = idea(topic="楼道灯坏了", what=BROKEN, proposal="请派人来修")
    assert doubt(made.case_id, now=NOW) is not None
    send_as(made.case_id, "request", actor=office(), now=NOW)
    onward = goes_on_as(made.case_id)
    assert onward is not None
    held = find(onward.id)
    assert held is not None
    (opened,) = story_of(held.case, law(held.law_id), "staff")
    said = str(opened.answers[0].value)
    assert BROKEN in said
    assert "请派人来修" in said


@pytest.mark.django_db
def test_what_a_person_sent_here_is_not_doubted_again() -> None:
    asked = word(LAMP)
    send_as(asked.case_id, "suggestion", actor=office(), now=NOW)
    onward = goes_on_as(asked.case_id)
    assert onward is not None
    assert doubt(onward.id, now=NOW) is None


@pytest.mark.django_db
def test_what_a_person_leaves_as_it_is_leaves_the_list() -> None:
    asked = word(LAMP)
    doubt(asked.case_id, now=NOW)
    leave_as_it_is(asked.case_id, actor=office(), now=NOW)
    assert queries.misfiled().rows == []
    assert Doubt.objects.get().verdict == "stays"


@pytest.mark.django_db
def test_only_those_entitled_send_a_case_elsewhere_and_only_where_there_is_a_way() -> None:
    asked = word(LAMP)
    with pytest.raises(ActorNotEntitled):
        send_as(asked.case_id, "suggestion", actor=desk(), now=NOW)
    with pytest.raises(NoSuchWay):
        send_as(asked.case_id, "request", actor=office(), now=NOW)


@pytest.mark.django_db
def test_thanks_recorded_as_a_request_go_to_whom_they_praise() -> None:
    asked = word("随便一句", request_type="praise")
    found = doubt(asked.case_id, now=NOW)
    assert found is not None
    assert found.kind == "praise"
    send_as(asked.case_id, "praise", actor=office(), now=NOW)
    onward = goes_on_as(asked.case_id)
    assert onward is not None
    step(onward.id, "pass_on", office(), {"unit": "cgj"})
    step(onward.id, "hear", desk())
    step(onward.id, "consent", author(onward.id))
    held = find(onward.id)
    assert held is not None
    assert (held.case.state, "consent" in held.case.memory.flags) == ("heard", True)
