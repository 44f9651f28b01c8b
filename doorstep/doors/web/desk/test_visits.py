"""A visit is recorded, settled at once where it was settled, and its receipt handed over."""

from typing import Any

import pytest
from django.test import Client

from doorstep.store.cases.models import Case, Event
from doorstep.store.people.models import Person
from tests.living import employ

pytestmark = pytest.mark.django_db
GRID = "510181901901g01"
GIVEN = {"what": "楼道堆了旧家具，我搬不动", "place": GRID, "name": "", "phone": "", "key": "a" * 32}


@pytest.fixture
def worker() -> Person:
    return employ("grid_worker", "xfjd_xfq", GRID)


@pytest.fixture
def walk(client: Client, worker: Person) -> Client:
    client.force_login(worker)
    return client


def record(client: Client, **more: Any) -> Any:
    return client.post("/desk/visit/", {**GIVEN, **more})


def test_a_visit_becomes_a_case_with_a_receipt_for_the_resident(walk: Client, worker: Person) -> None:
    assert f'value="{GRID}" selected' in walk.get("/desk/visit/").content.decode()
    html = record(walk).content.decode()
    case = Case.objects.get()
    assert (case.channel, case.state, case.opened_unit) == ("visit", "collected", "xfjd_xfq")
    assert case.number in html
    assert "查询码" in html
    assert Event.objects.get(case=case).actor_id == worker.id


def test_what_was_settled_on_the_spot_is_settled_in_the_same_go_and_still_rated(walk: Client) -> None:
    html = record(walk, result="叫了车，当天清走").content.decode()
    assert "现场办结" in html
    assert Case.objects.get().state == "awaiting_rating"
    assert [event.verb for event in Event.objects.order_by("seq")] == ["open", "settle_on_spot"]


def test_sent_twice_it_is_one_case_and_one_receipt(walk: Client) -> None:
    first = record(walk, result="清走了").content.decode()
    again = record(walk, result="清走了").content.decode()
    assert Case.objects.count() == 1
    assert first.split('<section class="receipt"')[1] == again.split('<section class="receipt"')[1]


def test_what_is_wrong_is_named_and_what_was_typed_is_kept(walk: Client) -> None:
    answer = record(walk, place="", phone="123", result="清走了")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "楼道堆了旧家具" in html
    assert "清走了" in html
    assert "请填 11 位的手机号码" in html
    assert not Case.objects.exists()


def test_who_may_not_settle_there_opens_nothing_either(walk: Client) -> None:
    answer = record(walk, place="510181902901", result="清走了")
    assert answer.status_code == 422
    assert "这一步不由您来办" in answer.content.decode()
    assert not Case.objects.exists()


def test_only_who_may_open_cases_records_visits(client: Client) -> None:
    client.force_login(employ("auditor", "djy"))
    assert client.get("/desk/visit/").status_code == 404
