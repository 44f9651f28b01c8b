"""A clerk's day: from what waits to what is done, with the mouse, with the keyboard alone, on a phone, without scripts."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, House, window
from tests.journeys.office import dress, faults
from tests.living import a_picture

UNIT = "hbj"
GRID = "510181901901g01"
LOOKS = ({"theme": "light"}, {"theme": "dark"}, {"elder": "on", "theme": "light"}, {"elder": "on", "theme": "dark"})


def session_of(role: str, unit: str, place: str = "") -> str:
    """A session of somebody hired for the occasion."""
    from django.test import Client

    from tests.living import employ

    client = Client()
    person = employ(role, unit, place, username=f"{role}{uuid4().hex[:8]}")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def sent(text: str) -> str:
    """Number of a case that waits for UNIT to accept it."""
    from datetime import UTC, datetime

    from tests.living import acting, employ, pooled, step

    office, now = acting(employ("coordinator", "tcb", username="office")), datetime.now(UTC)
    case = pooled(text, office, now=now)
    step(case, "dispatch", office, {"unit": UNIT, "basis": "派单目录"}, now)
    return case.number


def state(number: str) -> str:
    from doorstep.store.cases.models import Case

    return Case.objects.get(number=number).state


@pytest.fixture
def clerk(desktop: Page, in_town: House) -> Page:
    dress(desktop, in_town, sessionid=session_of("desk_clerk", UNIT))
    return desktop


@pytest.fixture
def pocket(phone: Page, in_town: House) -> Page:
    dress(phone, in_town, sessionid=session_of("desk_clerk", UNIT))
    return phone


def test_a_case_is_accepted_beside_the_list_and_finished_on_its_page(clerk: Page) -> None:
    number = sent("工地半夜打桩，睡不着")
    clerk.goto("/desk/")
    clerk.locator(f'#list a[href="/desk/case/{number}/"]').click()
    panel = clerk.locator("#panel")
    panel.locator("summary", has_text="接单").click()
    panel.get_by_role("button", name="接单").click()
    expect(clerk.locator(".message[role=status]").first).to_contain_text("接单：办好了")
    assert state(number) == "handling"
    clerk.goto(f"/desk/case/{number}/")
    clerk.locator("summary", has_text="办完，交群众评").click()
    clerk.get_by_label("办理措施").fill("约谈了工地")
    clerk.get_by_role("button", name="办完，交群众评").click()
    expect(clerk.get_by_role("alert")).to_contain_text("还没有填")
    expect(clerk.get_by_label("办理措施")).to_have_value("约谈了工地")
    clerk.get_by_label("责任人").fill("李工")
    clerk.get_by_label("已经解决").check()
    clerk.get_by_label("办理结果").fill("夜里不再打桩")
    clerk.get_by_role("button", name="办完，交群众评").click()
    expect(clerk.get_by_role("alert")).to_contain_text("办理后照片")
    photo = FilePayload(name="after.jpg", mimeType="image/jpeg", buffer=a_picture())
    clerk.get_by_label("办理后照片").set_input_files(photo)
    clerk.get_by_role("button", name="办完，交群众评").click()
    expect(clerk.locator(".message[role=status]").first).to_contain_text("待评价")
    assert state(number) == "awaiting_rating"


def test_a_case_is_accepted_by_keyboard_alone(clerk: Page) -> None:
    number = sent("楼下烧烤油烟")
    clerk.goto("/desk/")
    clerk.keyboard.press("j")
    for _turn in range(60):
        if number in (clerk.evaluate("document.activeElement.getAttribute('href')") or ""):
            break
        clerk.keyboard.press("j")
    clerk.keyboard.press("Enter")
    expect(clerk.locator("#panel [data-panel-title]")).to_be_focused()
    for _turn in range(12):
        clerk.keyboard.press("Tab")
        if clerk.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    clerk.keyboard.press("Enter")
    for _turn in range(4):
        clerk.keyboard.press("Tab")
        if clerk.evaluate("document.activeElement.textContent.trim()") == "接单":
            break
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".message[role=status]").first).to_contain_text("接单：办好了")
    assert state(number) == "handling"
    clerk.keyboard.press("/")
    clerk.keyboard.type(number)
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("油烟")


def test_the_panel_leads_back_into_the_list(clerk: Page) -> None:
    sent("河水发黑")
    clerk.goto("/desk/")
    clerk.keyboard.press("j")
    first = clerk.evaluate("document.activeElement.getAttribute('href')")
    clerk.keyboard.press("Enter")
    expect(clerk.locator("#panel [data-panel-title]")).to_be_focused()
    clerk.keyboard.press("Escape")
    assert clerk.evaluate("document.activeElement.getAttribute('href')") == first


def test_on_a_phone_a_row_leads_to_the_case(pocket: Page) -> None:
    number = sent("垃圾焚烧")
    pocket.goto("/desk/")
    pocket.locator(f'#list a[href="/desk/case/{number}/"]').click()
    pocket.wait_for_url(f"**/desk/case/{number}/")
    pocket.locator("summary", has_text="接单").click()
    pocket.get_by_role("button", name="接单").click()
    expect(pocket.locator(".message[role=status]").first).to_contain_text("办理中")


def test_who_comes_second_reads_what_happened_and_keeps_the_words(
    clerk: Page, browser: Browser, in_town: House
) -> None:
    number = sent("喇叭声太大")
    with window(browser, in_town, viewport=DESKTOP) as other:
        dress(other, in_town, sessionid=session_of("desk_clerk", UNIT))
        other.goto(f"/desk/case/{number}/?step=object")
        other.get_by_label("不属本单位职责").check()
        other.get_by_label("依据和说明").fill("归公安局管")
        clerk.goto(f"/desk/case/{number}/?step=accept")
        clerk.get_by_role("button", name="接单").click()
        expect(clerk.locator(".message[role=status]").first).to_contain_text("办理中")
        other.get_by_role("button", name="提出异议").click()
        expect(other.get_by_role("alert")).to_contain_text("接单")
        expect(other.get_by_role("alert")).to_contain_text("归公安局管")
    assert state(number) == "handling"


def test_a_browser_that_goes_back_and_sends_again_changes_nothing_twice(clerk: Page) -> None:
    from doorstep.store.cases.models import Event

    number = sent("化工厂气味")
    clerk.goto(f"/desk/case/{number}/?step=accept")
    clerk.get_by_role("button", name="接单").click()
    expect(clerk.locator(".message[role=status]").first).to_contain_text("办好了")
    clerk.go_back()
    clerk.goto(f"/desk/case/{number}/")
    clerk.reload()
    assert Event.objects.filter(case__number=number, verb="accept").count() == 1


def test_a_grid_worker_records_a_visit_settled_on_the_spot(phone: Page, in_town: House) -> None:
    dress(phone, in_town, sessionid=session_of("grid_worker", "xfjd_xfq", GRID))
    phone.goto("/desk/visit/")
    phone.get_by_label("发生了什么").fill("楼道灯坏了")
    phone.get_by_label("怎么办好的").fill("换了灯泡")
    phone.get_by_role("button", name="登记").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("登记好了，现场办结")
    phone.get_by_role("link", name="看这件事").click()
    expect(phone.get_by_text("换了灯泡")).to_be_visible()


@pytest.fixture
def scriptless(browser: Browser, in_town: House) -> Iterator[Page]:
    with window(browser, in_town, viewport=DESKTOP, java_script_enabled=False) as page:
        dress(page, in_town, sessionid=session_of("desk_clerk", UNIT))
        yield page


def test_without_scripts_a_case_is_accepted_on_its_page(scriptless: Page) -> None:
    number = sent("路边扬尘")
    scriptless.goto("/desk/")
    scriptless.locator(f'#list a[href="/desk/case/{number}/"]').click()
    scriptless.locator("summary", has_text="接单").click()
    scriptless.get_by_role("button", name="接单").click()
    expect(scriptless.locator(".message[role=status]").first).to_contain_text("办理中")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(look.values()))
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_the_ruler_and_the_edge_find_nothing(
    browser: Browser, in_town: House, look: dict[str, str], size: dict[str, int]
) -> None:
    number = sent("家门口的小河发臭，请来看看")
    pages = (
        "/desk/",
        "/desk/?due=today",
        "/desk/all/",
        "/desk/all/?phase=overdue&category=x&since=2026-01-01",
        "/desk/search/?q=小河",
        "/desk/search/?q=河",
        "/desk/mechanisms/",
        "/desk/mechanisms/six_orders/",
        "/desk/visit/",
        f"/desk/case/{number}/?step=object",
        f"/desk/case/{number}/clocks/",
        f"/desk/case/{number}/path/",
        f"/desk/case/{number}/print/",
    )
    found: list[str] = []
    with window(browser, in_town, viewport=size) as page:
        dress(page, in_town, sessionid=session_of("desk_clerk", UNIT), **look)
        for path in pages:
            page.goto(path)
            found += faults(page, path, least=60 if "elder" in look else 40)
    assert found == []


def test_axe_finds_nothing_in_a_panel_and_in_a_form_with_faults(clerk: Page) -> None:
    number = sent("夜里有异味")
    clerk.goto("/desk/")
    clerk.locator(f'#list a[href="/desk/case/{number}/"]').click()
    clerk.locator("#panel summary").first.click()
    assert faults(clerk, "panel") == []
    clerk.goto(f"/desk/case/{number}/?step=object")
    clerk.get_by_role("button", name="提出异议").click()
    expect(clerk.get_by_role("alert")).to_be_visible()
    assert faults(clerk, "faults") == []
