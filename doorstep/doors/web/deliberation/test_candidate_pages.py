"""From a suggestion's page one click, to a list by heat, merged, taken along as a workbook, and followed by its author."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from doorstep.adapters.workbooks import read_workbook
from doorstep.kernel.actor import ANONYMOUS, Actor
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.people.models import Person
from doorstep.wings.deliberation.candidates import merge
from doorstep.wings.deliberation.test_candidates import item
from doorstep.wings.judging.answering import judge_online
from doorstep.wings.judging.services import begin_round, close_round
from doorstep.wings.judging.test_judging import GOOD, A
from doorstep.wings.projects.models import Project
from doorstep.wings.projects.origins import make_of
from doorstep.wings.projects.test_projects import do, reserved, under_way
from doorstep.wings.suggestions.services import Idea, suggest
from tests.living import NOW, Statements, acting, employ, step

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


def test_the_list_filters_and_goes_along_as_a_workbook(office: Client, statements: Statements) -> None:
    item("一棵树挡住路灯", idea("13800002222"))
    item("小区消防通道堆杂物")
    with statements() as run:
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


def test_what_says_much_the_same_nearby_is_proposed_and_tied_with_one_click(office: Client) -> None:
    main, same, other = item("给步道加灯", idea("13800002222")), idea("13800004444", "步道加几盏灯"), item("菜场座椅")
    page = office.get(f"/office/candidates/{main.number}/").content.decode()
    assert "也许是同一件" in page
    assert same.number in page
    assert other.number not in page
    office.post(f"/desk/case/{main.number}/step/gather/", {"matter": same.number})
    page = office.get(f"/office/candidates/{main.number}/").content.decode()
    assert same.number in page
    assert "也许是同一件" not in page
    assert same.number not in office.get("/office/candidates/?q=座椅").content.decode()
    assert other.number in office.get("/office/candidates/?q=座椅").content.decode()


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


def test_what_was_chosen_stands_on_the_one_reserve_list_and_is_a_project_when_its_turn_came(office: Client) -> None:
    staff, asked = acting(employ("coordinator", "tcb")), idea("13800003333")
    before, main = reserved(staff, "排在前面的"), item("河边装灯", asked)
    for verb, form in (("list", {}), ("choose", {"why": "问的人最多"})):
        step(main, verb, staff, form)
    author = Client(headers={"host": "testserver"})
    author.get(f"/t/{asked.code}/")

    def told() -> str:
        return author.get(f"/track/{asked.number}/became/").content.decode()

    def promote(one: Project) -> None:
        do(one, "set_up", staff, unit="cgj", batch=1)

    def stands() -> str:
        held = find(main.case_id)
        return held.case.state if held else ""

    assert "等着排进储备清单" in told()
    gone = reserved(staff, "河边的灯", came_from=main.number)
    assert make_of(main.number, gone.number, actor=staff, now=NOW)
    assert "储备清单里前面还有 1 项" in told()
    listed = author.get("/projects/reserve/").content.decode()
    assert listed.index("排在前面的") < listed.index("河边的灯")
    do(gone, "drop", staff, reason="double")
    assert "移出储备清单" in told()
    assert stands() == "chosen"
    project = reserved(staff, "河边的灯（二）", came_from=main.number)
    make_of(main.number, project.number, actor=staff, now=NOW)
    promote(before)
    assert "储备清单里排在最前面" in told()
    assert stands() == "queued"
    promote(project)
    assert stands() == "made_project"
    assert "轮到了，立了项" in told()
    assert 'href="/public/figures/candidates/"' in author.get("/assemblies/three-steps/").content.decode()
    for figure, state in (("candidates", "已立项"), ("candidates_chosen", "已立项"), ("suggestions", "")):
        page = author.get(f"/public/figures/{figure}/").content.decode()
        assert ("1 件" in page, state in page) == (True, True)
        assert "河边" not in page
    assert "河边的灯" not in author.get("/projects/reserve/").content.decode()


def test_each_way_that_a_word_went_is_told_to_its_end_with_reasons_and_how_it_was_judged(office: Client) -> None:
    staff, desk, asked = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj")), idea("13800002222")
    main, other, later, last = item("步道加灯"), item("河边装灯", asked), item("公园座椅", asked), item("多种树", asked)
    merge(main.case_id, other.number, actor=staff, now=NOW)
    for one, verb, form in (
        (main, "list", {}),
        (main, "choose", {"why": "问的人最多"}),
        (later, "list", {}),
        (later, "reserve", {"why": "先做灯，座椅排第二"}),
        (last, "leave_out", {"why": "地下有管线，种不了"}),
    ):
        step(one, verb, staff, form)
    project = under_way(staff, desk, came_from=main.number)
    make_of(main.number, project.number, actor=staff, now=NOW)
    for turn in (1, 2, 3):
        do(project, "reach", desk, days=40, milestone=turn, done_on="2026-12-25")
    do(project, "hand_over", desk, days=40, result="亮了")
    do(project, "accept", staff, days=41, accepted_on="2026-12-30")
    held, then = find(project.case_id), NOW + timedelta(days=45)
    assert held is not None
    day, by = then.date(), UUID(int=5)
    asking = begin_round(held.case, "路灯", is_sampled=False, opens_on=day, closes_on=day, by=by, now=then)
    judge_online(asking, GOOD, A, now=then)
    close_round(asking, actor=staff, now=then)
    do(project, "adjust", staff, days=46, reason="way", words="换成感应灯")
    author = Client(headers={"host": "testserver"})
    author.get(f"/t/{asked.code}/")
    page = author.get(f"/track/{asked.number}/became/").content.decode()
    told = ("河边装灯", "已归并", "步道加灯", "问的人最多", f"/projects/{project.number}/", "事情对，办法要改")
    told += ("n=1", f"/judge/{asking.code}/results/", "公园座椅", "座椅排第二", "多种树", "地下有管线")
    assert all(part in page for part in told), [part for part in told if part not in page]
    between = page[page.index("<h2>步道加灯") : page.index(f"/projects/{project.number}/")]
    assert not any(other in between for other in ("公园座椅", "多种树"))
    step(asked, "withdraw", Actor(kind="resident", receipts=frozenset({asked.case_id})))
    page = author.get(f"/track/{asked.number}/became/").content.decode()
    assert "已撤回" in page
    assert "步道加灯" in page
