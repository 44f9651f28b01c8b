"""What is offered is checked by somebody else; a need is shown who fits and why, asks nobody twice or too often, and says what it found."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.store.cases.acting import act
from doorstep.wings.resources import queries
from doorstep.wings.resources.following import keep_incubated, keep_need, keep_resource
from doorstep.wings.resources.rules import NoReview, Offer, Want, ranked, reaches
from tests.living import NOW, TODAY, acting, employ, inner

OFFER = {
    "topic": "周末给老人免费理发",
    "what": "每月第一个周末，到社区来剪。",
    "partner": "volunteer",
    "form": "shop",
    "body": "巷口理发店",
    "kind": "skill",
    "reach": "community",
    "provider": "charity",
    "monthly": 1,
}
NEED = {"topic": "十位独居老人想剪头发", "kind": "skill", "wanted": 10}
CODES = {"roads.lamp": "roads", "roads.railing": "roads"}


def test_a_reach_is_counted_from_where_it_is_offered() -> None:
    assert reaches("/d/s/c", "community", "/d/s/c/g")
    assert not reaches("/d/s/c", "community", "/d/s/other")
    assert reaches("/d/s/c", "street", "/d/s/other")
    assert not reaches("/d/s/c", "street", "/d/t/c")
    assert reaches("/d/s/c", "district", "/d/t/c")
    assert reaches("/d/s", "community", "/d/s/c"), "what a whole street offers comes to each of its communities"


def offer(number: str, **rest: Any) -> Offer:
    given = {"kind": "skill", "place_path": "/d/s/c", "reach": "district", "category": "x", "provider": "charity"}
    return Offer(number=number, monthly=2, **given | rest)


def test_fits_are_ranked_by_category_then_distance_then_price_then_how_often_they_were_taken_up() -> None:
    want = Want(kind="skill", place_path="/d/s/c", category="roads.lamp", words=frozenset({"理发", "老人"}))
    offers = [
        offer("speaks-of-it-far", place_path="/d/t/c", words=frozenset({"老人", "理发"})),
        offer("speaks-of-elders-far", place_path="/d/t/c", words=frozenset({"老人"})),
        offer("free-here-busy", done=5),
        offer("free-here"),
        offer("dear-here", provider="market"),
        offer("free-far", place_path="/d/t/c"),
        offer("same-class-far", place_path="/d/t/c", category="roads.railing"),
        offer("same-far", place_path="/d/t/c", category="roads.lamp"),
        offer("of-another-sort", kind="space"),
        offer("too-far", place_path="/d/t/c", reach="street"),
        offer("full", taken=2),
        offer("asked"),
    ]
    spoken = ["speaks-of-it-far", "speaks-of-elders-far"]
    order = ["same-far", "same-class-far", *spoken, "free-here", "free-here-busy", "dear-here", "free-far"]
    for shuffled in (offers, offers[::-1]):
        found = ranked(want, shuffled, {"asked"}, CODES)
        assert [fit.offer.number for fit in found] == [*order, "asked", "full", "too-far"]
    assert [one.en for one in found[0].reasons] == [
        "this very category",
        "comes here",
        "free of charge",
        "2 times left this month",
    ]
    assert "both speak of 理发, 老人" in [one.en for one in found[2].reasons]
    assert {fit.offer.number: fit.misses.en for fit in found if fit.misses} == {
        "asked": "was asked",
        "full": "all 2 times of this month are taken",
        "too-far": "does not come here",
    }


pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Actor:
    return acting(employ("desk_clerk", "cgj"))


def listed(by: Actor, office: Actor, at: int = 0, **rest: Any) -> str:
    case_id = inner("resource", by, OFFER | rest, at)
    act(case_id=case_id, verb="list", form={"checked": "看了执照"}, actor=office, now=NOW)
    return keep_resource(case_id).number


def do(case_id: UUID, verb: str, actor: Actor, **form: Any) -> str:
    return act(case_id=case_id, verb=verb, form=form, actor=actor, now=NOW).state


def refused(case_id: UUID, verb: str, actor: Actor, **form: Any) -> str:
    with pytest.raises(FormRefused) as found:
        do(case_id, verb, actor, **form)
    (fault,) = found.value.faults.values()
    return type(fault).__name__


def test_a_resource_is_listed_by_somebody_else_and_its_words_stand_where_they_belong(
    office: Actor, street: Actor
) -> None:
    case_id = inner(
        "resource",
        office,
        OFFER | {"what": "第一行\n第二行", "price": "12.50", "provider": "low_fee", "price_basis": ["material"]},
    )
    with pytest.raises(Refusal):
        do(case_id, "list", office, checked="自己看的")
    row = keep_resource(case_id)
    assert (row.title, row.what, row.body, row.price_fen) == (OFFER["topic"], "第一行\n第二行", OFFER["body"], 1250)
    assert row.price_basis == ["material"]
    assert queries.listed().count() == 0
    listed(street, office)
    assert (queries.listed().count(partner="volunteer"), queries.listed().count(form="company")) == (1, 0)


def test_a_need_goes_from_asking_to_being_judged_by_those_it_was_for(office: Actor, street: Actor) -> None:
    near, far = listed(street, office), listed(street, office, at=5)
    need, other = (inner("need", street, NEED) for _ in range(2))
    row = queries.need(keep_need(need).number)
    assert row
    found = queries.matches(row, today=TODAY)
    assert [(one.row.number, one.fit.misses is None) for one in found] == [(near, True), (far, False)]
    assert refused(need, "propose", street, resource=far) == "ResourceOutOfReach"
    assert refused(need, "propose", street, resource=keep_need(other).number) == "ResourceUnknown"
    do(need, "propose", street, resource=near)
    assert refused(need, "agree", street, on=str(TODAY - timedelta(days=1)), asked_by="phone") == "DayPast"
    do(need, "agree", street, on=str(TODAY), asked_by="phone")
    assert refused(need, "carry_out", street, done_on=str(TODAY + timedelta(days=1)), served=9) == "DayAhead"
    do(need, "carry_out", street, done_on=str(TODAY), served=9)
    assert refused(need, "rate", street, answered=10, satisfied=9, asked_by="visit") == "MoreAnswersThanServed"
    assert refused(need, "rate", street, answered=8, satisfied=9, asked_by="visit") == "MoreSatisfiedThanAsked"
    assert do(need, "rate", street, answered=8, satisfied=7, asked_by="visit") == "rated"
    known = queries.resource(near, today=TODAY)
    assert known
    assert (known.taken, known.times, known.served, known.answered, known.satisfied) == (1, 1, 9, 8, 7)


def test_nobody_is_asked_twice_by_a_need_or_for_more_than_they_offered_in_a_month(office: Actor, street: Actor) -> None:
    number = listed(street, office)
    first, second = inner("need", street, NEED), inner("need", street, NEED)
    do(first, "propose", street, resource=number)
    do(second, "propose", street, resource=number)
    do(first, "agree", street, on=str(TODAY), asked_by="phone")
    assert refused(second, "agree", street, on=str(TODAY), asked_by="phone") == "MonthFull"
    do(second, "agree", street, on=str(date(2026, 12, 5)), asked_by="phone")
    assert do(first, "decline", street, reason="busy") == "sought"
    assert refused(first, "propose", street, resource=number) == "ResourceAsked"
    third = inner("need", street, NEED)
    do(third, "propose", street, resource=number)
    assert do(third, "agree", street, on=str(TODAY), asked_by="visit") == "agreed", "what was declined is free again"


def test_nobody_agrees_with_what_was_withdrawn_or_rests_meanwhile(office: Actor, street: Actor) -> None:
    number = listed(street, office, monthly=3)
    need = inner("need", street, NEED)
    do(need, "propose", street, resource=number)
    offered = keep_need(need).resource
    assert offered
    do(offered.case_id, "rest", office)
    assert refused(need, "agree", street, on=str(TODAY), asked_by="phone") == "ResourceNotListed"
    do(offered.case_id, "withdraw", office, reason="ended")
    assert refused(need, "agree", street, on=str(TODAY), asked_by="phone") == "ResourceNotListed"
    assert do(need, "decline", street, reason="busy") == "sought"


def test_where_a_need_comes_from_is_kept_where_there_is_such_a_case(office: Actor, street: Actor) -> None:
    number = listed(street, office)
    for said, kept in ((number, number), ("没有/这样的" * 10, ""), ("", "")):
        assert keep_need(inner("need", street, NEED | {"came_from": said})).came_from == kept


def test_what_found_nothing_is_counted_by_sort(office: Actor, street: Actor) -> None:
    for reason in ("none", "full", "gone"):
        do(inner("need", street, NEED), "give_up", street, reason=reason)
    assert queries.recorded().gaps == {"skill": 2}
    assert [one.unmet_for for one in queries.needs(queries.Sought(unmet_for="full"))] == ["full"]


def test_a_project_graduates_after_a_review_at_least(office: Actor, street: Actor) -> None:
    form = {"topic": "银龄互助队", "what": "低龄帮高龄", "body": "幸福互助社", "level": "street"}
    project = inner("incubation", street, form)
    until = str(TODAY + timedelta(days=200))
    assert refused(project, "admit", office, until=str(TODAY), given=["space"], why="好") == "DayPast"
    do(project, "admit", office, until=until, given=["space", "mentor"], why="有基础，缺场地")
    with pytest.raises(NoReview):
        do(project, "graduate", office, served=120, result="能自己做了")
    do(project, "report", street, words="来了 12 次")
    assert do(project, "graduate", office, served=120, result="能自己做了，电话 13812345678") == "graduated"
    row = keep_incubated(project)
    assert (row.body, row.reports, row.served, row.given) == ("幸福互助社", 1, 120, ["space", "mentor"])
    assert "13812345678" not in row.result
