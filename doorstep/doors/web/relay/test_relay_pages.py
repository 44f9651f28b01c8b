"""The office says who is told, sees the secret once, finds what did not arrive and pushes it again."""

import re
from typing import Any

import pytest
from django.test import Client

from doorstep.kernel.ids import new_id
from doorstep.wings.relay.models import GIVEN_UP, Delivery, Subscription
from tests.living import NOW, employ, word

pytestmark = pytest.mark.django_db
WANTED = {"name": "12345 平台", "url": "https://93.184.216.34/hook", "system": "12345", "events": ["case.dispatched"]}


@pytest.fixture
def window() -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    return client


def test_a_subscription_shows_its_secret_once_and_can_be_ended(window: Client, statements: Any) -> None:
    page = window.post("/office/webhooks/", WANTED).content.decode()
    assert re.search(r"whsec_[\w+/=]{40,}", page)
    with statements() as run:
        page = window.get("/office/webhooks/").content.decode()
    assert "whsec_" not in page
    assert "12345 平台" in page
    assert len(run) <= 15
    row = Subscription.objects.get()
    assert (row.events, row.system, row.role, row.unit) == (["case.dispatched"], "12345", "coordinator", "tcb")
    assert window.post("/office/webhooks/end/", {"subscription": row.id}).status_code == 302
    assert window.post("/office/webhooks/end/", {"subscription": row.id}).status_code == 404
    assert window.post("/office/webhooks/end/", {"subscription": "x"}).status_code == 404


def test_an_address_within_is_refused_in_a_sentence_and_what_was_typed_stays(window: Client) -> None:
    answer = window.post("/office/webhooks/", {**WANTED, "url": "https://192.168.0.1/a"})
    assert answer.status_code == 422
    assert "内网地址" in answer.content.decode()
    assert 'value="https://192.168.0.1/a"' in answer.content.decode()


def test_what_did_not_arrive_is_listed_and_pushed_again(window: Client) -> None:
    window.post("/office/webhooks/", WANTED)
    case = word("灯坏了")
    row = Delivery.objects.create(
        id=new_id(NOW), to=Subscription.objects.get(), case_id=case.case_id, number=case.number, seq=1,
        event="case.opened", body="{}", state=GIVEN_UP, tries=7, error="refused", made_at=NOW,
    )  # fmt: skip
    assert "1 条没送到" in window.get("/office/webhooks/").content.decode()
    assert "连接被拒绝" in window.get("/office/webhooks/dead/").content.decode()
    in_english = window.get("/office/webhooks/dead/", headers={"accept-language": "en"}).content.decode()
    assert "the connection was refused" in in_english
    assert case.number in window.get("/office/webhooks/log/?before=x").content.decode()
    for again in ({"delivery": row.id}, {"delivery": row.id}, {"subscription": row.to_id}):
        assert window.post("/office/webhooks/retry/", again).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.tries, row.resends.count()) == ("queued", 0, 1)
    assert "又推（之前试过 7 次）" in window.get("/office/webhooks/log/").content.decode()


def test_a_system_is_given_a_secret_to_sign_with(window: Client) -> None:
    assert "whsec_" in window.post("/office/webhooks/secret/", {"system": "petition"}).content.decode()
    assert window.post("/office/webhooks/secret/", {"system": "nobody"}).status_code == 404


def test_only_those_who_may_find_the_page() -> None:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("desk_clerk", "cgj"))
    assert client.get("/office/webhooks/").status_code == 404
