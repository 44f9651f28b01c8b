"""A caller sees the matter and the unit, opens the phone with a trace, and asks one question a screen; others see nothing."""

from uuid import UUID

import pytest
from django.test import Client

from doorstep.store.cases import ties
from doorstep.store.cases.hearing import Told
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Access
from doorstep.wings.callbacks import reactions
from tests.living import NOW, acting, employ, finished

pytestmark = pytest.mark.django_db


def a_callback() -> tuple[UUID, str]:
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj"))
    case = finished("护栏松了", office, desk, "cgj", request_type="complaint")
    held = find(case.case_id)
    assert held is not None
    told = Told(town="town_dujiangyan", case_id=case.case_id, seq=held.case.seq, event="case.finished")
    reactions.draw_callback(told, now=NOW)
    (tied,) = [one for one in ties.beneath(case.case_id) if one.mechanism == "callback"]
    return case.case_id, tied.number


def as_(role: str, unit: str) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ(role, unit), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_call_goes_from_the_list_to_the_answer_and_the_phone_leaves_a_trace() -> None:
    case_id, number = a_callback()
    caller = as_("caller", "tcb")
    assert number in caller.get("/callbacks/").content.decode()
    page = caller.get(f"/callbacks/{number}/").content.decode()
    assert "13812345678" not in page
    assert "李工" not in page
    assert "13812345678" in caller.post(f"/callbacks/{number}/phone/").content.decode()
    assert Access.objects.filter(case_id=case_id, what="contact").count() == 1
    assert "联系过" in caller.get(f"/callbacks/{number}/ask/").content.decode()
    told = {"contacted": "yes", "solved": "yes", "satisfied": "satisfied"}
    assert 'name="words"' in caller.get(f"/callbacks/{number}/ask/", told).content.decode()
    assert caller.post(f"/callbacks/{number}/answer/", {**told, "satisfied": ""}).status_code == 422
    long = caller.post(f"/callbacks/{number}/answer/", {**told, "words": "谢" * 1001})
    assert "1001 个字" in long.content.decode()
    assert "谢" * 1001 in long.content.decode()
    assert caller.post(f"/callbacks/{number}/answer/", {**told, "words": "谢谢"}).status_code == 302
    assert f"/callbacks/{number}/" not in caller.get("/callbacks/").content.decode()


def test_a_caller_cannot_see_who_handled_it_and_the_unit_cannot_call() -> None:
    case_id, number = a_callback()
    held = find(case_id)
    assert held is not None
    assert as_("caller", "tcb").get(f"/desk/case/{held.case.number}/").status_code == 404
    assert as_("desk_clerk", "cgj").get(f"/callbacks/{number}/").status_code == 404


def test_a_supervisor_sees_the_rates_of_the_own_unit_alone() -> None:
    boss, clerk = as_("desk_supervisor", "cgj"), as_("desk_clerk", "cgj")
    for view in ("rates", "grades", "times", "relapses"):
        assert boss.get(f"/rates/?view={view}&by=category&period=year").status_code == 200
    assert boss.get("/rates/cases/?figure=solved&key=swj&after=x~y").status_code == 200
    assert boss.get("/rates/cases/?figure=nothing").status_code == 404
    assert boss.get("/rates/exclusions/").status_code == 200
    assert boss.post("/rates/exclusions/", {"number": "20200101-0001", "reason": "ended"}).status_code == 422
    assert clerk.get("/rates/").status_code == 404
    assert Client(headers={"host": "testserver"}).get("/public/rates/").status_code == 200
