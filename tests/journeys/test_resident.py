"""A resident on a phone, an elder, somebody without scripts: each reports, follows and rates in a real browser."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.office import faults
from tests.journeys.resident import number_on, report, send, settle

WHAT = "3 号楼门口路灯三天没亮"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A phone's photo, with its position in it."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (31.0, 0.0, 0.0)
    path = tmp_path / "IMG_1.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(path, "JPEG", exif=exif)
    return path


def test_a_resident_reports_with_a_photo_follows_and_rates(phone: Page, in_town: object, photo: Path) -> None:
    number = report(phone, WHAT, photo)
    phone.get_by_role("link", name="看办到哪一步").click()
    expect(phone.get_by_text(WHAT).first).to_be_visible()
    expect(phone.locator(".strip img")).to_have_count(1)
    phone.locator(".strip img").scroll_into_view_if_needed()
    expect(phone.locator(".strip img")).not_to_have_js_property("naturalWidth", 0)
    settle(number)
    phone.reload()
    phone.get_by_role("link", name="评一评").click()
    phone.get_by_label("非常满意", exact=True).check()
    phone.get_by_label("想说几句").fill("谢谢")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("记下了")).to_be_visible()
    expect(phone.get_by_text("您评价：非常满意")).to_be_visible()


def test_without_scripts_everything_works_but_the_pin(without_scripts: Page, in_town: object, photo: Path) -> None:
    page = without_scripts
    page.goto("/report/")
    page.get_by_label("发生了什么").fill(WHAT)
    page.get_by_label("在哪里").select_option(index=1)
    page.locator("input[type=file]").set_input_files(photo)
    send(page)
    number = number_on(page)
    page.get_by_role("link", name="看办到哪一步").click()
    page.get_by_role("link", name="补充情况").click()
    page.get_by_label("补充什么").fill("又灭了一盏")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("又灭了一盏")).to_be_visible()
    settle(number)
    page.reload()
    page.get_by_role("link", name="评一评").click()
    page.get_by_label("不满意", exact=True).check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("社区收到了").first).to_be_visible()


@pytest.mark.parametrize("window_name", ["phone", "without_scripts"])
def test_an_elder_answers_one_task_a_screen(
    window_name: str, request: pytest.FixtureRequest, photo: Path, in_town: object
) -> None:
    page: Page = request.getfixturevalue(window_name)
    page.goto("/appearance/?elder=on&next=/report/")
    forth = page.get_by_role("button", name="下一步")
    forth.click()
    expect(page.get_by_role("heading", name="有 1 处要改一改")).to_be_visible()
    page.get_by_label("发生了什么").fill(WHAT)
    forth.click()
    page.get_by_label("在哪里").select_option(index=1)
    page.get_by_label("具体位置").fill("东门")
    forth.click()
    page.locator("input[type=file]").set_input_files(photo)
    forth.click()
    page.get_by_label("怎么称呼您").fill("李奶奶")
    page.get_by_role("button", name="上一步").click()
    expect(page.get_by_text("第 3 步")).to_be_visible()
    forth.click()
    expect(page.get_by_label("怎么称呼您")).to_have_value("李奶奶")
    forth.click()
    expect(page.get_by_text("李奶奶")).to_be_visible()
    page.get_by_role("button", name="改一改 发生了什么").click()
    page.get_by_label("发生了什么").fill(WHAT + "，真的")
    for number in range(2, 6):
        forth.click()
        expect(page.get_by_text(f"第 {number} 步")).to_be_visible()
    expect(page.get_by_text("1 张")).to_be_visible()
    send(page)
    page.get_by_role("link", name="看办到哪一步").click()
    expect(page.get_by_text("真的").first).to_be_visible()
    expect(page.locator(".strip img")).to_have_count(1)


def test_a_pin_on_the_map_chooses_the_place(desktop: Page, in_town: object) -> None:
    desktop.goto("/report/")
    desktop.get_by_label("发生了什么").fill(WHAT)
    desktop.get_by_role("button", name="在地图上点").click()
    box = desktop.locator(".map.leaflet-container")
    expect(box.locator("path.outline").first).to_be_visible()
    box.click()
    expect(desktop.locator("[data-picked]")).to_contain_text("已标在")
    assert desktop.locator("[name=place]").input_value()
    send(desktop)
    number = number_on(desktop)
    from doorstep.store.cases.models import Case

    case = Case.objects.get(number=number)
    assert case.near_lon
    assert case.place_path.count("/") >= 5


def test_the_phone_finds_what_was_reported_under_it(phone: Page, desktop: Page, house: object) -> None:
    phone.goto("/report/")
    phone.get_by_label("发生了什么").fill("井盖松了")
    phone.get_by_label("在哪里").select_option(index=2)
    phone.get_by_label("手机号").fill("13800001111")
    send(phone)
    desktop.goto("/track/")
    desktop.get_by_label("手机号").fill("138 0000 1111")
    desktop.get_by_role("button", name="发验证码").click()
    expect(desktop.get_by_label("短信验证码")).to_be_visible()
    code = re.findall(r"13800001111: .*?(\d{6})", house.printed())[-1]  # type: ignore[attr-defined]
    desktop.get_by_label("短信验证码").fill(code)
    desktop.get_by_role("button", name="看我的事").click()
    desktop.get_by_role("link", name="井盖松了").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("井盖松了")


def test_the_qr_code_opens_the_case_on_another_phone(phone: Page, desktop: Page) -> None:
    report(phone, "楼道灯不亮")
    code = phone.locator(".receipt dd").nth(1).inner_text().replace("-", "")
    desktop.goto(f"/t/{code}/")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("楼道灯不亮")


@pytest.mark.parametrize(
    ("window_name", "what"), [("phone", "健身器材少了一个踏板"), ("without_scripts", "公交站牌被广告盖住")]
)
def test_going_back_and_sending_again_shows_the_same_receipt(
    window_name: str, what: str, request: pytest.FixtureRequest
) -> None:
    """Whoever sends again is not asked whether their own word is somebody else's."""
    page: Page = request.getfixturevalue(window_name)
    number = report(page, what)
    page.go_back()
    page.get_by_label("发生了什么").fill(what)
    page.get_by_label("在哪里").select_option(index=1)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")
    assert number_on(page) == number


