"""A round from beginning to end by its pages; results say n and how; a pledge by its pages; the loop leads to the records."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from doorstep.store.cases.acting import act
from doorstep.wings.judging.models import Answer, Round
from doorstep.wings.judging.services import sheet_key
from doorstep.wings.pledges.models import Pledge
from doorstep.wings.projects.models import Project
from doorstep.wings.projects.services import Proposal, propose
from tests.living import acting, employ

pytestmark = pytest.mark.django_db
GRADES = dict.fromkeys(("need", "use", "quality", "manner", "overall"), "satisfied")


@pytest.fixture
def coordinator() -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    return client


@pytest.fixture
def public() -> Client:
    return Client(headers={"host": "testserver"})


@pytest.fixture
def accepted() -> Project:
    office, desk, now = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj")), timezone.now()
    today = timezone.localdate().isoformat()
    proposal = Proposal(topic="路灯", what="装灯", place="510181000000", category="roads.lamp")
    made = propose(proposal, actor=office, unit="tcb", now=now).case_id
    for verb, actor, form in (
        ("set_up", office, {"unit": "cgj", "batch": 1}),
        ("plan", desk, {"milestones": f"装灯，1，{today}"}),
        ("begin", desk, {}),
        ("fund", office, {"source": "district", "amount": "1000"}),
        ("reach", desk, {"milestone": 1, "done_on": today}),
        ("hand_over", desk, {"result": "亮了"}),
        ("accept", office, {"accepted_on": today}),
    ):
        act(case_id=made, verb=verb, form=form, actor=actor, now=now)
    return Project.objects.get(pk=made)


def test_a_round_is_begun_answered_and_closed_and_its_result_says_n_and_how(
    coordinator: Client, public: Client, accepted: Project, statements: Any
) -> None:
    today = timezone.localdate().isoformat()
    asked = {"ask": "open", "opens_on": today, "closes_on": today, "sheets": "30"}
    answer = coordinator.post(f"/office/judging/new/{accepted.number}/", asked)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    one = Round.objects.get()
    assert "路灯" in public.get(f"/judge/{one.code}/").content.decode()
    missing = public.post(f"/judge/{one.code}/", {**GRADES, "overall": ""})
    assert missing.status_code == 422
    assert 'value="satisfied" checked' in missing.content.decode()
    assert public.post(f"/judge/{one.code}/", GRADES).status_code == 200
    again = public.post(f"/judge/{one.code}/", GRADES)
    assert "每份只算一次" in again.content.decode()
    assert coordinator.post(f"/office/judging/{one.code}/paper/", {**GRADES, "sheet": "1-0000"}).status_code == 422
    coordinator.post(f"/office/judging/{one.code}/paper/", {**GRADES, "sheet": sheet_key(one, 1)})
    assert Answer.objects.count() == 2
    assert "这一轮还没结束" in public.get(f"/judge/{one.code}/results/").content.decode()
    assert coordinator.get(f"/office/judging/{one.code}/sheets/").status_code == 200
    coordinator.post(f"/office/judging/{one.code}/close/")
    for address in (f"/judge/{one.code}/results/", f"/projects/{accepted.number}/", "/judge/"):
        with statements() as run:
            page = public.get(address).content.decode()
        assert len(run) <= 15, run
        assert "n=2" in page
        assert "95% 区间" in page
    assert "份数不够" in public.get("/judge/").content.decode()
    assert coordinator.get("/office/judging/").status_code == 200
    assert "同一类诉求，前后各有几件" in coordinator.get(f"/office/projects/{accepted.number}/").content.decode()


def test_the_loop_is_a_picture_whose_stations_are_links(public: Client, coordinator: Client, accepted: Project) -> None:
    page = public.get(f"/projects/{accepted.number}/loop/").content.decode()
    assert page.count('class="node"') == 8
    assert "<script>" not in page
    assert "/all/" not in page
    assert coordinator.get(f"/projects/{accepted.number}/loop/").status_code == 200


def test_a_pledge_is_entered_moved_and_taken_back_and_everybody_reads_the_sums(
    coordinator: Client, public: Client, accepted: Project, statements: Any
) -> None:
    typed = {
        "giver": "新华书店",
        "giver_kind": "shop",
        "kind": "goods",
        "quantity": "2430.5",
        "what": "读书角的书",
        "document": "FP-1",
        "project": accepted.number,
    }
    assert coordinator.post("/office/pledges/new/", {**typed, "quantity": "很多"}).status_code == 422
    assert coordinator.post("/office/pledges/new/", typed).status_code == 302
    made = Pledge.objects.get()
    refused = coordinator.post("/office/pledges/new/", typed)
    assert "同一笔不能算两次" in refused.content.decode()
    at = f"/office/pledges/{made.number}/"
    assert coordinator.post(f"{at}move/", {"code": "receive", "amount": "9999", "document": "SK"}).status_code == 422
    assert coordinator.post(f"{at}move/", {"code": "receive", "amount": "2430.5", "document": "SK"}).status_code == 302
    for client, address in ((public, "/projects/pledges/"), (coordinator, "/office/pledges/"), (coordinator, at)):
        with statements() as run:
            page = client.get(address).content.decode()
        assert len(run) <= 15, run
        assert "2,430.50" in page
    page = public.get("/projects/pledges/").content.decode()
    assert "撬动比 2.43" in page
    assert "新华书店" not in page
    assert "账是平的" in page
    movement = made.movements.get(code="receive")
    coordinator.post(f"{at}back/{movement.pk}/", {"why": "记错"})
    assert "撬动比 0.00" in public.get("/projects/pledges/").content.decode()
    assert public.get(f"/projects/{accepted.number}/").status_code == 200
