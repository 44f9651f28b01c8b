"""Each rule raises what it describes and nothing else, says so in the story, once, whoever sweeps and however often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Case, Event
from doorstep.store.cases.opening import Opened
from doorstep.store.cases.stories import story_of
from doorstep.store.cases.verifying import Report, verify
from doorstep.wings.escalation.models import Stay
from doorstep.wings.escalation.rules import Happened, Stood, stays_of
from doorstep.wings.escalation.services import keep_stays, raise_by_rules
from tests.living import NOW, acting, employ, pooled, step

MONTH_LATER = NOW + timedelta(days=40)


def level_of(case: Opened) -> str:
    return str(Case.objects.get(id=case.case_id).memory.get("at", {}).get("levels", ""))


def office() -> Actor:
    return acting(employ("coordinator", "tcb"))


def desk() -> Actor:
    return acting(employ("desk_clerk", "cgj_szss"))


def in_hand(text: str = "护栏松了", *, now: datetime = NOW) -> Opened:
    case = pooled(text, office(), now=now)
    step(case, "dispatch", office(), {"unit": "cgj_szss", "basis": "目录"}, now)
    step(case, "accept", desk(), {}, now)
    return case


def last_said(case: Opened) -> str:
    held = find(case.case_id)
    assert held is not None
    return story_of(held.case, law(held.law_id), "staff")[-1].said.zh


@pytest.mark.django_db
def test_what_is_overdue_is_raised_with_the_rule_in_the_story() -> None:
    case = in_hand()
    due = datetime.fromisoformat(Case.objects.get(id=case.case_id).running["handling"])
    assert raise_by_rules(due + timedelta(hours=1)) == 0
    assert raise_by_rules(due + timedelta(days=6)) == 1
    assert level_of(case) == "joint"
    assert "按规则提到部门联处" in last_said(case)
    assert "办理超期 3 个工作日以上" in last_said(case)
    assert list(verify(Report())) == []


@pytest.mark.django_db
def test_a_case_climbs_straight_to_the_highest_level_and_no_further() -> None:
    case = in_hand()
    assert raise_by_rules(MONTH_LATER) == 1
    assert level_of(case) == "higher"
    assert raise_by_rules(MONTH_LATER + timedelta(days=30)) == 0


@pytest.mark.django_db
def test_a_lowered_case_is_not_raised_there_again_by_the_same_rule() -> None:
    case = in_hand()
    raise_by_rules(MONTH_LATER)
    keep_stays(case.case_id)
    step(case, "lower_level", office(), {"level": "task_force", "reason": "已经协调好"}, MONTH_LATER)
    keep_stays(case.case_id)
    assert raise_by_rules(MONTH_LATER + timedelta(hours=1)) == 1  # the rule of three days had not spoken yet
    keep_stays(case.case_id)
    assert level_of(case) == "joint"
    assert raise_by_rules(MONTH_LATER + timedelta(days=1)) == 0
    assert [stay.level for stay in Stay.objects.order_by("seq")] == ["higher", "joint"]


@pytest.mark.django_db
def test_what_many_people_reported_is_raised() -> None:
    case = in_hand()
    Case.objects.filter(id=case.case_id).update(reports=5)
    assert raise_by_rules(NOW) == 1
    assert Event.objects.get(case_id=case.case_id, verb="raise_by_rule").facts["rule"] == "many_people"


@pytest.mark.django_db
def test_the_same_trouble_again_and_again_at_one_place_is_raised() -> None:
    cases = [in_hand(f"护栏松了 {turn}") for turn in range(4)]
    assert raise_by_rules(NOW) == 0
    cases.append(in_hand("护栏又松了"))
    assert raise_by_rules(NOW) == 5
    assert {level_of(case) for case in cases} == {"joint"}


@pytest.mark.django_db
def test_people_raise_by_hand_as_far_as_they_may() -> None:
    case = in_hand()
    with pytest.raises(FormRefused) as refused:
        step(case, "raise_level", desk(), {"level": "higher", "reason": "办不动"})
    assert refused.value.faults["level"].code == "not_yours_to_raise"
    step(case, "raise_level", desk(), {"level": "joint", "reason": "要住建局一起"})
    with pytest.raises(FormRefused) as again:
        step(case, "raise_level", desk(), {"level": "joint", "reason": "再提一次"})
    assert again.value.faults["level"].code == "not_higher"
    step(case, "raise_level", office(), {"level": "higher", "reason": "请领导定"})
    assert level_of(case) == "higher"


@pytest.mark.django_db
def test_each_stay_says_from_when_to_when_and_who_led() -> None:
    case = in_hand()
    step(case, "raise_level", office(), {"level": "joint", "reason": "要协同"})
    step(case, "raise_level", office(), {"level": "higher", "reason": "请领导定"}, NOW + timedelta(days=1))
    for _ in range(2):
        keep_stays(case.case_id)
    joint, higher = Stay.objects.order_by("seq")
    assert (joint.led_by, joint.until) == ("office", higher.since)
    assert (higher.led_by, higher.until) == ("overseer", None)


def _raise_in_another_thread(now: datetime) -> int:
    from django.db import connections

    from doorstep.store.jurisdictions.current import serving

    try:
        with serving("town_dujiangyan"):
            return raise_by_rules(now)
    finally:
        connections.close_all()


def test_two_workers_raise_each_case_once(real_db: str) -> None:
    cases = [in_hand(f"护栏 {turn}") for turn in range(4)]
    later = NOW + timedelta(days=17)
    with ThreadPoolExecutor(2) as workers:
        assert sum(workers.map(_raise_in_another_thread, [later, later])) == len(cases)
    assert Event.objects.filter(verb="raise_by_rule").count() == len(cases)


def at(hour: int) -> datetime:
    return datetime(2026, 11, 23, hour, tzinfo=UTC)


def test_a_closed_case_stands_nowhere_and_taken_up_again_where_it_stood() -> None:
    events = [
        Happened(seq=1, name="case.opened", at=at(1)),
        Happened(seq=2, name="case.level_raised", at=at(2), level="joint"),
        Happened(seq=3, name="case.rated", at=at(3), closes=True),
        Happened(seq=4, name="case.reopened", at=at(4), opens=True),
        Happened(seq=5, name="case.level_lowered", at=at(5), level="low"),
    ]
    assert stays_of(events, "low") == [
        Stood(seq=2, level="joint", rule="", measure=None, since=at(2), until=at(3)),
        Stood(seq=4, level="joint", rule="", measure=None, since=at(4), until=at(5)),
    ]
