"""A meeting 议事会 in a real browser, from its call to what came of it; and one held offline, entered with a photo of its sheet."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from doorstep.wings.deliberation import inviting
from doorstep.wings.deliberation.models import Guest, Meeting
from tests.journeys.conftest import DESKTOP, House, window
from tests.journeys.office import dress, faults, session_of
from tests.living import employ

SEATS = ("micro_grid", "owners", "manager", "mediator")


def today() -> datetime:
    return datetime.now(UTC) + timedelta(hours=8)


@pytest.fixture
def clerk(in_town: House, desktop: Page) -> Page:
    client = Client()
    person = employ("community_clerk", "xfjd_xfq", "510181901901", username="convenes")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    dress(desktop, in_town, sessionid=client.cookies["sessionid"].value)
    return desktop


def call(page: Page, topic: str, kind: str, when: datetime, *motions: str) -> Meeting:
    page.goto("/office/assemblies/call/")
    page.get_by_label("议什么").fill(topic)
    page.get_by_label("哪一种会").select_option(label=kind)
    page.locator("[name=day]").fill(when.date().isoformat())
    page.get_by_label("几点").fill(f"{when:%H:%M}")
    page.get_by_role("button", name="召集").click()
    for text in motions:
        page.get_by_label("加一个议题").fill(text)
        page.get_by_role("button", name="加上").click()
    return Meeting.objects.get(number=page.url.rstrip("/").rsplit("/", 1)[-1])


def hands(page: Page, yes: int) -> None:
    page.get_by_text("举手表决，记下数").click()
    page.get_by_label("赞成", exact=True).fill(f"{yes}")
    page.locator("form[action$='/hands/']").get_by_role("button", name="记下").click()


def sign_in(phone: Page, page: Page, meeting: Meeting) -> Guest:
    """With the code on the hall's screen, on the page of one's own invitation."""
    guest = Guest.objects.filter(meeting=meeting, seat="owners").get()
    page.goto(f"/office/assemblies/{meeting.number}/screen/")
    digits = page.locator(".digits").inner_text()
    assert faults(page, "screen", least=24) == []
    page.go_back()
    phone.goto(f"/here/{inviting.code_of(guest)}/")
    phone.get_by_label("大厅屏幕上的六位数字").fill(digits)
    phone.get_by_role("button", name="签到").click()
    expect(phone.get_by_text("您在场")).to_be_visible()
    return guest


def discuss_and_vote(page: Page, phone: Page) -> None:
    page.locator("li").filter(has_text="充电车棚").get_by_role("button", name="开始议").click()
    hands(page, 1)
    expect(page.get_by_text("现在只能议，不能定")).to_be_visible()
    for _ in SEATS[1:]:
        page.get_by_role("button", name="到了", exact=True).first.click()
    phone.reload()
    phone.get_by_role("button", name="赞成").click()
    expect(phone.get_by_text("轮到您会叫您").first).to_be_visible()
    page.get_by_role("button", name="请下一位发言").click()
    expect(page.get_by_role("timer")).to_contain_text("1:")
    assert faults(page, "sitting", least=24) == []
    page.get_by_role("button", name="手机表决").click()
    phone.reload()
    phone.get_by_role("button", name="赞成").click()
    assert faults(phone, "voting") == []
    page.get_by_role("button", name="计票").click()
    expect(page.get_by_text("赞成 1 · 反对 0")).to_be_visible()


def refuse_what_was_not_announced(page: Page) -> None:
    page.get_by_label("加一个议题").fill("顺便换门禁")
    page.get_by_role("button", name="加上").click()
    page.locator("li").filter(has_text="顺便换门禁").get_by_role("button", name="开始议").click()
    hands(page, 3)
    expect(page.get_by_text("没有写进公示，可以议，不能表决")).to_be_visible()


def sign_off_and_publish(page: Page, phone: Page, reviewer: Page, number: str) -> None:
    page.get_by_role("button", name="散会").click()
    phone.reload()
    phone.get_by_role("button", name="我看过了，是这样").click()
    expect(phone.get_by_text("您确认过了")).to_be_visible()
    page.get_by_role("button", name="纪要定了，归档").click()
    page.get_by_role("button", name="交审核").click()
    reviewer.goto("/office/assemblies/")
    reviewer.get_by_role("link", name="东门怎么停车").first.click()
    expect(reviewer.locator("#offered")).to_contain_text("1 人已确认")
    box = reviewer.locator("#step-publish")
    box.locator("summary").click()
    box.get_by_role("button", name="公开纪要").click()
    reviewer.wait_for_load_state()


def test_a_meeting_is_called_held_decided_signed_published_and_followed(
    in_town: House, clerk: Page, phone: Page, browser: Browser
) -> None:
    meeting = call(clerk, "东门怎么停车", "临时协商", today(), "在东门建一个充电车棚")
    clerk.get_by_role("button", name="加上").wait_for()
    for seat in SEATS:
        clerk.get_by_label("请谁").fill(f"{seat}某")
        clerk.get_by_label("席位", exact=True).select_option(value=seat)
        clerk.get_by_role("button", name="请上").click()
    clerk.get_by_role("button", name="公示议题").click()
    clerk.get_by_role("button", name="开会").click()
    guest = sign_in(phone, clerk, meeting)
    discuss_and_vote(clerk, phone)
    refuse_what_was_not_announced(clerk)
    with window(browser, in_town, viewport=DESKTOP) as reviewer:
        dress(reviewer, in_town, sessionid=session_of("reviewer"))
        sign_off_and_publish(clerk, phone, reviewer, meeting.number)
    clerk.get_by_text("照定的去办").click()
    clerk.get_by_role("button", name="列成征集项，选中").click()
    expect(clerk.get_by_text("后来：已选中")).to_be_visible()
    phone.goto(f"/assemblies/{meeting.number}/")
    expect(phone.locator("main")).to_contain_text("选中了，等着排进储备清单")
    expect(phone.locator("main")).to_contain_text("议题一：在东门建一个充电车棚")
    expect(phone.locator("main")).not_to_contain_text(inviting.name_of(guest))
    assert faults(phone, "public") == []


def test_a_meeting_held_offline_is_entered_with_its_sheet_and_decides_with_a_quorum_only(
    clerk: Page, tmp_path: Path
) -> None:
    Image.new("RGB", (300, 400), "white").save(tmp_path / "sheet.jpg")
    held_on = today() - timedelta(days=2)
    call(clerk, "楼道灯谁来修", "民情协商", held_on, "楼道灯由物业换")
    box = clerk.locator("#step-enter_afterwards")
    box.locator("summary").click()
    box.locator("[name=held_on]").fill(held_on.date().isoformat())
    box.locator("[name=posted_on]").fill((held_on - timedelta(days=4)).date().isoformat())
    box.locator("[name=attended]").fill("20")
    box.locator("[name=seats]").fill("2")
    box.locator("[name=passed]").fill("1")
    box.locator("[name=decisions]").fill("议了楼道灯，没有异议")
    box.locator("input[type=file]").set_input_files(tmp_path / "sheet.jpg")
    box.get_by_role("button", name="线下开过，补录").click()
    expect(clerk.locator("main")).to_contain_text("要 3 人才够法定人数")
    box.locator("[name=seats]").fill("3")
    box.get_by_role("button", name="线下开过，补录").click()
    clerk.goto("/office/assemblies/?tab=past")
    clerk.get_by_role("link", name="楼道灯谁来修").click()
    expect(clerk.locator("main")).to_contain_text("线下定的，凭签到表补录")
    assert faults(clerk, "offline", least=24) == []
