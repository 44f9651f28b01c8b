"""Suggestions, requests and hot issues become candidates; the same are merged and separated; nobody who asked is lost on the way."""

import pytest

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases import ties
from doorstep.store.cases.acting import act
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.cases.verifying import Report, verify
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation.becoming import what_became
from doorstep.wings.deliberation.candidates import (
    IsMerged,
    Item,
    NothingToCollect,
    collect,
    collect_case,
    merge,
    recount,
    separate,
)
from tests.living import NOW, acting, employ, pooled, step, word

pytestmark = pytest.mark.django_db


def office() -> Actor:
    return acting(employ("coordinator", "tcb"))


def asked_by(phone: str, what: str = "给步道加灯") -> Opened:
    """A word of somebody with this phone."""
    return word(what, reporter=Reporter(is_anonymous=False, name="林小雨", phone=phone))


def item(topic: str, *matters: Opened) -> Opened:
    made = Item(topic=topic, source="suggestion", matters=tuple(one.number for one in matters))
    return collect(made, actor=office(), key=None, now=NOW)


def state(made: Opened) -> str:
    held = find(made.case_id)
    assert held is not None
    return held.case.state


def test_one_person_who_asks_twice_counts_once() -> None:
    made = item("步道加灯", asked_by("13800002222"), asked_by("13800002222"), asked_by("13800003333"))
    standing = recount(made.case_id, now=NOW)
    assert (standing.people, standing.cases) == (2, 3)


def test_merging_keeps_everybody_and_is_undone_by_separating() -> None:
    main, other = (
        item("步道加灯", asked_by("13800002222")),
        item("河边装灯", asked_by("13800003333"), asked_by("13800004444")),
    )
    merge(main.case_id, other.number, actor=office(), now=NOW)
    assert state(other) == "merged"
    assert recount(main.case_id, now=NOW).people == 3
    with pytest.raises(IsMerged):
        merge(item("再来一条").case_id, other.number, actor=office(), now=NOW)
    separate(main.case_id, other.number, actor=office(), now=NOW)
    assert state(other) == "collected"
    assert recount(main.case_id, now=NOW).people == 1
    assert recount(other.case_id, now=NOW).people == 2
    assert list(verify(Report())) == []


def test_the_author_of_a_merged_candidate_reads_what_became_of_the_main_one_and_why() -> None:
    asked = asked_by("13800003333")
    main, other = item("步道加灯", asked_by("13800002222")), item("河边装灯", asked)
    merge(main.case_id, other.number, actor=office(), now=NOW)
    step(main, "list", office())
    act(
        case_id=main.case_id,
        verb="leave_out",
        form={"why": "找王小明 13812345678 核过，明年随步道改造一起做"},
        actor=SYSTEM,
        now=NOW,
    )
    stages = what_became(asked.case_id)
    assert [stage.title for stage in stages] == ["河边装灯", "步道加灯"]
    why = stages[-1].happened[-1].why
    assert "明年" in why
    assert "13812345678" not in why


def test_a_case_is_collected_once_and_a_tip_off_never() -> None:
    asked = asked_by("13800002222")
    held = find(asked.case_id)
    assert held is not None
    numbers = {collect_case(held.case, title="步道加灯", body="", actor=office(), now=NOW) for _turn in range(2)}
    assert len(numbers) == 1
    secret = find(word("有人偷排", request_type="tip_off").case_id)
    assert secret is not None
    with pytest.raises(NothingToCollect):
        collect_case(secret.case, title="偷排", body="", actor=office(), now=NOW)


def test_nothing_is_left_out_without_a_reason() -> None:
    made = item("步道加灯")
    with pytest.raises(FormRefused):
        step(made, "leave_out", office(), {"why": ""})


def test_a_case_out_of_sight_cannot_be_tied_to_ones_own() -> None:
    here, there = (spot for spot in atlas().of_level("community")[:2])
    clerk = acting(employ("community_clerk", "xfjd_xfq", here.code))
    mine, theirs = pooled("护栏坏了", office(), place=here.path), pooled("灯坏了", office(), place=there.path)
    made = collect(Item(topic="修护栏", source="doors", place_path=here.path), actor=clerk, key=None, now=NOW)
    step(made, "gather", clerk, {"matter": mine.number})
    with pytest.raises(FormRefused) as refused:
        step(made, "gather", clerk, {"matter": theirs.number})
    assert isinstance(refused.value.faults["matter"], ties.CaseUnknown)
    step(made, "gather", office(), {"matter": theirs.number})
