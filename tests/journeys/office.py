"""What journeys of the office and the public share: people with a session, some cases to work on, and a look at a page."""

from uuid import uuid4

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from tests.journeys.conftest import House
from tests.journeys.test_look import TOO_SMALL


def session_of(role: str, unit: str = "tcb", place: str = "") -> str:
    """A session of somebody on this post, hired for the occasion."""
    from tests.living import employ

    client = Client()
    client.force_login(
        employ(role, unit, place, username=f"{role}{uuid4().hex[:8]}"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client.cookies["sessionid"].value


def dress(page: Page, house: House, **cookies: str) -> None:
    page.context.add_cookies([{"name": name, "value": value, "url": house.url} for name, value in cookies.items()])


def faults(page: Page, name: str, *, least: int = 40) -> list[str]:
    """What axe, a ruler and the edge of the screen have to say about the page."""
    found = [
        f"{name}: {rule['id']} {node['html'][:140]}"
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
    ]
    found += [f"{name}: {small}" for small in page.evaluate(TOO_SMALL, least)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{name}: wider than the screen")
    return found
