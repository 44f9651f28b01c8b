"""吹哨报到 on phones: a community blows, a department checks in with a photo, both part and rate each other; with axe and a ruler."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, House, window
from tests.journeys.office import dress, faults
from tests.journeys.test_desk import session_of

COMMUNITY, STREET = "510181901902", "510181901000"
NEAR = {"longitude": 103.6301, "latitude": 30.9902}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "site.jpg"
    Image.effect_noise((800, 600), 60).convert("RGB").save(path, "JPEG")
    return path


@pytest.fixture
def community(phone: Page, in_town: House) -> Page:
    dress(phone, in_town, sessionid=session_of("community_clerk", "xfjd_lh", COMMUNITY))
    return phone


@pytest.fixture
def department(browser: Browser, in_town: House) -> Iterator[Page]:
    """A department's phone that tells where it is."""
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    with window(browser, in_town, **options, geolocation=NEAR, permissions=["geolocation"]) as page:
        dress(page, in_town, sessionid=session_of("desk_clerk", "xfd"))
        yield page


def blow(page: Page, *, level: str = "应急哨：马上有危险") -> str:
    page.goto("/whistles/")
    page.get_by_role("link", name="吹哨", exact=True).last.click()
    page.get_by_label(level).check()
    page.get_by_label("出了什么事，为什么要叫人来").fill("路口燃气味很重")
    page.get_by_label("自己先办了什么").fill("围了起来")
    page.get_by_label("差什么权").fill("没有抢修设备")
    page.get_by_label("查过了").check()
    page.get_by_label("消防救援大队").check()
    page.get_by_role("button", name="吹哨").click()
    expect(page.locator(".message[role=status]").first).to_contain_text("哨吹响了")
    return page.url.rstrip("/").rpartition("/")[2]


def test_from_the_first_question_to_the_last_rating(community: Page, department: Page, photo: Path) -> None:
    blow(community)
    found = faults(community, "the whistle just blown")
    department.goto("/whistles/")
    found += faults(department, "what calls us")
    department.locator(".call").first.click()
    expect(department.get_by_text("定位好了")).to_be_visible()
    found += faults(department, "checking in")
    department.get_by_label("现场照片").set_input_files(photo)
    department.get_by_role("button", name="到场签到").click()
    expect(department.locator(".message[role=status]").first).to_contain_text("现场处置")
    department.get_by_label("办完了", exact=True).check()
    department.get_by_label("做了什么").first.fill("关阀堵漏")
    found += faults(department, "asking to leave")
    department.get_by_role("button", name="办完了，请求撤离").click()
    community.goto("/whistles/")
    found += faults(community, "the board")
    community.get_by_role("button", name="可以撤了").first.click()
    community.get_by_label("办完了", exact=True).check()
    community.get_by_label("现在怎么样了").fill("不漏了")
    community.get_by_role("button", name="撤哨").click()
    expect(community.locator(".message[role=status]").first).to_contain_text("已撤哨")
    community.get_by_role("link", name="评部门").click()
    community.get_by_label("到位：来得快").check()
    community.get_by_role("button", name="评部门").click()
    department.goto("/whistles/")
    department.locator(".call").first.click()
    department.get_by_label("该吹").check()
    department.get_by_role("button", name="评这一哨").click()
    expect(department.locator(".message[role=status]").first).to_contain_text("已互评")
    assert found == []


def test_whoever_forgets_to_say_whom_to_call_loses_nothing(community: Page) -> None:
    community.goto("/whistles/blow/")
    community.get_by_label("自己先办了什么").fill("劝过三次")
    community.get_by_role("button", name="吹哨").click()
    expect(community.get_by_role("alert")).to_contain_text("还没有填“叫谁来”")
    expect(community.get_by_label("自己先办了什么")).to_have_value("劝过三次")
    assert faults(community, "a whistle refused") == []


def test_the_board_renews_itself_and_leaves_the_focus_where_it_was(community: Page) -> None:
    number = blow(community)
    community.clock.install()
    community.goto("/whistles/")
    community.locator(f"#whistle-{number}").focus()
    with community.expect_response("**/whistles/"):
        community.clock.run_for(31_000)
    expect(community.locator(f"#whistle-{number}")).to_be_focused()


def test_it_works_without_scripts(without_scripts: Page, in_town: House) -> None:
    dress(without_scripts, in_town, sessionid=session_of("community_clerk", "xfjd_lh", COMMUNITY))
    blow(without_scripts, level="执法哨：要有执法权的来")
    expect(without_scripts.get_by_text("待核准").first).to_be_visible()


def test_what_is_counted_reads_well_on_a_phone_and_a_desktop(community: Page, desktop: Page, in_town: House) -> None:
    blow(community)
    community.goto("/whistles/rates/")
    dress(desktop, in_town, sessionid=session_of("street_clerk", "xfjd", STREET))
    desktop.goto("/whistles/rates/")
    expect(desktop.get_by_text("n=").first).to_be_visible()
    found = faults(community, "rates on a phone") + faults(desktop, "rates on a desktop")
    desktop.locator(".figures a").first.click()
    found += faults(desktop, "behind a number")
    assert found == []
