"""How the resident's door looks: nothing that axe objects to, nothing too wide, and in 长辈版 nothing small."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import House, window
from tests.journeys.resident import report, settle

LOOKS = ("theme=light", "theme=dark", "elder=on&theme=light", "elder=on&theme=dark")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_page_of_the_door(phone: Page, look: str, in_town: object) -> None:
    number = report(phone, f"axe {look}")
    settle(number)
    phone.goto(f"/appearance/?{look}&next=/")
    found: list[str] = []
    for path in PAGES:
        phone.goto(path.format(number))
        _look_over(phone, path, found)
    phone.goto("/report/")
    phone.get_by_role("button", name="下一步" if "elder" in look else "提交").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    _look_over(phone, "/report/ with faults", found)
    assert found == []


PAGES = (
    "/",
    "/report/",
    "/track/",
    "/mine/",
    "/privacy/",
    "/receipt/{}/",
    "/case/{}/",
    "/case/{}/why/",
    "/case/{}/rate/",
    "/case/{}/add/",
    "/t/2222222222/",
)


def _look_over(page: Page, name: str, found: list[str]) -> None:
    for violation in Axe().run(page).response["violations"]:
        found += [f"{name}: {violation['id']}: {node['html'][:150]}" for node in violation["nodes"]]


@pytest.mark.parametrize("path", ["/", "/report/", "/track/", "/privacy/"])
@pytest.mark.parametrize("look", ["elder=off", "elder=on"])
def test_no_page_is_wider_than_the_smallest_phone(browser: Browser, house: House, path: str, look: str) -> None:
    with window(browser, house, viewport={"width": 320, "height": 640}) as page:
        page.goto(f"/appearance/?{look}&next={path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_in_the_elders_version_nothing_is_small(phone: Page) -> None:
    phone.goto("/appearance/?elder=on&next=/report/")
    small = phone.evaluate(
        """() => [...document.querySelectorAll("main *, header a, header button")].filter((el) => {
            const text = [...el.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
            return text && el.checkVisibility() && parseFloat(getComputedStyle(el).fontSize) < 18;
        }).map((el) => el.outerHTML.slice(0, 120))"""
    )
    assert small == []
    low = phone.evaluate(
        """() => [...document.querySelectorAll("main button, main a, main select, main input:not([type=hidden])")].filter((el) =>
            el.checkVisibility() && !el.classList.contains("unseen") && el.getBoundingClientRect().height < 60
        ).map((el) => el.outerHTML.slice(0, 120))"""
    )
    assert low == []
