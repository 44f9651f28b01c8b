"""A grid worker's round on a phone: ticked in one tap, and what was found becomes a case; a resident finds who answers."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House
from tests.journeys.office import dress, faults
from tests.journeys.test_desk import session_of

COMMUNITY = "510181901905"
GRID = f"{COMMUNITY}g01"


def planned(target: str) -> Any:
    """A round of today, whatever day of the week it is."""
    from django.utils import timezone

    from doorstep.store.places.atlas import atlas
    from doorstep.wings.grid.models import Due

    today, spot = timezone.localdate(), atlas().get(target)
    assert spot
    due, _ = Due.objects.get_or_create(
        rule="grid_daily",
        target=target,
        opens_on=today,
        defaults={"by": "grid_worker", "place_path": spot.path, "community": COMMUNITY, "due_on": today},
    )
    return due


def unit() -> str:
    from doorstep.store.people.units import unit_tree

    found = unit_tree().for_place(COMMUNITY)
    assert found
    return found.code


@pytest.fixture
def worker(phone: Page, in_town: House) -> Page:
    dress(phone, in_town, sessionid=session_of("grid_worker", unit(), GRID))
    return phone


def test_a_round_is_ticked_in_one_tap(worker: Page) -> None:
    planned(GRID)
    worker.goto("/desk/rounds/")
    assert faults(worker, "grid") == []
    worker.get_by_role("button", name="去过了").first.click()
    expect(worker.locator(".message[role=status]").first).to_contain_text("记下了：去过了")
    expect(worker.get_by_role("heading", level=1)).to_contain_text("今天都去过了")
    assert faults(worker, "grid") == []


def test_what_is_found_on_a_round_becomes_a_case(phone: Page, in_town: House) -> None:
    from doorstep.store.cases.models import Case
    from doorstep.wings.grid.models import Round

    target = f"{COMMUNITY}g02"
    due = planned(target)
    dress(phone, in_town, sessionid=session_of("grid_worker", unit(), target))
    phone.goto("/desk/rounds/")
    phone.get_by_role("link", name="发现了事").click()
    assert faults(phone, "grid") == []
    phone.get_by_role("button", name="去过了，登记这件事").click()
    expect(phone.get_by_role("alert").first).to_be_visible()
    words = f"花坛边的井盖翘起来了 {uuid4().hex[:6]}"
    phone.get_by_label("发生了什么").fill(words)
    phone.get_by_role("button", name="去过了，登记这件事").click()
    expect(phone.locator(".message[role=status]").first).to_contain_text("发现的事登记为")
    told = Round.objects.get(due=due)
    assert Case.objects.get(id=told.case_id).channel == "visit"


def test_a_resident_finds_who_answers_and_can_print_it(phone: Page, in_town: House) -> None:
    phone.goto("/grids/")
    assert faults(phone, "grid") == []
    phone.get_by_label("您住在哪里").select_option(COMMUNITY)
    phone.get_by_role("button", name="看谁负责").click()
    expect(phone.get_by_text("12345")).to_be_visible()
    assert faults(phone, "grid") == []
    phone.goto("/grids/duties/")
    assert faults(phone, "grid") == []


def test_the_coordinators_pages_pass_axe(desktop: Page, in_town: House) -> None:
    planned(GRID)
    dress(desktop, in_town, sessionid=session_of("coordinator", "tcb"))
    for address in ("/office/grids/", f"/office/grids/{COMMUNITY}/", f"/office/grids/{GRID}/", "/office/grids/rounds/"):
        desktop.goto(address)
        assert faults(desktop, address) == []
