"""The style page: axe finds nothing in both themes and sizes, nothing spills over the edge, nothing to press is too small."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from doorstep.doors.web.look import PAGES
from tests.journeys.conftest import House, window

# What stands in a sentence may be as high as its line; what stands alone may not (WCAG 2.5.8; 60 px in 长辈版).
TOO_SMALL = """(least) => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary, label.choice')]
    .filter((el) => el.checkVisibility() && !el.closest('p, .quiet, .more, .leaflet-container, .state, figure'))
    .filter((el) => !el.matches('[type=checkbox], [type=radio], .strong, .skip, .elder-switch'))
    .filter((el) => el.getBoundingClientRect().height < least - 0.5)
    .map((el) => `${Math.round(el.getBoundingClientRect().height)} px high: ${el.outerHTML.slice(0, 100)}`)"""


@pytest.fixture
def session(in_town: House) -> Iterator[str]:
    """A session of somebody at a desk."""
    from doorstep.store.people.staffing import hire, register_person

    person = register_person(username=f"look{uuid4().hex[:8]}", display_name="刘敏", password=None)
    hire(person=person, role="desk_clerk", unit="cgj", place="", from_on=date(2026, 1, 1))
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def dress(page: Page, address: str, **cookies: str) -> None:
    page.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("elder", ["off", "on"], ids=["ordinary", "elder"])
def test_every_component_is_accessible(
    browser: Browser, house: House, session: str, width: int, theme: str, elder: str
) -> None:
    problems: list[str] = []
    with window(browser, house, viewport={"width": width, "height": 860}) as page:
        dress(page, house.url, theme=theme, elder=elder, sessionid=session)
        for name in PAGES:
            page.goto(f"/look/{name}/")
            assert page.locator("html").get_attribute("data-theme") == theme
            found = Axe().run(page).response["violations"]
            problems += [f"{name}: {rule['id']} {node['html'][:120]}" for rule in found for node in rule["nodes"]]
            problems += [f"{name}: {small}" for small in page.evaluate(TOO_SMALL, 60 if elder == "on" else 40)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems.append(f"{name}: wider than the screen")
    assert problems == []


def test_what_was_typed_survives_a_closed_tab(phone: Page, house: House, session: str) -> None:
    dress(phone, house.url, sessionid=session)
    phone.goto("/look/report/")
    phone.get_by_label("在哪里").select_option("510181003008")
    phone.goto("/look/report/")
    expect(phone.get_by_label("在哪里")).to_have_value("510181003008")
    expect(phone.get_by_text("已替您恢复上次没写完的内容")).to_be_visible()


def test_large_text_and_colours_change_at_once_and_stay(phone: Page, house: House) -> None:
    phone.goto("/")
    phone.get_by_role("button", name="长辈版").click()
    phone.get_by_role("button", name="深色").click()
    phone.goto("/track/")
    assert phone.locator("html").get_attribute("class") == "elder "
    assert phone.locator("html").get_attribute("data-theme") == "dark"


def test_the_style_page_does_not_exist_for_strangers(phone: Page) -> None:
    answer = phone.goto("/look/")
    assert answer is not None
    assert answer.status == 404
