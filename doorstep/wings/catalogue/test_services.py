"""A version stands for ever; a dispatch cites a row that exists and names the unit it goes to."""

import pytest
from django.db import IntegrityError, transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.catalogue import Row
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.routing import DepartmentsDuty, ToldOn
from doorstep.store.cases.models import Event
from doorstep.wings.catalogue import queries, services
from doorstep.wings.catalogue.models import CatalogueRow, Version
from tests.living import NOW, TODAY, acting, employ, pooled, step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_published() -> None:
    """What another test published was rolled back with it."""
    queries.forget()


def rows(lead: str = "cgj_szss") -> list[Row]:
    return [Row(line=1, categories=("roads.lamp",), lead=lead, basis="会议纪要")]


def test_the_pack_gives_the_first_version_once() -> None:
    first = Version.objects.get()
    assert (first.origin, first.is_current) == ("pack", True)
    assert first.size == CatalogueRow.objects.filter(version=first).count() > 40
    assert services.adopt_pack(now=NOW) is None


def test_a_new_version_takes_the_place_of_the_last_and_both_stay() -> None:
    was = Version.objects.get(is_current=True)
    now = services.publish(rows(), origin="file", source="目录.xlsx", by=None, now=NOW, seen=was.name)
    assert Version.objects.get(is_current=True) == now
    assert queries.current_catalogue().version == now.name
    assert queries.rows_of(was)
    assert now.name.startswith("2026-")


def test_the_same_rows_nothing_and_a_stale_look_are_refused() -> None:
    seen = Version.objects.get(is_current=True).name
    services.publish(rows(), origin="file", source="", by=None, now=NOW)
    with pytest.raises(services.SameAsBefore):
        services.publish(rows(), origin="file", source="", by=None, now=NOW)
    with pytest.raises(services.NothingToPublish):
        services.publish([], origin="file", source="", by=None, now=NOW)
    with pytest.raises(services.MovedOn):
        services.publish(rows("cgj"), origin="file", source="", by=None, now=NOW, seen=seen)


@pytest.mark.parametrize("change", [{"basis": "x"}, {"lead": "cgj"}])
def test_a_row_of_a_version_cannot_be_changed(change: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueRow.objects.filter(line=1).update(**change)


def test_a_dispatch_keeps_the_version_and_the_row_it_went_by(office: Actor) -> None:
    case = pooled("路灯不亮", office, category="roads.lamp")
    best, *_ = services.propose(Event_like(), on=TODAY)
    step(case, "dispatch", office, {"unit": best.unit, "basis": best.basis.zh, "catalogue_row": best.token})
    event = Event.objects.get(case_id=case.case_id, verb="dispatch")
    assert event.facts["catalogue_row"] == best.token
    assert best.token.split("/")[0] == Version.objects.get().name


class Event_like:
    category, place_path, request_type, urgency, title = "roads.lamp", "/510181/901/901/", "help", "ordinary", "路灯"


@pytest.mark.parametrize("token", ["2026-99/1", "x", "2026-1/99999", "2026-1/１", "/", "2026-1/1"])
def test_a_row_that_does_not_exist_or_names_another_unit_cannot_be_cited(office: Actor, token: str) -> None:
    case = pooled("路灯不亮", office, category="roads.lamp")
    with pytest.raises(FormRefused):
        step(case, "dispatch", office, {"unit": "zjj", "basis": "目录", "catalogue_row": token})


def test_what_departments_must_do_goes_to_no_community_through_any_door(office: Actor) -> None:
    case = pooled("电梯困人", office, category="housing.lift")
    for unit in ("xfjd_xfq", "xfjd"):
        with pytest.raises(DepartmentsDuty):
            step(case, "dispatch", office, {"unit": unit, "basis": "目录"})
    step(case, "dispatch", office, {"unit": "scj", "basis": "目录"})


def test_a_community_may_be_asked_to_assist_unless_the_list_forbids_even_that(office: Actor) -> None:
    from doorstep.kernel.routing import NotTheirsAtAll

    desk = acting(employ("desk_clerk", "scj"))
    lift = pooled("电梯困人", office, category="housing.lift")
    wages = pooled("老板欠薪", office, category="work.wages")
    for case in (lift, wages):
        step(case, "dispatch", office, {"unit": "scj", "basis": "目录"})
        step(case, "accept", desk)
    step(lift, "call_in", desk, {"units": ["xfjd_xfq"], "task": "看住现场"})
    with pytest.raises(NotTheirsAtAll):
        step(wages, "call_in", desk, {"units": ["xfjd_xfq"], "task": "查账"})


def test_a_tip_off_goes_neither_to_the_unit_it_names_nor_below_but_above(office: Actor) -> None:
    case = pooled("城管局市政设施科有人收钱", office, request_type="tip_off", category="roads.lamp")
    with pytest.raises(ToldOn) as refused:
        step(case, "dispatch", office, {"unit": "cgj_szss", "basis": "目录"})
    assert refused.value.params["above"].zh == "城管局"
    step(case, "dispatch", office, {"unit": "cgj", "basis": "目录"})


def test_a_complaint_goes_by_what_is_on_record_about_whom_it_is(office: Actor) -> None:
    case = pooled("态度差", office, request_type="complaint", category="community.manner")
    step(case, "name_subject", office, {"about_unit": "xfjd"})
    for unit in ("xfjd", "xfjd_xfq"):
        with pytest.raises(ToldOn):
            step(case, "dispatch", office, {"unit": unit, "basis": "目录"})
    step(case, "dispatch", office, {"unit": "djy", "basis": "目录"})


def test_a_tip_off_that_names_a_unit_by_chance_is_cleared_on_record(office: Actor) -> None:
    case = pooled("城管局门口有人乱停车", office, request_type="tip_off", category="roads.lamp")
    with pytest.raises(ToldOn):
        step(case, "dispatch", office, {"unit": "cgj", "basis": "目录"})
    step(case, "name_subject", office, {"about_unit": ""})
    step(case, "dispatch", office, {"unit": "cgj", "basis": "目录"})
