"""Who is called comes, checks in, works, and leaves when the whistler says so; who does not come is put on record."""

from datetime import timedelta

import pytest

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.refusals import ActorNotEntitled, FormRefused, StepBarred
from doorstep.store.cases import sheets
from doorstep.store.cases.hearing import Told, reaction_named, reactions_to
from doorstep.store.cases.models import Event
from doorstep.wings.whistles.models import Turnout
from doorstep.wings.whistles.reactions import sweep_who_did_not_come
from tests.cast import (
    COMMUNITY,
    community_clerk,
    coordinator,
    leader,
)
from tests.living import NOW
from tests.whistling import SWJ, ZJJ, blown, on_spot, react, state, street_clerk, take, turnouts

pytestmark = pytest.mark.usefixtures("db")


def test_checking_in_needs_a_photo_and_a_position() -> None:
    turnout = turnouts(blown())["zjj"].id
    for form, field in (({"place": COMMUNITY}, "photos"), ({"photos": ["0" * 64]}, "lon")):
        with pytest.raises(FormRefused) as refused:
            take(turnout, "check_in", ZJJ, form)
        assert list(refused.value.faults) == [field]


def test_another_department_does_not_check_in_for_it() -> None:
    turnout = turnouts(blown())["zjj"].id
    with pytest.raises(ActorNotEntitled):
        take(turnout, "check_in", SWJ, on_spot())


def test_the_distance_is_reckoned_and_stops_nobody() -> None:
    whistle = blown()
    near, far = (turnouts(whistle)[unit].id for unit in ("zjj", "swj"))
    take(near, "check_in", ZJJ, on_spot(), NOW + timedelta(minutes=12))
    take(far, "check_in", SWJ, on_spot(lon="103.0001", lat="30.5"), NOW + timedelta(minutes=40))
    rows = {row.unit: row for row in Turnout.objects.all()}
    assert rows["zjj"].distance_m == 0
    assert rows["swj"].distance_m is not None
    assert rows["swj"].distance_m > 10_000
    assert rows["zjj"].arrived_at < rows["zjj"].due_at  # type: ignore[operator]
    assert rows["swj"].arrived_at > rows["swj"].due_at  # type: ignore[operator]


def test_nobody_leaves_before_the_whistler_says_so() -> None:
    turnout = turnouts(blown())["zjj"].id
    take(turnout, "check_in", ZJJ, on_spot())
    take(turnout, "ask_leave", ZJJ, {"outcome": "done", "result": "堵上了"})
    with pytest.raises(ActorNotEntitled):
        take(turnout, "let_go", ZJJ)
    take(turnout, "keep", community_clerk(), {"words": "还有一处漏"})
    assert state(turnout) == "on_site"
    take(turnout, "let_go", community_clerk())
    assert state(turnout) == "released"


def test_a_refusal_is_supervised_and_the_leader_is_told() -> None:
    turnout = turnouts(blown())["zjj"].id
    take(turnout, "refuse", ZJJ, {"reason": "nobody_free", "explanation": "都在河边抢险"})
    for _ in range(2):
        react("turnout.refused", turnout)
    assert list(Event.objects.filter(case_id=turnout, verb="supervise").values_list("facts", flat=True)) == [
        {"reason": "refused"}
    ]
    for event in ("turnout.refused", "turnout.supervised"):
        told = Event.objects.get(case_id=turnout, name=event)
        for name in reactions_to(event):
            if name.startswith("outbox."):
                reaction_named(name)(Told(town="", case_id=turnout, seq=told.seq, event=event), now=NOW)
    told_of = sheets.run("SELECT DISTINCT template FROM outbox_notice WHERE recipient = 'overseer' ORDER BY 1", [])
    assert told_of == [("turnout.refused/overseer",), ("turnout.supervised/overseer",)]


def test_who_has_to_come_may_not_refuse_again() -> None:
    turnout = turnouts(blown())["zjj"].id
    take(turnout, "refuse", ZJJ, {"reason": "not_our_duty", "explanation": "不归我们"})
    take(turnout, "insist", community_clerk(), {"words": "三定方案写着"})
    with pytest.raises(StepBarred):
        take(turnout, "refuse", ZJJ, {"reason": "not_our_duty", "explanation": "不归我们"})


def test_who_did_not_come_in_time_is_supervised_once() -> None:
    whistle = blown()
    take(turnouts(whistle)["zjj"].id, "check_in", ZJJ, on_spot(), NOW + timedelta(minutes=5))
    assert sweep_who_did_not_come(NOW + timedelta(minutes=29)) == 0
    assert sweep_who_did_not_come(NOW + timedelta(minutes=31)) == 1
    assert sweep_who_did_not_come(NOW + timedelta(minutes=36)) == 0
    (event,) = Event.objects.filter(verb="supervise")
    assert (event.case_id, event.facts) == (turnouts(whistle)["swj"].id, {"reason": "late"})


# ── Releasing ──


def test_a_whistle_is_not_released_while_somebody_is_still_at_work() -> None:
    whistle = blown()
    take(turnouts(whistle)["zjj"].id, "check_in", ZJJ, on_spot())
    with pytest.raises(FormRefused) as refused:
        take(whistle, "release", community_clerk(), {"outcome": "solved", "result": "不漏了"})
    assert list(refused.value.faults) == ["why_not_wait"]
    assert state(whistle) == "running"


def test_with_a_reason_it_is_and_everybody_is_let_go() -> None:
    whistle = blown()
    take(turnouts(whistle)["zjj"].id, "check_in", ZJJ, on_spot())
    form = {"outcome": "partly", "result": "先撤", "why_not_wait": "下暴雨，人先撤"}
    take(whistle, "release", community_clerk(), form)
    assert (state(whistle), {one.state for one in turnouts(whistle).values()}) == ("released", {"released"})
    react("whistle.released", whistle.case_id)


def test_it_is_released_without_a_reason_once_all_have_asked_to_leave() -> None:
    whistle = blown(units=["zjj"])
    turnout = turnouts(whistle)["zjj"].id
    take(turnout, "check_in", ZJJ, on_spot())
    take(turnout, "ask_leave", ZJJ, {"outcome": "done", "result": "堵上了"})
    take(whistle, "release", community_clerk(), {"outcome": "solved", "result": "不漏了"})
    assert state(turnout) == "released"


@pytest.mark.parametrize("who", [street_clerk(), coordinator(), ZJJ, leader(), SYSTEM])
def test_only_the_whistler_releases(who: Actor) -> None:
    whistle = blown()
    with pytest.raises(ActorNotEntitled):
        take(whistle, "release", who, {"outcome": "solved", "result": "不漏了", "why_not_wait": "想撤"})
