"""What every journey of a resident does: report, say that it is none of those nearby, read the number, have it settled."""

import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.cast import community_clerk


def number_on(page: Page) -> str:
    found = re.search(r"/(?:receipt|case)/([\d-]+)/", page.url)
    assert found, page.url
    return found[1]


def settle(number: str) -> None:
    """The community settles it on the spot."""
    from doorstep.store.cases.acting import act
    from doorstep.store.cases.models import Case

    act(
        case_id=Case.objects.get(number=number).id,
        verb="settle_on_spot",
        form={"result": "换了灯泡，亮了"},
        actor=community_clerk(),
        now=datetime.now(UTC),
    )


def send(page: Page) -> None:
    """Press 提交, and 都不是 where something close is open nearby: tests share a town, and some tell of the same lamp."""
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^(收到了，谢谢您|是不是这件？)$"))
    if page.get_by_role("heading", name="是不是这件？").count():
        page.get_by_role("button", name="都不是，提交我的").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")


def report(page: Page, what: str, photo: Path | None = None) -> str:
    page.goto("/")
    page.get_by_role("link", name="告诉我们哪里不方便").click()
    page.get_by_label("发生了什么").fill(what)
    page.get_by_label("在哪里").select_option(index=1)
    if photo:
        page.locator("input[type=file]").set_input_files(photo)
        expect(page.get_by_text("已选 1 张")).to_be_visible()
    send(page)
    return number_on(page)
