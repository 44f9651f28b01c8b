"""A resident on a phone, an elder, somebody without scripts: each reports, follows and rates in a real browser."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.cast import community_clerk
from tests.journeys.conftest import House, window

WHAT = "3 号楼门口路灯三天没亮"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A phone's photo, with its position in it."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (31.0, 0.0, 0.0)
    path = tmp_path / "IMG_1.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(path, "JPEG", exif=exif)
    return path


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


def report(page: Page, what: str = WHAT, photo: Path | None = None) -> str:
    page.goto("/")
    page.get_by_role("link", name="告诉我们哪里不方便").click()
    page.get_by_label("发生了什么").fill(what)
    page.get_by_label("在哪里").select_option(index=1)
    if photo:
        page.locator("input[type=file]").set_input_files(photo)
        expect(page.get_by_text("已选 1 张")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")
    return number_on(page)


def test_a_resident_reports_with_a_photo_follows_and_rates(phone: Page, in_town: object, photo: Path) -> None:
    number = report(phone, photo=photo)
    phone.get_by_role("link", name="看办到哪一步").click()
    expect(phone.get_by_text(WHAT).first).to_be_visible()
    expect(phone.locator(".strip img")).to_have_count(1)
    phone.locator(".strip img").scroll_into_view_if_needed()
    phone.wait_for_function("document.querySelector('.strip img').naturalWidth > 0")
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
    page.get_by_role("button", name="提交").click()
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
    forth.click()
    expect(page.get_by_label("怎么称呼您")).to_have_value("李奶奶")
    forth.click()
    expect(page.get_by_text("李奶奶")).to_be_visible()
    page.get_by_role("button", name="改一改 发生了什么").click()
    page.get_by_label("发生了什么").fill(WHAT + "，真的")
    for _ in range(4):
        forth.click()
    expect(page.get_by_text("1 张")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")
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
    desktop.get_by_role("button", name="提交").click()
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
    phone.get_by_role("button", name="提交").click()
    desktop.goto("/track/")
    desktop.get_by_label("手机号").fill("138 0000 1111")
    desktop.get_by_role("button", name="发验证码").click()
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


@pytest.mark.parametrize("window_name", ["phone", "without_scripts"])
def test_going_back_and_sending_again_shows_the_same_receipt(window_name: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(window_name)
    what = f"垃圾没清 {window_name}"
    number = report(page, what)
    page.go_back()
    page.get_by_label("发生了什么").fill(what)
    page.get_by_label("在哪里").select_option(index=1)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")
    assert number_on(page) == number


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
