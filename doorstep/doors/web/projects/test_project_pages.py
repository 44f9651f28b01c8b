"""Pages of projects: put in reserve by a form, told plainly to everybody, each number with what it counts; few statements."""

from typing import Any

import pytest
from django.test import Client

from doorstep.store.cases.acting import act
from doorstep.wings.projects.models import Project
from tests.living import NOW, acting, employ, word

pytestmark = pytest.mark.django_db
TYPED = {
    "topic": "照亮回家的路",
    "what": "给背街小巷装路灯。",
    "side": "forward",
    "kind": "special",
    "provider": "charity",
    "counted_in": "visits",
    "place": "510181000000",
    "key": "k1",
}


@pytest.fixture
def coordinator() -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    return client


@pytest.fixture
def public() -> Client:
    return Client(headers={"host": "testserver"})


def project(coordinator: Client, **typed: str) -> Project:
    answer = coordinator.post("/office/projects/new/", TYPED | typed)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Project.objects.order_by("-rank")[0]


def set_up(made: Project) -> None:
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj"))
    for verb, actor, form in (
        ("set_up", office, {"unit": "cgj", "batch": 1}),
        ("plan", desk, {"milestones": "设计，20，2026-12-01\n施工，80，2026-12-20"}),
        ("begin", desk, {}),
        ("delay", desk, {"milestone": 2, "until": "2027-01-05", "reason": "supply", "words": "灯杆晚到"}),
        ("reach", desk, {"milestone": 1, "done_on": "2026-11-23"}),
        ("fund", office, {"source": "district", "amount": "120000"}),
    ):
        act(case_id=made.pk, verb=verb, form=form, actor=actor, now=NOW)


def test_a_wish_becomes_a_project_in_reserve_and_everybody_reads_how_far_it_is(
    coordinator: Client, public: Client, statements: Any
) -> None:
    wish = word("路灯不亮")
    proposed = coordinator.get(f"/office/projects/new/?from={wish.number}").content.decode()
    assert wish.number in proposed
    made = project(coordinator, came_from=wish.number)
    assert "照亮回家的路" in public.get("/projects/reserve/").content.decode()
    set_up(made)
    for client, address in ((public, f"/projects/{made.number}/"), (coordinator, f"/office/projects/{made.number}/")):
        with statements() as run:
            page = client.get(address).content.decode()
        assert len(run) <= 15, run
        for told in ("20%", "灯杆晚到", "原定", "120,000", "区级财政"):
            assert told in page
    assert wish.number not in public.get(f"/projects/{made.number}/").content.decode()
    for client, address in ((public, "/projects/"), (coordinator, "/office/projects/"), (public, "/projects/money/")):
        with statements() as run:
            assert "照亮回家的路" in client.get(address).content.decode()
        assert len(run) <= 15
    assert public.get("/projects/points.json").json()["features"] == []


def test_what_is_refused_keeps_what_was_typed(coordinator: Client) -> None:
    answer = coordinator.post("/office/projects/new/", TYPED | {"came_from": "20260101-9999", "topic": "装路灯"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有编号为“20260101-9999”的事项" in page
    assert "装路灯" in page


def test_what_is_no_project_does_not_exist(coordinator: Client, public: Client) -> None:
    assert public.get("/projects/20260101-9999/").status_code == 404
    assert coordinator.get("/office/projects/20260101-9999/").status_code == 404
    assert public.get("/office/projects/").status_code == 302
