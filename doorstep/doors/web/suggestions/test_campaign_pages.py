"""A campaign is made with days that hold, takes words while it is open, refuses afterwards in one sentence, and publishes its sums."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from doorstep.doors.web.suggestions.campaigns import today
from doorstep.doors.web.suggestions.test_suggest_page import GOOD
from doorstep.store.cases.models import Case
from doorstep.wings.suggestions.models import Campaign
from tests.living import employ

pytestmark = pytest.mark.django_db
TOPIC = {"kind": "collection", "topic": "老旧小区加装电梯怎么办", "text": "想听听大家的办法。", "ways": "网上；到社区"}


@pytest.fixture
def coordinator() -> Client:
    signed_in = Client(headers={"host": "testserver"})
    signed_in.force_login(employ("coordinator", "tcb"))
    return signed_in


def days(first: date, last: date) -> dict[str, str]:
    return {"opens_on": first.isoformat(), "closes_on": last.isoformat()}


def a_campaign(coordinator: Client) -> Campaign:
    answer = coordinator.post("/office/campaigns/", {**TOPIC, **days(today(), today() + timedelta(days=30))})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Campaign.objects.get()


def over(campaign: Campaign) -> None:
    past = today() - timedelta(days=3)
    Campaign.objects.filter(id=campaign.id).update(opens_on=past, closes_on=past)


def test_a_word_comes_in_by_a_campaign_and_is_counted_there(
    client: Client, coordinator: Client, statements: Any
) -> None:
    campaign = a_campaign(coordinator)
    client.post(f"/suggest/?campaign={campaign.code}", GOOD)
    with statements() as run:
        page = client.get(f"/campaigns/{campaign.code}/").content.decode()
    assert len(run) <= 15
    assert TOPIC["topic"] in page
    assert f"/campaigns/{campaign.code}/came/" in page
    listed = client.get(f"/campaigns/{campaign.code}/came/").content.decode()
    assert "待转办" in listed
    assert "看不清台阶" not in listed
    assert "林小雨" not in listed


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (-1, 5, "开始日期已经过了"),
        (5, 2, "截止日期在开始日期前面"),
        (0, 900, "最多开 366 天"),
    ],
)
def test_days_that_do_not_hold_are_refused_and_what_was_typed_stays(
    coordinator: Client, first: int, last: int, said: str
) -> None:
    held = days(today() + timedelta(days=first), today() + timedelta(days=last))
    answer = coordinator.post("/office/campaigns/", {**TOPIC, **held})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert TOPIC["topic"] in page
    assert not Campaign.objects.exists()


def test_a_campaign_that_is_over_refuses_in_one_sentence_and_names_the_ordinary_way(
    client: Client, coordinator: Client
) -> None:
    campaign = a_campaign(coordinator)
    over(campaign)
    answer = client.post(f"/suggest/?campaign={campaign.code}", GOOD)
    assert answer.status_code == 422
    assert "请走平常的“提建议”" in answer.content.decode()
    assert Case.objects.count() == 0


def test_the_answer_waits_for_the_end_and_names_nobody(client: Client, coordinator: Client) -> None:
    campaign = a_campaign(coordinator)
    coordinator.post(f"/office/campaigns/{campaign.code}/answer/", {"answer": "过早"})
    assert Campaign.objects.get().answer == ""
    over(campaign)
    long = coordinator.post(f"/office/campaigns/{campaign.code}/answer/", {"answer": "好" * 4001})
    assert "4001" in long.content.decode()
    assert "好" * 4001 in long.content.decode()
    coordinator.post(f"/office/campaigns/{campaign.code}/answer/", {"answer": "采纳两条，联系 13812345678"})
    page = client.get(f"/campaigns/{campaign.code}/").content.decode()
    assert "采纳两条" in page
    assert "13812345678" not in page


@pytest.mark.parametrize("address", ["/campaigns/nothing/", "/suggest/?campaign=nothing", "/campaigns/nothing/came/"])
def test_a_campaign_that_does_not_exist_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", ["suggestions", "splitting", "campaigns", "points"])
def test_the_pages_of_the_office_are_for_the_office(client: Client, coordinator: Client, page: str) -> None:
    assert client.get(f"/office/{page}/").status_code == 302
    clerk = Client(headers={"host": "testserver"})
    clerk.force_login(employ("desk_clerk", "cgj"))
    assert clerk.get(f"/office/{page}/").status_code == 404
    assert coordinator.get(f"/office/{page}/").status_code == 200