def test_a_neighbour_is_asked_first_and_keeps_a_receipt_of_their_own(phone: Page, desktop: Page) -> None:
    first = report(phone, "喷泉池里的水发绿发臭")
    desktop.goto("/report/")
    desktop.get_by_label("发生了什么").fill("喷泉池的水发绿了，很臭")
    desktop.get_by_label("在哪里").select_option(index=1)
    desktop.get_by_role("button", name="提交").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("是不是这件？")
    assert faults(desktop, "same") == []
    desktop.get_by_role("button", name=f"是这件，我也遇到 {first}").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")
    assert number_on(desktop) != first


def test_a_report_can_be_made_with_the_keyboard_alone(desktop: Page) -> None:
    desktop.goto("/report/")
    desktop.get_by_label("发生了什么").focus()
    desktop.keyboard.type("树枝挡了路")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("ArrowDown")
    for _ in range(20):
        desktop.keyboard.press("Tab")
        if desktop.evaluate("document.activeElement.textContent").strip() == "提交":
            break
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")


def test_the_report_page_is_light_and_the_receipt_is_near(phone: Page) -> None:
    """Compressed bytes of the page with everything it fetches, and requests from report to receipt."""
    loaded: list[int] = []
    asked: list[str] = []
    session = phone.context.new_cdp_session(phone)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: loaded.append(int(event["encodedDataLength"])))
    phone.goto("/report/", wait_until="networkidle")
    weight = sum(loaded)
    phone.on("request", lambda request: asked.append(request.method + " " + request.url))
    phone.get_by_label("发生了什么").fill("水管漏了")
    phone.get_by_label("在哪里").select_option(index=1)
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")
    print(f"report page: {weight} bytes in {len(loaded)} answers; report to receipt: {asked}")
    assert weight <= 60_000
    assert len([one for one in asked if "/static/" not in one]) <= 3


def _jpeg_of(megabytes: int, path: Path) -> Path:
    raw = io.BytesIO()
    Image.effect_noise((4000, 3000), 90).convert("RGB").save(raw, "JPEG", quality=92)
    path.write_bytes(raw.getvalue() + b"\0" * max(0, megabytes * 2**20 - raw.tell()))
    return path


def test_twenty_megabytes_are_taken_and_more_is_refused_in_words(without_scripts: Page, tmp_path: Path) -> None:
    page = without_scripts
    page.goto("/report/")
    page.get_by_label("发生了什么").fill("大照片")
    page.get_by_label("在哪里").select_option(index=1)
    page.locator("input[type=file]").set_input_files(_jpeg_of(21, tmp_path / "大.jpg"))
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#photos-error")).to_contain_text("超过 20 MB")
    expect(page.get_by_label("发生了什么")).to_have_value("大照片")
    page.locator("input[type=file]").set_input_files(_jpeg_of(19, tmp_path / "小.jpg"))
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")
