"""From the publisher's choice to a stranger's screen: two people, a redacted version, a list, a map and a page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import House, window
from tests.journeys.office import dress, faults, session_of

RECEIPTS = Path(__file__).parents[1] / "museum" / "receipts"
# Refused only where the reader says whose key they trust: the page says that it is not this town's.
KEYED_ANEW = "signed_and_keyed_by_a_stranger"
NASTY = "我是王小明，电话13812345678，住翔凤桥3栋2单元501，南桥头护栏松了"


@pytest.fixture
def finished_case(in_town: House) -> str:
    from datetime import UTC, datetime

    from tests.living import acting, employ, finished

    office, desk = acting(employ("coordinator", "tcb", username="office")), acting(employ("desk_clerk", "cgj_szss"))
    return finished(NASTY, office, desk, "cgj_szss", now=datetime.now(UTC), masked="南桥头护栏松了").number


def react_to_publication() -> None:
    """What the worker does with the reviewed batch."""
    from datetime import UTC, datetime

    from doorstep.store.cases.models import Case
    from doorstep.wings.publication.services import publish_items

    for batch in Case.objects.filter(state="published"):
        publish_items(batch.id, now=datetime.now(UTC))


def draft(page: Page, number: str) -> str:
    """The publisher makes a batch of this one case; answers its address."""
    page.goto("/publication/")
    page.get_by_label("新建一批，叫什么").fill("十一月第一批")
    page.get_by_role("button", name="新建").click()
    page.locator(f"input[value='{number}']").check()
    page.get_by_role("button", name="选进这一批").click()
    expect(page.locator("mark.veiled").first).to_be_visible()
    return page.url


def test_a_batch_is_edited_reviewed_and_read_by_a_stranger(
    browser: Browser, house: House, desktop: Page, finished_case: str
) -> None:
    dress(desktop, house, sessionid=session_of("publisher"))
    url = draft(desktop, finished_case)
    desktop.get_by_role("link", name="修改").first.click()
    desktop.get_by_label("还要遮住哪些字").fill("南桥头")
    desktop.get_by_role("button", name="存好，回这一批").click()
    expect(desktop.locator("article").first).not_to_contain_text("南桥头")
    desktop.get_by_label("给审核人的话").fill("请看")
    desktop.get_by_role("button", name="送审").click()
    expect(desktop.locator(".message[role=status]")).to_contain_text("已送审")
    with window(browser, house, viewport={"width": 1280, "height": 900}) as reviewer:
        dress(reviewer, house, sessionid=session_of("reviewer"))
        reviewer.goto(url)
        reviewer.locator("summary", has_text="审核通过并公开").click()
        reviewer.get_by_role("button", name="审核通过并公开").click()
        expect(reviewer.locator(".message[role=status]")).to_contain_text("审核通过")
    react_to_publication()
    with window(browser, house, viewport={"width": 390, "height": 844}) as stranger:
        stranger.goto("/public/")
        expect(stranger.locator(".map .leaflet-marker-icon").first).to_be_visible()
        stranger.goto(f"/public/{finished_case}/")
        expect(stranger.get_by_role("heading", level=1)).to_be_visible()
        text = stranger.content()
        assert not re.search("王小明|13812345678|501|南桥头", text)
        assert "护栏换好了" in text


def test_every_number_opens_the_records_behind_it(phone: Page, house: House, finished_case: str) -> None:
    phone.goto("/public/")
    for name in ("received", "in_hand", "done", "rated"):
        phone.goto("/public/")
        figure = phone.locator(f".figures a[href='/public/figures/{name}/']")
        value = figure.locator("b").inner_text()
        figure.click()
        expect(phone.get_by_role("heading", level=1)).to_contain_text(value)


def test_the_list_can_be_filtered_without_scripts(without_scripts: Page, house: House, finished_case: str) -> None:
    without_scripts.goto("/public/")
    without_scripts.get_by_text("更多条件").click()
    without_scripts.get_by_label("办到哪一步").select_option("done")
    without_scripts.get_by_role("button", name="筛选").click()
    assert "stage=done" in without_scripts.url
    expect(without_scripts.get_by_label("办到哪一步")).to_have_value("done")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("elder", ["off", "on"], ids=["ordinary", "elder"])
def test_public_pages_are_accessible(
    browser: Browser, house: House, finished_case: str, width: int, theme: str, elder: str
) -> None:
    problems: list[str] = []
    least = 60 if elder == "on" else 40
    with window(browser, house, viewport={"width": width, "height": 860}) as page:
        dress(page, house, theme=theme, elder=elder)
        for name in (
            "/public/",
            "/public/figures/",
            "/public/figures/received/",
            "/public/mechanism/",
            "/log/",
            "/log/check/",
        ):
            page.goto(name)
            problems += faults(page, name, least=least)
        dress(page, house, sessionid=session_of("publisher"))
        draft(page, finished_case)
        problems += faults(page, "batch", least=least)
        page.get_by_role("link", name="修改").first.click()
        problems += faults(page, "item", least=least)
        page.goto("/publication/")
        problems += faults(page, "batches", least=least)
    assert problems == []


def test_the_page_that_checks_refuses_what_the_command_refuses(in_town: House, desktop: Page) -> None:
    desktop.goto("/log/check/")
    outcome, said = desktop.locator("[role=status][data-outcome]"), {}
    for receipt in sorted(RECEIPTS.glob("*.json")):
        desktop.get_by_label("回执文件").set_input_files(receipt)
        expect(outcome).not_to_be_empty()
        said[receipt.stem] = outcome.get_attribute("data-outcome")
        outcome.evaluate("said => said.replaceChildren()")
    assert {name for name, outcome in said.items() if outcome == "ok"} == {"good", KEYED_ANEW}
