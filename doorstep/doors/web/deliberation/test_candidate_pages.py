"""From a suggestion's page one click, to a list by heat, merged, taken along as a workbook, and followed by its author."""

import pytest
from django.test import Client

from doorstep.adapters.workbooks import read_workbook
from doorstep.kernel.actor import ANONYMOUS
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.people.models import Person
from doorstep.wings.deliberation.test_candidates import item
from doorstep.wings.suggestions.services import Idea, suggest
from tests.living import NOW, employ

pytestmark = pytest.mark.django_db


def idea(phone: str, topic: str = "给步道加灯") -> Opened:
    said = Idea(topic=topic, what="晚上看不清台阶。", proposal="装几盏灯。")
    who = Reporter(is_anonymous=False, name="林小雨", phone=phone)
    return suggest(said, actor=ANONYMOUS, channel="web", reporter=who, key=None, now=NOW)


def signed_in(person: Person) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(person)
    return client


@pytest.fixture
def office() -> Client:
    return signed_in(employ("coordinator", "tcb"))


def test_a_suggestion_is_collected_with_one_click_and_its_author_follows_it(office: Client) -> None:
    asked = idea("13800002222", topic="给步道加灯")
    assert "收进征集项" in office.get(f"/desk/case/{asked.number}/").content.decode()
    made = office.post(f"/office/candidates/collect/case/{asked.number}/")
    assert made.status_code == 302
    assert "1 人提过" in office.get(made["location"]).content.decode()
    author = Client(headers={"host": "testserver"})
    assert author.get(f"/track/{asked.number}/became/").status_code == 404
    author.get(f"/t/{asked.code}/")
    page = author.get(f"/track/{asked.number}/became/").content.decode()
    assert "征集项" in page
    assert "给步道加灯" in page


def test_the_list_filters_and_goes_along_as_a_workbook(office: Client, statements: object) -> None:
    item("一棵树挡住路灯", idea("13800002222"))
    item("小区消防通道堆杂物")
    with statements() as run:  # type: ignore[operator]
        page = office.get("/office/candidates/?state=collected&order=heat")
    assert len(run) <= 15
    text = page.content.decode()
    assert text.index("一棵树挡住路灯") < text.index("小区消防通道堆杂物")
    (sheet, *_notes) = read_workbook(office.get("/office/candidates/export.xlsx").content)
    assert [row[1] for row in sheet.rows] == ["什么事", "一棵树挡住路灯", "小区消防通道堆杂物"]


def test_two_that_are_the_same_are_merged_and_separated_and_a_wrong_number_is_said(office: Client) -> None:
    main, other = item("步道加灯"), item("河边装灯")
    office.post(f"/office/candidates/{main.number}/merge/", {"other": other.number})
    assert "已归并" in office.get(f"/office/candidates/{other.number}/").content.decode()
    office.post(f"/office/candidates/{main.number}/separate/", {"other": other.number})
    assert "已征集" in office.get(f"/office/candidates/{other.number}/").content.decode()
    wrong = idea("13800002222")
    answer = office.post(f"/office/candidates/{main.number}/merge/", {"other": wrong.number}, follow=True)
    assert "不是征集项" in answer.content.decode()


def test_several_are_put_on_the_list_at_once_and_what_cannot_be_is_said(office: Client) -> None:
    first, second = item("步道加灯"), item("菜场座椅")
    ticked = {"number": [first.number, second.number]}
    assert "列入清单 2 项" in office.post("/office/candidates/list/", ticked, follow=True).content.decode()
    again = office.post("/office/candidates/list/", {"number": [first.number, "999"]}, follow=True).content.decode()
    assert first.number in again
    assert "没有勾选" in again
    assert "已列清单" in office.get(f"/office/candidates/{first.number}/").content.decode()


def test_what_was_heard_in_person_is_recorded_and_what_is_missing_is_said(office: Client) -> None:
    typed = {"topic": "", "words": "好几位说", "source": "doors", "heard": "7", "place": "", "category": ""}
    answer = office.post("/office/candidates/collect/", typed)
    assert answer.status_code == 422
    assert "好几位说" in answer.content.decode()
    made = office.post("/office/candidates/collect/", {**typed, "topic": "菜市场没有座椅"}, follow=True)
    assert "当面听到 7 人" in made.content.decode()
    assert office.get("/office/candidates/999/").status_code == 404


def test_those_who_only_walk_their_grid_have_no_such_list() -> None:
    assert signed_in(employ("grid_worker", "xfjd_xfq", "510181901901")).get("/office/candidates/").status_code == 404
