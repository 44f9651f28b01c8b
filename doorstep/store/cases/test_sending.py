"""Nobody judges complaints about themselves: where one names a unit, a person says first whether it is about it."""

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.routing import SubjectUnsaid, ToldOn, may_know_reporter
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opened
from tests.living import pooled, step

pytestmark = pytest.mark.django_db
SAID = "城管局执法粗暴，摊子说掀就掀"


def complaint(office: Actor, said: str = SAID) -> Opened:
    return pooled(said, office, request_type="complaint", category="community.manner")


def test_a_complaint_that_names_a_unit_is_not_dispatched_before_it_is_said_whom_it_is_about(office: Actor) -> None:
    case = complaint(office)
    for unit in ("cgj", "zjj"):
        with pytest.raises(SubjectUnsaid) as refused:
            step(case, "dispatch", office, {"unit": unit, "basis": "目录"})
        assert [one.zh for one in refused.value.params["units"]] == ["城管局"]


def test_once_said_it_goes_one_level_up_and_never_to_them_and_who_complained_is_hidden(office: Actor) -> None:
    case = complaint(office)
    step(case, "name_subject", office, {"about_unit": "cgj"})
    for unit in ("cgj", "cgj_szss"):
        with pytest.raises(ToldOn):
            step(case, "dispatch", office, {"unit": unit, "basis": "目录"})
    step(case, "dispatch", office, {"unit": "djy", "basis": "上提一级"})
    held = find(case.case_id)
    assert held is not None
    assert held.case.lead_unit == "djy"
    assert not may_know_reporter("complaint", held.case.memory.at["about"], {"desk"})


def test_a_complaint_that_only_asked_them_for_help_goes_to_them_once_that_is_said(office: Actor) -> None:
    case = complaint(office, "找过城管局，一直没人来")
    step(case, "name_subject", office, {})
    step(case, "dispatch", office, {"unit": "cgj", "basis": "目录"})


@pytest.mark.parametrize(
    ("said", "is_asked"),
    [
        ("市政设施科推来推去", True),
        ("幸福街道办不接电话", True),
        ("翔凤桥社区居委会不盖章", True),
        ("翔凤桥社区路边垃圾没人清", False),
        ("幸福街道上的摊子太多", False),
        ("楼上漏水，没人管", False),
    ],
)
def test_short_names_count_and_where_it_happened_does_not(office: Actor, said: str, is_asked: bool) -> None:
    case = complaint(office, said)
    if is_asked:
        with pytest.raises(SubjectUnsaid):
            step(case, "dispatch", office, {"unit": "zjj", "basis": "目录"})
    else:
        step(case, "dispatch", office, {"unit": "zjj", "basis": "目录"})


def test_what_asks_for_help_may_name_whom_it_likes(office: Actor) -> None:
    step(pooled(SAID, office), "dispatch", office, {"unit": "cgj", "basis": "目录"})
