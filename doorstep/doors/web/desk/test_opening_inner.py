"""Work among offices is opened from its mechanism's own form, by whoever that mechanism names, and by nobody else."""

from typing import Any

import pytest
from django.test import Client

from doorstep.store.cases.models import Case
from doorstep.store.people.models import Person
from tests.living import employ

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/open/assist_order/"
GIVEN = {"unit": "swj", "task": "请查一下 13812345678 说的管线", "place": "510181901901", "key": "b" * 32}


@pytest.fixture
def clerk() -> Person:
    return employ("desk_clerk", "cgj")


def send(client: Client, **more: Any) -> Any:
    return client.post(ADDRESS, {**GIVEN, **more})


def test_whoever_may_open_it_opens_it_and_its_words_are_masked(client: Client, clerk: Person) -> None:
    client.force_login(clerk)
    assert "请协办什么" in client.get(ADDRESS).content.decode()
    answer = send(client)
    case = Case.objects.select_related("words").get()
    assert answer.url == f"/desk/case/{case.number}/"
    assert (case.is_inner, case.lead_unit, case.opened_unit, case.owed_by) == (True, "swj", "cgj", "desk@swj")
    assert "13812345678" not in case.words.title + case.words.body


def test_sent_twice_it_is_one_case(client: Client, clerk: Person) -> None:
    client.force_login(clerk)
    assert send(client).url == send(client).url
    assert Case.objects.count() == 1


def test_what_is_refused_comes_back_as_it_was_typed(client: Client, clerk: Person) -> None:
    client.force_login(clerk)
    answer = send(client, unit="", place="nowhere")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "请查一下 13812345678 说的管线" in html
    assert Case.objects.count() == 0


def test_answers_may_be_proposed_in_the_address(client: Client, clerk: Person) -> None:
    client.force_login(clerk)
    html = client.get(f"{ADDRESS}?task=请派人&place=510181901902").content.decode()
    assert "请派人</textarea>" in html
    assert 'value="510181901902" selected' in html


@pytest.mark.parametrize("role", ["auditor", "publisher"])
def test_to_whoever_may_not_open_it_the_page_does_not_exist(client: Client, role: str) -> None:
    client.force_login(employ(role, "djy"))
    assert client.get(ADDRESS).status_code == 404
    assert send(client).status_code == 404


def test_a_residents_request_is_not_opened_here(client: Client, clerk: Person) -> None:
    client.force_login(clerk)
    assert client.get("/desk/open/six_orders/").status_code == 404
    assert client.get("/desk/open/no_such_thing/").status_code == 404
