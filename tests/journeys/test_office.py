"""The coordinator's day: what belongs together is put together, each thing goes to its unit, by mouse and by keyboard."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import House, window
from tests.journeys.office import dress, faults, session_of


@pytest.fixture
def numbers(in_town: House) -> dict[str, str]:
    """Two words about one railing, a lamp, and an objection."""
    from datetime import UTC, datetime

    from tests.living import acting, employ, pooled, step

    now = datetime.now(UTC)
    office, desk = acting(employ("coordinator", "tcb", username="office")), acting(employ("desk_clerk", "cgj_szss"))
    found = {
        "railing": pooled("河边步道护栏松动，小孩爱去那里玩", office, now=now).number,
        "again": pooled("河边步道的护栏松动，一推就晃", office, now=now).number,
        "lamp": pooled("学堂巷路灯三天没亮", office, now=now, category="roads.lamp").number,
    }
    objected = pooled("公路边的树倒了", office, now=now)
    step(objected, "dispatch", office, {"unit": "cgj_szss", "basis": "目录"}, now)
    step(
        objected,
        "object",
        desk,
        {"reason": "not_our_duty", "explanation": "公路归交通局", "suggested_unit": "jtj"},
        now,
    )
    return {**found, "objected": objected.number}


@pytest.fixture
def coordinator(desktop: Page, house: House, numbers: dict[str, str]) -> Page:
    dress(desktop, house, sessionid=session_of("coordinator"))
    return desktop


def state(number: str) -> tuple[str, str]:
    from doorstep.store.cases.models import Case

    row = Case.objects.get(number=number)
    return row.state, row.lead_unit


def test_two_words_about_one_thing_are_merged_and_taken_apart(coordinator: Page, numbers: dict[str, str]) -> None:
    coordinator.goto("/office/pool/")
    again = coordinator.locator(f"#c{numbers['again']}")
    again.get_by_role("button", name=f"并到这一件 {numbers['railing']}").click()
    expect(coordinator.locator(".message[role=status]").first).to_contain_text("已并到")
    assert state(numbers["again"])[0] == "merged"
    coordinator.get_by_role("button", name=f"拆开 {numbers['again']}").click()
    expect(coordinator.locator(".message[role=status]").first).to_contain_text("拆开")
    assert state(numbers["again"])[0] == "pooled"


def test_a_case_is_dragged_onto_a_unit_seen_once_more_and_dispatched(
    coordinator: Page, numbers: dict[str, str]
) -> None:
    coordinator.goto("/office/board/")
    row = coordinator.locator("li[data-row]", has_text=numbers["lamp"])
    row.drag_to(coordinator.locator('[data-unit="gdgs"]'))
    coordinator.wait_for_url("**/preview/")
    expect(coordinator.locator(f"[name='unit-{numbers['lamp']}']")).to_have_value("gdgs")
    coordinator.locator(f"[name='basis-{numbers['lamp']}']").fill("线路归供电公司")
    coordinator.get_by_role("button", name="派出 1 件").click()
    expect(coordinator.get_by_role("heading", level=1)).to_have_text("派出 1 件")
    assert state(numbers["lamp"]) == ("dispatched", "gdgs")


def test_the_same_is_done_by_keyboard_alone(coordinator: Page, numbers: dict[str, str]) -> None:
    coordinator.goto("/office/board/")
    coordinator.locator(f"input[value='{numbers['railing']}']").focus()
    coordinator.keyboard.press("Space")
    coordinator.get_by_label("勾选的派给").focus()
    coordinator.keyboard.type("各按建议")
    coordinator.keyboard.press("Tab")
    coordinator.keyboard.press("Enter")
    coordinator.wait_for_url("**/preview/")
    coordinator.get_by_role("button", name="派出 1 件").focus()
    coordinator.keyboard.press("Enter")
    expect(coordinator.get_by_role("heading", level=1)).to_have_text("派出 1 件")
    assert state(numbers["railing"]) == ("dispatched", "cgj_szss")


def test_an_objection_is_upheld_and_the_new_unit_is_final(coordinator: Page, numbers: dict[str, str]) -> None:
    coordinator.goto("/office/disputes/")
    case = coordinator.locator(f"#c{numbers['objected']}")
    expect(case).to_contain_text("公路归交通局")
    case.locator("summary", has_text="异议成立，改派").click()
    expect(case.get_by_label("改派给哪个单位")).to_have_value("jtj")
    case.get_by_label("派单依据").first.fill("公路养护职责")
    case.get_by_role("button", name="异议成立，改派").click()
    expect(coordinator.locator(".message[role=status]").first).to_contain_text("异议成立，改派")
    assert state(numbers["objected"]) == ("dispatched", "jtj")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("elder", ["off", "on"], ids=["ordinary", "elder"])
def test_pages_of_the_office_are_accessible(
    browser: Browser, house: House, numbers: dict[str, str], width: int, theme: str, elder: str
) -> None:
    problems: list[str] = []
    with window(browser, house, viewport={"width": width, "height": 860}) as page:
        dress(page, house, theme=theme, elder=elder, sessionid=session_of("coordinator"))
        for name in ("/office/pool/", "/office/board/", "/office/disputes/", "/office/undelivered/", "/desk/notices/"):
            page.goto(name)
            problems += faults(page, name, least=60 if elder == "on" else 40)
        page.goto("/office/board/")
        page.locator("input[name=chosen]").first.check()
        page.get_by_role("button", name="先看一遍").click()
        problems += faults(page, "preview", least=60 if elder == "on" else 40)
    assert problems == []
