"""The board of clocks and the foresight open for those who oversee, and for nobody else."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.living import NOW, acting, employ, pooled, step

pytestmark = pytest.mark.django_db
PAGES = ("/office/clocks/", "/office/clocks/?unit=cgj", "/office/clocks/cases/?standing=late&unit=cgj&clock=handling")
FORESIGHT = (
    "/office/clocks/what-if/",
    "/office/clocks/what-if/?scheme=shandong",
    "/office/clocks/what-if/cases/?scheme=shandong&unit=cgj&which=late",
)


@pytest.fixture
def late() -> str:
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj"))
    long_ago = NOW - timedelta(days=60)
    case = pooled("路灯不亮", office, now=long_ago)
    step(case, "dispatch", office, {"unit": "cgj", "basis": "目录"}, now=long_ago)
    step(case, "accept", desk, {}, now=long_ago)
    return case.number


@pytest.mark.parametrize("page", [*PAGES, *FORESIGHT])
def test_a_coordinator_reads_every_page(page: str, late: str, client: Client) -> None:
    client.force_login(employ("coordinator", "tcb"))
    answer = client.get(page)
    assert answer.status_code == 200
    assert late in answer.content.decode() or "which=late" not in page


def test_a_supervisor_sees_the_board_and_not_the_foresight(late: str, client: Client) -> None:
    client.force_login(employ("desk_supervisor", "cgj"))
    assert late in client.get(PAGES[2]).content.decode()
    assert client.get(FORESIGHT[0]).status_code == 404


@pytest.mark.parametrize("page", [*PAGES, *FORESIGHT])
def test_a_clerk_is_told_that_the_page_does_not_exist(page: str, client: Client) -> None:
    client.force_login(employ("desk_clerk", "cgj"))
    assert client.get(page).status_code == 404
    client.logout()
    assert client.get(page).status_code == 302


def test_the_page_of_one_case_says_that_its_clock_stands_still(client: Client) -> None:
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj"))
    case = pooled("路灯不亮", office)
    step(case, "dispatch", office, {"unit": "cgj", "basis": "目录"})
    step(case, "accept", desk, {})
    step(case, "ask_extension", desk, {"more": 5, "reason": "等料"})
    step(case, "ask_reporter", desk, {"question": "哪一栋"})
    client.force_login(employ("coordinator", "tcb"))
    page = client.get(f"/desk/case/{case.number}/clocks/").content.decode()
    assert "暂停（等反映人补充）" in page
    assert "延长 5 个工作日，等批复" in page
    assert "还停着" in page
