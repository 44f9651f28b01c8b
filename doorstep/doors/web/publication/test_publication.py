"""Publisher and reviewer, each in a window of their own, bring a batch to the public; nobody reads an original here."""

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from doorstep.kernel.actor import Actor
from doorstep.store.cases import laws
from doorstep.store.cases.models import Case
from doorstep.wings.publication.models import Item
from doorstep.wings.publication.services import publish_items
from tests.living import NOW, acting, employ, finished, pooled

pytestmark = pytest.mark.django_db
NASTY = "我是王小明，电话13812345678，住翔凤桥3栋2单元501，门口路灯不亮，找开茶馆的老魏也没用"
SECRETS = ("王小明", "13812345678", "501")


@pytest.fixture
def desk() -> Actor:
    return acting(employ("desk_clerk", "cgj_szss"))


def window(role: str) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ(role, "tcb"))
    return client


def a_batch(publisher: Client, *numbers: str) -> str:
    opened = publisher.post("/publication/open/", {"title": "第一批"})
    url = opened["Location"].removesuffix("choose/")
    publisher.post(f"{url}choose/", {"chosen": list(numbers)})
    return url


def test_a_batch_goes_from_choice_to_the_public(office: Actor, desk: Actor) -> None:
    case = finished(NASTY, office, desk, "cgj_szss", masked="门口路灯不亮")
    publisher, reviewer = window("publisher"), window("reviewer")
    opened = publisher.post("/publication/open/", {"title": "第一批"})
    assert case.number in publisher.get(opened["Location"]).content.decode()
    url = opened["Location"].removesuffix("choose/")
    html = publisher.post(f"{url}choose/", {"chosen": [case.number]}, follow=True).content.decode()
    assert 'class="veiled"' in html
    assert not any(secret in html for secret in SECRETS)
    item = Item.objects.get()
    edited = {"title": "路灯", "body": item.body, "outcome": item.outcome, "hide": "茶馆", "done": "1"}
    publisher.post(f"{url}items/{item.pk}/", edited)
    item.refresh_from_db()
    assert "茶馆" not in item.body
    publisher.post(f"{url}step/", {"verb": "submit", "note": "请审"})
    assert "请审" in reviewer.get(url).content.decode()
    assert publisher.post(f"{url}step/", {"verb": "approve"}).status_code == 403
    reviewer.post(f"{url}step/", {"verb": "approve"})
    publish_items(item.batch_id, now=NOW)
    public = Client(headers={"host": "testserver"}).get(f"/public/{case.number}/").content.decode()
    assert "办完了" in public
    assert not any(secret in public for secret in (*SECRETS, "茶馆"))
    reviewer.post(f"{url}step/", {"verb": "withdraw_item", "item": case.number, "reason": "wrong"})
    assert Case.objects.get(id=item.batch_id).seq == 4


def test_words_without_end_are_refused_and_shown_again(office: Actor, desk: Actor) -> None:
    publisher = window("publisher")
    url = a_batch(publisher, finished("路灯不亮", office, desk, "cgj_szss").number)
    item = Item.objects.get()
    answer = publisher.post(f"{url}items/{item.pk}/", {"title": "灯", "body": "灯" * 10_001, "outcome": ""})
    assert answer.status_code == 422
    assert "最多 10000 个字，现在是 10001 个" in answer.content.decode().replace(",", "")
    assert "灯" * 10_001 in answer.content.decode()
    item.refresh_from_db()
    assert len(item.body) < 100


def test_a_state_that_the_newest_law_dropped_is_still_called_by_its_name(office: Actor, desk: Actor) -> None:
    publisher = window("publisher")
    url = a_batch(publisher, finished("路灯不亮", office, desk, "cgj_szss").number)
    law = laws.current_law("six_orders").mechanism
    gone = Item.objects.get().state
    label = law.state(gone).label
    laws.publish(
        replace(law, version="9" * 64, states=tuple(one for one in law.states if one.name != gone)), now=timezone.now()
    )
    assert laws.state_label("six_orders", gone) == label
    assert laws.state_label("six_orders", "nowhere").zh == "nowhere"
    assert publisher.get(url).status_code == 200
    laws.forget()


