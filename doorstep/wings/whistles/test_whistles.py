"""A whistle lives by its law: who may blow it, who must come, who lets whom go, and when it was false."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.refusals import ActorNotEntitled, FormRefused, NeedsAnotherPerson, Refusal, StepBarred, StepNotOpen
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import sheets, ties, towns
from doorstep.store.cases.hearing import Told, reaction_named, reactions_to
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Attachment, Case, Clock, Event
from doorstep.store.cases.opening import Opened
from doorstep.store.cases.verifying import Report, verify
from doorstep.store.places.atlas import atlas
from doorstep.wings.whistles import services
from doorstep.wings.whistles.models import Turnout, Whistle
from doorstep.wings.whistles.reactions import sweep_unrated_turnouts, sweep_who_did_not_come
from tests.cast import (
    COMMUNITY,
    STREET_PATH,
    community_clerk,
    coordinator,
    desk_clerk,
    grid_worker,
    leader,
    person,
)
from tests.living import NOW, step, word

pytestmark = pytest.mark.usefixtures("db")
ASKED = {
    "level": "emergency",
    "reason": "路口燃气味很重，管子被挖破了",
    "tried": "围了起来，劝开了人",
    "lacking": "没有抢修设备，没有封路的权",
    "cannot_alone": "on",
    "units": ["zjj", "swj"],
    "commander": "xfjd",
}
ZJJ, SWJ = desk_clerk(11, "zjj"), desk_clerk(12, "swj")


def photo() -> str:
    """A photo that was uploaded."""
    digest = uuid4().hex * 2
    Attachment.objects.create(
        id=uuid4(),
        sha256=digest,
        media_type="image/jpeg",
        size=1,
        width=1,
        height=1,
        stored_as="nowhere",
        uploaded_by="staff",
        uploaded_at=NOW,
    )
    return digest


def on_spot(**position: str) -> dict[str, Any]:
    return {"photos": [photo()], **(position or {"place": COMMUNITY})}


def street_clerk(number: int = 21) -> Actor:
    return person(number, "street_clerk", "xfjd", "/djy/xfjd/", STREET_PATH)


def react(event: str, case_id: UUID, *, now: Any = NOW) -> None:
    """What the worker does, for the last such event."""
    told = Event.objects.filter(case_id=case_id, name=event).order_by("-seq").first()
    assert told, event
    for name in reactions_to(event):
        if name.startswith("whistles."):
            reaction_named(name)(Told(town="", case_id=case_id, seq=told.seq, event=event), now=now)


def blown(actor: Actor | None = None, *, place: str = COMMUNITY, now: Any = NOW, **changed: Any) -> Opened:
    return services.blow(
        form={**ASKED, **changed},
        where=services.locate(place, None),
        title="路口燃气味很重",
        body="路口燃气味很重，管子被挖破了",
        actor=actor or community_clerk(),
        key=None,
        now=now,
    )


def turnouts(whistle: Opened) -> dict[str, ties.Tied]:
    return {one.lead_unit: one for one in ties.beneath(whistle.case_id)}


def take(case: Opened | UUID, verb: str, actor: Actor, form: Mapping[str, Any] | None = None, now: Any = NOW) -> Any:
    """As the pages do it."""
    case_id = case if isinstance(case, UUID) else case.case_id
    return services.take_step(case_id=case_id, verb=verb, form=form or {}, actor=actor, key=None, seen=None, now=now)


def state(case: Opened | UUID) -> str:
    held = find(case if isinstance(case, UUID) else case.case_id)
    assert held
    return held.case.state


def faults(**changed: Any) -> list[str]:
    with pytest.raises(FormRefused) as refused:
        blown(**changed)
    return list(refused.value.faults)


# ── Blowing ──


def test_an_emergency_calls_its_departments_at_once() -> None:
    whistle = blown()
    assert state(whistle) == "running"
    assert set(turnouts(whistle)) == {"zjj", "swj"}
    due = Clock.objects.get(case_id=turnouts(whistle)["zjj"].id, name="arrival").due_at
    assert due == NOW + timedelta(minutes=30)


@pytest.mark.parametrize(("level", "urgency"), [("enforcement", "urgent"), ("stubborn", "ordinary")])
def test_any_other_level_waits_for_the_street(level: str, urgency: str) -> None:
    whistle = blown(level=level)
    case = Case.objects.get(id=whistle.case_id)
    assert (case.state, case.urgency, case.owed_by) == ("to_check", urgency, "street@510181901000")
    assert turnouts(whistle) == {}


def test_the_street_finds_it_among_its_work_and_approves_it() -> None:
    whistle = blown(level="enforcement")
    take(whistle, "approve", street_clerk(), {"units": ["cgj"]})
    (turnout,) = turnouts(whistle).values()
    assert (turnout.lead_unit, state(whistle)) == ("cgj", "running")
    assert Case.objects.get(id=turnout.id).opened_unit == "xfjd_xfq", "the community lets them go, not the street"


def test_only_an_emergency_goes_straight_through() -> None:
    whistle = blown(level="enforcement")
    with pytest.raises(StepBarred):
        take(whistle, "call", community_clerk(), {"units": ["zjj"]})


def test_who_blew_it_does_not_approve_it() -> None:
    whistle = blown(street_clerk(), level="enforcement", units=["zjj"], commander="xfjd_xfq")
    with pytest.raises(NeedsAnotherPerson):
        take(whistle, "approve", street_clerk(), {"units": ["zjj"]})
    take(whistle, "approve", coordinator(), {"units": ["zjj"]})


def test_the_street_may_turn_it_down_and_the_community_may_take_it_back() -> None:
    whistle = blown(level="stubborn")
    take(whistle, "turn_down", street_clerk(), {"reason": "can_be_done", "words": "街道自己有车"})
    assert state(whistle) == "turned_down"
    other = blown(level="stubborn")
    take(other, "withdraw", community_clerk())
    assert state(other) == "withdrawn"


def test_a_grid_worker_whistles_through_the_community() -> None:
    whistle = blown(grid_worker(), place="510181901901g01")
    assert Case.objects.get(id=whistle.case_id).opened_unit == "xfjd_xfq"


def test_a_department_blows_no_whistles() -> None:
    with pytest.raises(ActorNotEntitled):
        blown(ZJJ)


# ── Refusals in one sentence ──


def test_a_whistle_to_nobody_is_refused() -> None:
    assert faults(units=[]) == ["units"]


def test_a_whistle_to_oneself_is_refused() -> None:
    with pytest.raises(FormRefused) as refused:
        blown(units=["zjj", "xfjd_xfq"])
    assert refused.value.faults["units"].code == "unit_is_own"
    assert not Case.objects.exists()


def test_a_whistle_to_a_unit_that_does_not_exist_is_refused() -> None:
    assert faults(units=["zjj", "no_such_unit"]) == ["units"]


@pytest.mark.parametrize("unticked", ["", "off", None])
def test_without_the_check_there_is_no_whistle(unticked: Any) -> None:
    assert faults(cannot_alone=unticked) == ["cannot_alone"]


def test_what_was_tried_and_what_is_missing_must_be_said() -> None:
    assert faults(tried="", lacking=" ") == ["tried", "lacking"]


def test_a_level_that_does_not_exist_is_refused() -> None:
    assert faults(level="loud") == ["level"]


def test_a_place_too_wide_to_run_to_is_refused() -> None:
    with pytest.raises(FormRefused):
        blown(place=atlas().children()[0].code)
    with pytest.raises(FormRefused):
        blown(place="nowhere")


# ── Beneath a case ──


def test_a_community_blows_it_beneath_a_case() -> None:
    case = word("楼下燃气味", place="/510181/901/901/g01/", urgency="ordinary")
    step(case, "whistle", community_clerk(), ASKED)
    (whistle,) = ties.beneath(case.case_id)
    assert (whistle.mechanism, whistle.state) == ("whistle", "to_check")
    react("whistle.blown", whistle.id)
    react("whistle.blown", whistle.id)
    assert state(whistle.id) == "running"
    assert {one.lead_unit for one in ties.beneath(whistle.id)} == {"zjj", "swj"}
    assert Case.objects.get(id=ties.beneath(whistle.id)[0].id).opened_unit == "xfjd_xfq"
    assert list(verify(Report())) == []


def test_beneath_a_case_one_calls_no_more_oneself_than_elsewhere() -> None:
    case = word("楼下燃气味", place="/510181/901/901/g01/")
    with pytest.raises(FormRefused):
        step(case, "whistle", community_clerk(), {**ASKED, "units": ["xfjd_xfq"]})


# ── Turning out ──


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


# ── Ratings both ways, false whistles ──


def released(need: str = "needed", unit: str = "zjj") -> tuple[Opened, UUID]:
    whistle = blown(units=[unit])
    turnout = turnouts(whistle)[unit].id
    take(turnout, "check_in", ZJJ, on_spot())
    take(turnout, "let_go", community_clerk())
    take(whistle, "release", community_clerk(), {"outcome": "solved", "result": "不漏了"})
    take(turnout, "rate_whistle", ZJJ, {"need": need})
    react("turnout.whistle_rated", turnout)
    return whistle, turnout


def test_both_sides_rate_each_other_in_either_order() -> None:
    _, turnout = released()
    assert state(turnout) == "released"
    take(turnout, "rate_unit", community_clerk(), {"grade": "good"})
    assert state(turnout) == "closed"
    whistle = blown(units=["zjj"])
    other = turnouts(whistle)["zjj"].id
    take(other, "check_in", ZJJ, on_spot())
    take(other, "let_go", community_clerk())
    take(other, "rate_unit", community_clerk(), {"grade": "poor"})
    assert state(other) == "unit_rated"
    take(other, "rate_whistle", ZJJ, {"need": "needed"})
    assert state(other) == "closed"
    assert sorted(Turnout.objects.values_list("grade", "need")) == [("good", "needed"), ("poor", "needed")]


def test_nobody_rates_twice() -> None:
    _, turnout = released()
    with pytest.raises(StepBarred):
        take(turnout, "rate_whistle", ZJJ, {"need": "local"})


def test_a_doubted_whistle_is_false_only_when_the_street_confirms_it() -> None:
    whistle, _ = released("local")
    case = Case.objects.get(id=whistle.case_id)
    assert (case.state, case.owed_by) == ("doubted", "street@510181901000")
    with pytest.raises(ActorNotEntitled):
        take(whistle, "confirm_false", ZJJ, {"words": "本来就是"})
    take(whistle, "confirm_false", street_clerk(), {"words": "社区有人有设备"})
    assert Whistle.objects.get(case_id=whistle.case_id).state == "false_alarm"


def test_a_whistle_found_needed_is_not_doubted_again() -> None:
    whistle, turnout = released("local")
    take(whistle, "confirm_needed", street_clerk(), {"words": "该吹"})
    react("turnout.whistle_rated", turnout)
    assert state(whistle) == "released"


def test_a_doubt_that_came_before_the_release_is_not_lost() -> None:
    whistle = blown(units=["zjj"])
    turnout = turnouts(whistle)["zjj"].id
    take(turnout, "check_in", ZJJ, on_spot())
    take(turnout, "let_go", community_clerk())
    take(turnout, "rate_whistle", ZJJ, {"need": "local"})
    react("turnout.whistle_rated", turnout)
    assert state(whistle) == "running"
    take(whistle, "release", community_clerk(), {"outcome": "solved", "result": "不漏了"})
    react("whistle.released", whistle.case_id)
    assert state(whistle) == "doubted"


def test_what_nobody_rates_is_filed_and_counts_for_nothing() -> None:
    whistle = blown(units=["zjj"])
    turnout = turnouts(whistle)["zjj"].id
    take(turnout, "check_in", ZJJ, on_spot())
    take(turnout, "let_go", community_clerk())
    assert sweep_unrated_turnouts(NOW + timedelta(days=6)) == 0
    assert sweep_unrated_turnouts(NOW + timedelta(days=8)) == 1
    assert state(turnout) == "closed_unrated"
    assert Turnout.objects.get().grade == ""
    with pytest.raises(StepNotOpen):
        take(turnout, "rate_unit", community_clerk(), {"grade": "good"})


# ── Seeing, keeping ──


def test_who_is_called_sees_the_whistle_and_a_stranger_to_it_does_not() -> None:
    whistle = blown(units=["zjj"])
    held, roles = find(whistle.case_id), towns.pack().roles
    assert held
    assert in_view(ZJJ, held.case, roles)
    assert not in_view(SWJ, held.case, roles)


def test_the_rows_can_be_thrown_away_and_written_again() -> None:
    whistle, turnout = released("local")
    before = list(Whistle.objects.values()), list(Turnout.objects.values())
    Whistle.objects.all().delete()
    Turnout.objects.all().delete()
    for _ in range(2):
        react("whistle.released", whistle.case_id)
        react("turnout.whistle_rated", turnout)
    assert (list(Whistle.objects.values()), list(Turnout.objects.values())) == before


def test_the_ledger_adds_up_after_a_whole_life() -> None:
    whistle, turnout = released("local")
    take(turnout, "rate_unit", community_clerk(), {"grade": "fair"})
    take(whistle, "confirm_needed", coordinator(), {"words": "该吹"})
    assert list(verify(Report())) == []


def test_a_step_on_another_kind_of_case_keeps_no_row() -> None:
    case = word("路灯不亮")
    with pytest.raises(Refusal):
        take(case, "release", community_clerk())
    assert not Whistle.objects.exists()
