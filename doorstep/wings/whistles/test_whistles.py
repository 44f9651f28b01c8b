"""A whistle is blown by whom its law names, straight through or by the street, and refused in one sentence."""

from datetime import timedelta
from typing import Any

import pytest

from doorstep.kernel.refusals import ActorNotEntitled, FormRefused, NeedsAnotherPerson, StepBarred
from doorstep.store.cases import ties
from doorstep.store.cases.models import Case, Clock
from doorstep.store.cases.verifying import Report, verify
from doorstep.store.places.atlas import atlas
from tests.cast import (
    community_clerk,
    coordinator,
    grid_worker,
)
from tests.living import NOW, step, word
from tests.whistling import ASKED, ZJJ, blown, faults, react, state, street_clerk, take, turnouts

pytestmark = pytest.mark.usefixtures("db")


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
