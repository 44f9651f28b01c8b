"""What coordinators see of levels and supervision; others do not learn that the pages exist."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from doorstep.kernel.actor import Actor
from doorstep.store.cases.models import Case, Tie
from doorstep.store.cases.opening import Opened
from doorstep.wings.escalation.services import keep_stays, raise_by_rules
from tests.living import NOW, acting, employ, pooled, step

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=17)


@pytest.fixture
def desk() -> Actor:
    return acting(employ("desk_clerk", "cgj_szss"))


@pytest.fixture
def in_hand(office: Actor, desk: Actor) -> Opened:
    case = pooled("护栏松了", office)
    step(case, "dispatch", office, {"unit": "cgj_szss", "basis": "目录"})
    step(case, "accept", desk)
    return case


@pytest.fixture
def coordinator(office: Actor, client: Client) -> Client:
    client.force_login(employ("coordinator", "tcb"))
    return client


def test_a_raised_case_shows_its_level_and_the_rule(in_hand: Opened, coordinator: Client) -> None:
    raise_by_rules(LATER)
    keep_stays(in_hand.case_id)
    page = coordinator.get("/office/levels/").content.decode()
    assert in_hand.number in page
    assert "办理超期 3 个工作日以上" in page
    assert in_hand.number not in coordinator.get("/office/levels/?level=higher").content.decode()
    story = coordinator.get(f"/desk/case/{in_hand.number}/").content.decode()
    assert "按规则提到部门联处" in story
    assert "<dd>部门联处" in story


def test_supervision_opens_an_order_beneath_and_the_unit_answers(
    in_hand: Opened, coordinator: Client, office: Actor, desk: Actor
) -> None:
    form = {"unit": "cgj_szss", "reason": "overdue", "words": "请尽快", "reply_by": "2026-11-30"}
    step(in_hand, "supervise", office, form)
    order = Tie.objects.get(parent_id=in_hand.case_id).child
    assert (order.state, order.lead_unit, order.due_clock) == ("asked", "cgj_szss", "supervision_reply")
    page = coordinator.get("/office/supervision/").content.decode()
    assert order.number in page
    assert "逾期" in page
    step(order.id, "answer", desk, {"outcome": "done", "result": "换好了"})
    step(order.id, "send_back", office, {"words": "照片呢"})
    step(order.id, "answer", desk, {"outcome": "done", "result": "照片补上"})
    step(order.id, "close", office)
    assert Case.objects.get(id=order.id).is_final
    assert order.number in coordinator.get("/office/supervision/?closed=1").content.decode()


@pytest.mark.parametrize("path", ["levels", "supervision", "lists", "estates", "themes"])
def test_those_without_the_capability_do_not_learn_of_the_pages(client: Client, path: str) -> None:
    client.force_login(employ("desk_clerk", "cgj_szss"))
    assert client.get(f"/office/{path}/").status_code == 404


@pytest.mark.parametrize("path", ["levels", "supervision", "lists", "estates", "themes"])
def test_the_pages_cost_few_statements(coordinator: Client, in_hand: Opened, statements: Any, path: str) -> None:
    raise_by_rules(LATER)
    keep_stays(in_hand.case_id)
    coordinator.get(f"/office/{path}/")
    with statements() as run:
        assert coordinator.get(f"/office/{path}/").status_code == 200
    assert len(run) <= 15
