"""A theme's page shows its cases, its tasks, and before and after with the cases behind each number."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from doorstep.store.cases.models import Case, Tie
from doorstep.wings.themes.services import screen_places
from tests.living import employ, word

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def coordinator() -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    return client


def a_theme(coordinator: Client) -> Case:
    asked = {
        "topic": "护栏老松",
        "unit": "cgj",
        "days": "30",
        "place": "510181000000",
        "category": "roads.railing",
        "key": "k1",
    }
    answer = coordinator.post("/desk/open/theme/", asked)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return Case.objects.get(state="planning", is_inner=True)


def test_a_theme_is_started_gathers_and_shows_what_it_counts(coordinator: Client, statements: Any) -> None:
    now = timezone.now()
    for turn in range(1, 13):
        word(f"护栏 {turn}", now=now - turn * DAY)
    theme = a_theme(coordinator)
    assert theme.number in coordinator.get("/office/themes/").content.decode()
    coordinator.post(f"/office/themes/{theme.number}/gather/", {"days": "60"})
    assert Tie.objects.filter(parent_id=theme.id, kind="theme").count() == 12
    with statements() as run:
        page = coordinator.get(f"/office/themes/{theme.number}/").content.decode()
    assert len(run) <= 15
    assert "归进来 12 件" in page
    assert "12 件</a>" in page
    link = page.split('class="num" href="')[1].split('"')[0].replace("&amp;", "&")
    listed = coordinator.get(link).content.decode()
    assert listed.count("data-row") == 12
    with statements() as run:
        loop = coordinator.get(f"/office/themes/{theme.number}/loop/").content.decode()
    assert len(run) <= 15
    assert loop.count('class="node"') == 8
    assert loop.count("data-row") == 12
    for address in re.findall(r'<a href="(/[^"]+)"', loop):
        assert coordinator.get(address.replace("&amp;", "&")).status_code == 200, address


def test_screening_proposes_a_place_with_a_link_to_start_a_file(coordinator: Client) -> None:
    now = timezone.now()
    for turn in range(13):
        word(f"护栏 {turn}", now=now - turn * DAY)
    screen_places(now)
    page = coordinator.get("/office/estates/").content.decode()
    assert "12 件</a>" in page
    start = page.split('class="button plain slim" href="')[1].split('"')[0].replace("&amp;", "&")
    assert coordinator.get(start).status_code == 200


def test_a_number_that_is_no_theme_is_not_found(coordinator: Client) -> None:
    case = word("护栏")
    assert coordinator.get(f"/office/themes/{case.number}/").status_code == 404
    assert coordinator.get("/office/themes/20260101-9999/").status_code == 404
