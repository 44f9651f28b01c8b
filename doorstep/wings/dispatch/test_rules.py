"""Proposals say why; nobody judges what is said of themselves."""

from dataclasses import dataclass

from doorstep.kernel.routing import units_named
from doorstep.kernel.words import Words
from doorstep.wings.dispatch.rules import Facts, Past, doubts, may_not_go, propose


@dataclass(frozen=True)
class Unit:
    code: str
    label: Words
    kind: str
    path: str
    parent: str = ""


UNITS = {
    unit.code: unit
    for unit in (
        Unit("djy", Words(zh="都江堰市", en="Dujiangyan"), "authority", "/djy/"),
        Unit("cgj", Words(zh="城管局", en="Urban Management"), "department", "/djy/cgj/"),
        Unit("cgj_sz", Words(zh="城管局市政设施科", en="Public Facilities"), "section", "/djy/cgj/cgj_sz/"),
        Unit("zjj", Words(zh="住建局", en="Housing"), "department", "/djy/zjj/"),
        Unit("xfq", Words(zh="翔凤桥社区", en="Xiangfengqiao"), "community", "/djy/xfjd/xfq/"),
    )
}


def facts(text: str = "路灯不亮", request_type: str = "help") -> Facts:
    label = Words(zh="路灯", en="street lamps")
    return Facts(category="lamps", category_label=label, request_type=request_type, text=text)


def test_the_usual_unit_comes_first_with_the_catalogue_as_reason() -> None:
    found = propose(facts(), "cgj", [Past(unit="zjj", count=3, of=12), Past(unit="cgj", count=9, of=12)], UNITS)
    assert [one.unit for one in found] == ["cgj", "zjj"]
    assert found[0].reason.zh == "派单目录：路灯由它承办；本社区近来同类 12 件，9 件由它办"
    assert found[0].basis.zh == "派单目录：路灯"


def test_one_earlier_case_is_no_evidence() -> None:
    assert propose(facts(), "", [Past(unit="zjj", count=1, of=1)], UNITS) == ()


def test_a_retired_or_unknown_unit_is_not_proposed() -> None:
    assert propose(facts(), "gone", [Past(unit="gone_too", count=9, of=9)], UNITS) == ()


def test_a_complaint_never_proposes_the_unit_it_names_nor_its_sections() -> None:
    case = facts("城管局的人乱收费", "complaint")
    found = propose(case, "cgj_sz", [Past(unit="cgj", count=5, of=5), Past(unit="zjj", count=4, of=5)], UNITS)
    assert [one.unit for one in found] == ["zjj"]


def test_a_tip_off_is_refused_to_the_unit_it_names_and_a_complaint_only_doubted() -> None:
    assert may_not_go(facts("城管局有人收钱", "tip_off"), "cgj_sz", UNITS) is not None
    assert may_not_go(facts("城管局有人收钱", "tip_off"), "zjj", UNITS) is None
    complaint = facts("城管局有人收钱", "complaint")
    assert may_not_go(complaint, "cgj", UNITS) is None
    assert doubts(complaint, "cgj", UNITS)


def test_asking_for_help_may_name_the_unit_that_helps() -> None:
    assert propose(facts("请城管局来修路灯"), "cgj", [], UNITS)[0].unit == "cgj"


def test_sending_work_down_to_a_community_is_doubted() -> None:
    assert "社区" in doubts(facts(), "xfq", UNITS)[0].zh
    assert doubts(facts(), "cgj", UNITS) == ()


def test_units_are_found_by_name_without_the_towns_own() -> None:
    assert units_named("翔凤桥社区反映给住建局了", UNITS.values()) == {"xfq", "zjj"}