def test_pages_cost_few_statements(office: Actor, desk: Actor, statements) -> None:
    publisher = window("publisher")
    numbers = [finished(f"路灯 {turn} 不亮", office, desk, "cgj_szss").number for turn in range(4)]
    url = a_batch(publisher, *numbers[:2])
    item = Item.objects.first()
    assert item
    for page in ("/publication/", url, f"{url}choose/", f"{url}items/{item.pk}/"):
        publisher.get(page)
        with statements() as run:
            assert publisher.get(page).status_code == 200
        assert len(run) <= 15, (page, run)


def test_a_returned_batch_says_why_and_can_be_edited_again(office: Actor, desk: Actor) -> None:
    publisher, reviewer = window("publisher"), window("reviewer")
    url = a_batch(publisher, finished("路灯不亮", office, desk, "cgj_szss").number)
    publisher.post(f"{url}step/", {"verb": "submit"})
    item = Item.objects.get()
    assert publisher.get(f"{url}items/{item.pk}/").status_code == 404
    answer = reviewer.post(f"{url}step/", {"verb": "return", "changes": ""})
    assert answer.status_code == 422
    assert "还没有填“要改哪里”" in answer.content.decode()
    reviewer.post(f"{url}step/", {"verb": "return", "changes": "标题太长"})
    assert "标题太长" in publisher.get(url).content.decode()
    assert publisher.get(f"{url}items/{item.pk}/").status_code == 200


def test_a_doubtful_item_is_not_submitted_until_somebody_looked(office: Actor) -> None:
    publisher = window("publisher")
    url = a_batch(publisher, pooled("一名留守儿童没人接", office).number)
    answer = publisher.post(f"{url}step/", {"verb": "submit"})
    assert answer.status_code == 409
    assert "可能涉及未成年人" in answer.content.decode()
    item = Item.objects.get()
    publisher.post(f"{url}items/{item.pk}/", {"title": "接送", "body": item.body, "is_cleared": "on"})
    assert publisher.post(f"{url}step/", {"verb": "submit"}).status_code == 302


def test_a_batch_without_a_title_is_refused_with_a_sentence(client: Client) -> None:
    answer = window("publisher").post("/publication/open/", {"title": " "})
    assert answer.status_code == 422
    assert "给这一批起个名字" in answer.content.decode()


def test_the_desk_does_not_exist_for_others(office: Actor, desk: Actor) -> None:
    url = a_batch(window("publisher"), finished("路灯不亮", office, desk, "cgj_szss").number)
    for role in ("coordinator", "desk_clerk", "leader"):
        other = window(role)
        for page in ("/publication/", url, f"{url}choose/"):
            assert other.get(page).status_code == 404
    assert window("reviewer").get(f"{url}choose/").status_code == 404
    assert re.search("signin", Client(headers={"host": "testserver"}).get(url)["Location"])


@pytest.mark.parametrize("nasty", ["\x00", "灯\x00", "' OR 1=1 --", "9" * 400, "\u202e", "<script>alert(1)</script>"])
def test_nasty_values_are_taken_or_refused_and_never_an_error(office: Actor, desk: Actor, nasty: str) -> None:
    publisher = window("publisher")
    assert publisher.post("/publication/open/", {"title": nasty, "key": nasty}).status_code in (302, 422)
    url = a_batch(publisher, finished("路灯不亮", office, desk, "cgj_szss").number)
    for name in ("stage", "unit", "place", "category", "grade"):
        assert publisher.get(f"{url}choose/", {name: nasty}).status_code == 200
    assert publisher.post(f"{url}choose/", {"chosen": [nasty]}).status_code == 302
    item = Item.objects.get()
    sent = {"title": nasty, "body": nasty, "outcome": nasty, "hide": nasty, "is_cleared": nasty}
    assert publisher.post(f"{url}items/{item.pk}/", sent).status_code == 302
    html = publisher.get(f"{url}items/{item.pk}/").content.decode()
    assert "<script>alert" not in html
    assert publisher.post(f"{url}step/", {"verb": nasty, nasty: nasty}).status_code in (400, 404, 422)
    assert publisher.post(f"{url}step/", {"verb": "submit", "note": nasty, "seen": nasty}).status_code in (302, 409)
    assert publisher.get(f"{url}items/{'9' * 30}/").status_code == 404
