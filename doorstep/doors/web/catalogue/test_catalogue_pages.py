"""The catalogue's pages: who may read and change, import with a look first, rulings at one click, no odd file is an error."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doorstep.adapters.workbooks import read_workbook, write_workbook
from doorstep.kernel.actor import Actor
from doorstep.store.cases.hearing import Told
from doorstep.store.cases.models import Event
from doorstep.wings.catalogue import queries, reactions
from doorstep.wings.catalogue.models import Proposal, Upload, Version
from doorstep.wings.catalogue.queries import current_catalogue
from doorstep.wings.outbox.models import Notice
from tests.living import NOW, acting, employ, pooled, step

pytestmark = pytest.mark.django_db
PAGES = (
    "/office/catalogue/",
    "/office/catalogue/versions/",
    "/office/catalogue/gaps/",
    "/office/catalogue/why/?category=roads.lamp&place=510181901901",
    "/office/catalogue/rulings/",
    "/office/consultation/",
)
HEADING = ["分类", "地点", "权属", "诉求类型", "主办单位", "协办单位", "抄送", "依据", "生效", "失效"]


@pytest.fixture(autouse=True)
def _as_published() -> None:
    """What another test published was rolled back with it."""
    queries.forget()


@pytest.fixture
def window(office: Actor) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    return client


def sheet(*rows: list[str], heading: list[str] = HEADING) -> SimpleUploadedFile:
    content = write_workbook("派单目录", [heading, *rows])
    return SimpleUploadedFile("目录.xlsx", content)


def line(category: str = "路灯", lead: str = "城管局", **rest: str) -> list[str]:
    given = {"分类": category, "主办单位": lead, "依据": "职责", **rest}
    return [given.get(name, "") for name in HEADING]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_costs_few_statements(window: Client, office: Actor, statements, page: str) -> None:
    for number in range(4):
        pooled(f"怪事 {number}", office, category="unsorted")
    window.get(page)
    with statements() as run:
        assert window.get(page).status_code == 200
    assert len(run) <= 15, run


@pytest.mark.parametrize("page", PAGES[:5])
def test_leaders_read_clerks_and_strangers_find_nothing(page: str) -> None:
    client = Client(headers={"host": "testserver"})
    assert client.get(page).status_code == 302
    client.force_login(employ("desk_clerk", "cgj"))
    assert client.get(page).status_code == 404
    client.force_login(employ("leader", "djy"))
    assert client.get(page).status_code == 200
    assert client.get("/office/catalogue/import/").status_code == 404
    assert client.post("/office/catalogue/rulings/settle/", {"ruling": "1"}).status_code == 404


def test_what_is_exported_comes_back_the_same(window: Client) -> None:
    content = b"".join(window.get("/office/catalogue/export/"))
    assert read_workbook(content)[0].rows[0][0] == "行号"
    html = window.post("/office/catalogue/import/", {"file": SimpleUploadedFile("x.xlsx", content)}).content.decode()
    assert "没有错，可以导入" in html
    assert "没有差别" in html
    upload = Upload.objects.get()
    answer = window.post("/office/catalogue/import/publish/", {"upload": str(upload.pk)})
    assert answer.status_code == 409
    assert "一模一样" in answer.content.decode()


def test_good_rows_are_not_lost_and_every_fault_has_its_place(window: Client) -> None:
    rows = [
        line(),
        line("路灯", "没有局"),
        line("路路灯", "城管局"),
        line("电梯", "翔凤桥社区"),
        line("垃圾清运", "城管局", 协办单位="城管局"),
        line("路灯", "住建局"),
        line("井盖", "城管局", 生效="2026-02-01", 失效="2026-01-01"),
        line("井盖", "城管局", 依据=""),
    ]
    answer = window.post("/office/catalogue/import/", {"file": sheet(*rows)})
    html = answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "有 7 处要改",
        "没有叫“没有局”的单位",
        "没有叫“路路灯”的分类；是不是“路灯”",
        "基层负面清单“特种设备和房屋安全鉴定”",
        "主办单位又写成了协办",
        "和第 2 行写的是同样的情形，主办单位却不同",
        "失效早于生效",
        "没有写依据",
        "导入其余 1 行",
    ):
        assert said in html, said
    answer = window.post("/office/catalogue/import/publish/", {"upload": str(Upload.objects.get().pk), "note": "试"})
    assert answer.status_code == 302
    assert [row.lead for row in current_catalogue().rows] == ["cgj"]
    assert "2026-2" in answer.headers["Location"]
    assert window.get(answer.headers["Location"]).status_code == 200
    assert "没有哪一行管" in window.get("/office/catalogue/gaps/").content.decode()


def test_what_another_looked_at_is_not_mine_to_publish(window: Client) -> None:
    window.post("/office/catalogue/import/", {"file": sheet(line())})
    other = Client(headers={"host": "testserver"})
    other.force_login(employ("coordinator", "tcb", username="second"))
    answer = other.post("/office/catalogue/import/publish/", {"upload": str(Upload.objects.get().pk)})
    assert answer.status_code == 404
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0", write_workbook("空", []), write_workbook("x", [["a"]])],
)
def test_an_odd_file_is_refused_in_a_sentence(window: Client, content: bytes) -> None:
    answer = window.post("/office/catalogue/import/", {"file": io.BytesIO(content)})
    assert answer.status_code == 422


def test_hostile_cells_are_faults_and_never_errors(window: Client) -> None:
    nasty = [
        "\u202e",
        "<script>alert(1)</script>",
        "=1+1",
        "' OR 1=1 --",
        "9" * 4000,
        "；；；",
        "一\n二",
        "#REF!",
        "@street",
    ]
    rows = [[value] * len(HEADING) for value in nasty]
    answer = window.post("/office/catalogue/import/", {"file": sheet(*rows)})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("nasty", ["\x00", "' OR 1=1", "9" * 300, "\u202e", "<script>", "-1"])
def test_hostile_questions_are_answered(window: Client, nasty: str) -> None:
    for page in ("", "versions/", "why/"):
        sent = dict.fromkeys(
            ("category", "unit", "q", "after", "number", "place", "title", "against", "ownership"), nasty
        )
        assert window.get(f"/office/catalogue/{page}", sent).status_code == 200
    name = Version.objects.get().name
    assert window.get(f"/office/catalogue/versions/{name}/", {"against": nasty, "row": nasty}).status_code == 200
    assert window.post("/office/catalogue/import/publish/", {"upload": nasty, "note": nasty}).status_code == 404
    assert window.post("/office/catalogue/rulings/settle/", {"ruling": nasty}).status_code == 404
    assert window.get("/office/catalogue/versions/x/").status_code == 404


def test_without_a_row_a_case_goes_to_consultation_with_the_reason(window: Client, office: Actor) -> None:
    odd, lamp = pooled("怪事", office, category="unsorted"), pooled("路灯不亮", office, category="roads.lamp")
    html = window.get("/office/consultation/").content.decode()
    assert odd.number in html
    assert lamp.number not in html
    assert "派单目录里没有管“还没分类”" in html
    assert "会商" in window.get("/office/pool/").content.decode()


def test_the_case_page_preselects_the_unit_and_cites_the_row(window: Client, office: Actor) -> None:
    case = pooled("路灯不亮", office, category="roads.lamp")
    html = window.get(f"/desk/case/{case.number}/").content.decode()
    assert re.search(r'<option value="cgj_szss"[^>]*selected', html)
    token = re.search(r'name="catalogue_row" value="([^"]+)"', html)
    assert token
    sent = {"unit": "cgj", "basis": "另有考虑", "catalogue_row": token[1], "key": "k"}
    window.post(f"/desk/case/{case.number}/step/dispatch/", sent)
    event = Event.objects.get(case_id=case.case_id, verb="dispatch")
    assert event.facts["unit"] == "cgj"
    assert "catalogue_row" not in event.facts


def test_the_case_page_cannot_send_a_tip_off_to_those_it_is_about(window: Client, office: Actor) -> None:
    tip = pooled("城管局有人乱收费", office, request_type="tip_off")
    answer = window.post(f"/desk/case/{tip.number}/step/dispatch/", {"unit": "cgj", "basis": "目录", "key": "k"})
    assert answer.status_code == 409
    assert "不能交给被反映的单位" in answer.content.decode()
    assert not Event.objects.filter(case_id=tip.case_id, verb="dispatch")


def test_who_handles_a_tip_off_does_not_learn_who_told(window: Client, office: Actor) -> None:
    tip = pooled("市政设施有人收钱", office, request_type="tip_off")
    step(tip, "dispatch", office, {"unit": "cgj", "basis": "上提一级"})
    desk = Client(headers={"host": "testserver"})
    desk.force_login(employ("desk_clerk", "cgj"))
    page = desk.get(f"/desk/case/{tip.number}/").content.decode()
    assert "不对承办单位公开" in page
    assert desk.post(f"/desk/case/{tip.number}/contact/").status_code == 403
    assert "13812345678" in window.post(f"/desk/case/{tip.number}/contact/").content.decode()


def reassigned(office: Actor) -> Proposal:
    desk = acting(employ("desk_clerk", "cgj_szss"))
    case = pooled("路灯不亮", office, category="roads.lamp")
    step(case, "dispatch", office, {"unit": "cgj_szss", "basis": "目录"})
    step(case, "object", desk, {"reason": "not_our_duty", "explanation": "供电公司的", "suggested_unit": "gdgs"})
    done = step(case, "reassign", office, {"unit": "gdgs", "basis": "职责"})
    told = Told(town="dujiangyan", case_id=case.case_id, seq=done.seq, event="case.reassigned")
    for _ in range(2):
        reactions.note_upheld_objection(told, now=NOW)
    return Proposal.objects.get()


def test_a_ruling_becomes_a_row_at_one_click_with_its_basis(window: Client, office: Actor) -> None:
    proposal = reassigned(office)
    assert proposal.number in window.get("/office/catalogue/rulings/").content.decode()
    answer = window.post("/office/catalogue/rulings/settle/", {"ruling": proposal.pk, "decision": "take"}, follow=True)
    assert "已写进目录" in answer.content.decode()
    row = current_catalogue().rows[-1]
    assert (row.lead, row.categories, row.place_path) == ("gdgs", ("roads.lamp",), proposal.place_path)
    assert proposal.number in row.basis
    assert Version.objects.get(is_current=True).origin == "ruling"
    again = window.post("/office/catalogue/rulings/settle/", {"ruling": proposal.pk, "decision": "take"})
    assert again.status_code == 409


def test_a_ruling_may_stay_a_ruling_on_one_case(window: Client, office: Actor) -> None:
    proposal = reassigned(office)
    window.post("/office/catalogue/rulings/settle/", {"ruling": proposal.pk, "decision": "leave"})
    proposal.refresh_from_db()
    assert proposal.state == "declined"
    assert Version.objects.count() == 1


def test_those_the_row_copies_are_told_once(window: Client, office: Actor) -> None:
    case = pooled("邻居吵架", office, category="community.neighbours")
    html = window.get(f"/desk/case/{case.number}/").content.decode()
    token = re.search(r'name="catalogue_row" value="([^"]+)"', html)
    unit = re.search(r'<option value="(\w+)" selected', html)
    assert token
    assert unit
    done = step(case, "dispatch", office, {"unit": unit[1], "basis": "目录", "catalogue_row": token[1]})
    told = Told(town="dujiangyan", case_id=case.case_id, seq=done.seq, event="case.dispatched")
    for _ in range(2):
        reactions.tell_copied(told, now=NOW)
    assert [one.recipient for one in Notice.objects.filter(template="case.copied/desk")] == ["desk@xfjd"]
