"""The desk's pages: what waits for me, the steps open to me, nothing outside my post, nothing sealed without a trace."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doorstep.kernel.actor import Actor
from doorstep.store.cases.models import Access, Case, Event
from doorstep.store.cases.opening import Opened
from tests.living import FINISHED, a_photo, acting, employ, finished, pooled, step, word

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 15
WHAT = "河边步道护栏松动，我叫王小明，电话 13812345678"
MASKED = "河边步道护栏松动，我叫王某"


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(employ("desk_clerk", "cgj"))
    return client


@pytest.fixture
def sent(office: Actor) -> Opened:
    """A case that waits for the desk to accept it."""
    case = pooled(WHAT, office, title=MASKED)
    step(case, "dispatch", office, {"unit": "cgj", "basis": "派单目录"})
    return case


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def hidden(html: str, verb: str) -> dict[str, str]:
    """What the form of a step carries unseen."""
    form = re.search(rf'<form[^>]*/step/{verb}/".*?</form>', html, re.S)
    assert form, f"no form for {verb}"
    return dict(re.findall(r'name="(key|seen)" value="([^"]*)"', form[0]))


def take(client: Client, number: str, verb: str, html: str = "", **form: Any) -> Any:
    carried = hidden(html or page(client, f"/desk/case/{number}/"), verb)
    return client.post(f"/desk/case/{number}/step/{verb}/", {**carried, **form})


PAGES = (
    "/desk/",
    "/desk/?due=overdue",
    "/desk/?due=others",
    "/desk/all/",
    "/desk/all/?phase=open&unit=cgj&since=2026-01-01",
    "/desk/search/?q=护栏",
    "/desk/mechanisms/",
    "/desk/mechanisms/six_orders/",
    "/desk/visit/",
    "/desk/case/{}/",
    "/desk/case/{}/panel/",
    "/desk/case/{}/clocks/",
    "/desk/case/{}/path/",
    "/desk/case/{}/print/",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_costs_few_statements(clerk: Client, sent: Opened, statements: Any, path: str) -> None:
    address = path.format(sent.number)
    page(clerk, address)
    with statements() as run:
        page(clerk, address)
    assert len(run) <= MOST_STATEMENTS, run


@pytest.mark.parametrize("path", PAGES)
def test_strangers_are_sent_to_sign_in_and_other_desks_see_no_case(client: Client, sent: Opened, path: str) -> None:
    address = path.format(sent.number)
    page(client, address, 302)
    client.force_login(employ("desk_clerk", "zjj", username="other"))
    assert (client.get(address).status_code == 404) == ("{}" in path)
    assert client.post(f"/desk/case/{sent.number}/step/accept/", {}).status_code == 404
    assert client.post(f"/desk/case/{sent.number}/contact/").status_code == 404
    assert client.get(f"/desk/case/{sent.number}/sheet.pdf").status_code == 404
    assert Case.objects.get(id=sent.case_id).state == "dispatched"


def test_a_clerk_accepts_and_finishes_what_waits_for_her(clerk: Client, sent: Opened) -> None:
    assert MASKED in page(clerk, "/desk/")
    assert take(clerk, sent.number, "accept").status_code == 302
    answer = take(clerk, sent.number, "finish", next="work", photos_after_kept=a_photo(), **FINISHED)
    assert answer["Location"] == "/desk/"
    assert "待评价" in page(clerk, "/desk/")
    case = Case.objects.get(id=sent.case_id)
    assert (case.state, case.owed_by) == ("awaiting_rating", "reporter")


def test_what_is_missing_is_named_beside_its_field_and_the_rest_is_kept(clerk: Client, sent: Opened) -> None:
    take(clerk, sent.number, "accept")
    answer = take(clerk, sent.number, "finish", measures="换了护栏六米", outcome="", responsible="", result="")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "还没有填“责任人”。" in html
    assert "还没有填“办理后照片”。" in html
    assert "换了护栏六米" in html
    assert 'href="#finish-outcome"' in html
    assert Case.objects.get(id=sent.case_id).state == "handling"


def test_a_file_that_is_no_photo_is_refused_and_the_text_is_kept(clerk: Client, sent: Opened) -> None:
    take(clerk, sent.number, "accept")
    fake = SimpleUploadedFile("a.jpg", b"<html>", "image/jpeg")
    answer = take(clerk, sent.number, "note", words="附照片一张", photos=fake)
    assert answer.status_code == 422
    assert "附照片一张" in answer.content.decode()


def test_two_clerks_on_one_case_one_wins_and_the_other_reads_what_happened(clerk: Client, sent: Opened) -> None:
    other = Client(headers={"host": "testserver"})
    other.force_login(employ("desk_clerk", "cgj", username="colleague"))
    seen_by_other = page(other, f"/desk/case/{sent.number}/")
    assert take(clerk, sent.number, "accept").status_code == 302
    answer = take(other, sent.number, "object", seen_by_other, reason="not_our_duty", explanation="不归我局养护")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "接单" in html
    assert "不归我局养护" in html
    assert "办完，交群众评" in html
    assert Event.objects.filter(case_id=sent.case_id).count() == 4


def test_the_same_form_sent_twice_is_one_step(clerk: Client, sent: Opened) -> None:
    html = page(clerk, f"/desk/case/{sent.number}/")
    for _turn in range(2):
        assert take(clerk, sent.number, "note", html, words="已电话联系").status_code == 302
    assert "没有重复办理" in page(clerk, f"/desk/case/{sent.number}/")
    assert Event.objects.filter(case_id=sent.case_id, verb="note").count() == 1


def test_the_words_themselves_are_shown_on_the_case_alone_and_leave_a_trace(clerk: Client, sent: Opened) -> None:
    for path in ("/desk/", "/desk/all/", f"/desk/case/{sent.number}/panel/", "/desk/search/?q=护栏"):
        assert "王小明" not in page(clerk, path)
    assert not Access.objects.exists()
    assert "我叫王小明" in page(clerk, f"/desk/case/{sent.number}/")
    assert [access.what for access in Access.objects.all()] == ["story"]


def test_a_reporters_phone_is_shown_on_request_only_and_traced(clerk: Client, office: Actor) -> None:
    case = pooled("路灯三天没亮", office)
    step(case, "dispatch", office, {"unit": "cgj", "basis": "派单目录"})
    address = f"/desk/case/{case.number}/"
    assert "13812345678" not in page(clerk, address)
    assert clerk.get(f"{address}contact/").status_code == 405
    shown = clerk.post(f"{address}contact/").content.decode()
    assert "13812345678" in shown
    assert Access.objects.filter(what="contact").count() == 1
    assert "no-store" in clerk.get(address)["Cache-Control"]


def test_an_internal_note_is_marked_as_such(clerk: Client, sent: Opened) -> None:
    take(clerk, sent.number, "note", words="先问问街道")
    html = page(clerk, f"/desk/case/{sent.number}/")
    assert "仅内部可见" in html
    assert "先问问街道" in html


def test_a_number_leads_straight_to_its_case_and_traditional_characters_find(clerk: Client, sent: Opened) -> None:
    assert clerk.get("/desk/search/", {"q": sent.number})["Location"] == f"/desk/case/{sent.number}/"
    assert sent.number in page(clerk, "/desk/search/?q=護欄鬆動")
    assert "请至少写两个字" in page(clerk, "/desk/search/?q=栏")
    assert page(clerk, f"/desk/cases/{sent.case_id}/", 302) == ""


@pytest.mark.parametrize(
    "query",
    [
        "after=zzz",
        "phase=nonsense",
        "since=0001-01-01",
        "until=9999-12-31",
        "since=x",
        "unit=%00",
        "before=1~2",
        "place=../",
    ],
)
def test_filters_nobody_offers_are_ignored(clerk: Client, sent: Opened, query: str) -> None:
    assert clerk.get(f"/desk/all/?{query}").status_code == 200


def test_the_handling_sheet_is_a_pdf_and_its_printing_is_traced(clerk: Client, office: Actor) -> None:
    case = finished(WHAT, office, acting(employ("desk_clerk", "cgj")), "cgj")
    answer = clerk.get(f"/desk/case/{case.number}/sheet.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert Access.objects.get().what == "sheet"


def test_a_case_that_is_not_there_is_not_found(clerk: Client) -> None:
    for number in ("20200101-0001", "x", "%00", "9" * 60):
        page(clerk, f"/desk/case/{number}/", 404)
    assert word("路灯不亮").number


def test_beside_a_case_stand_others_that_say_much_the_same_and_one_click_merges_where_it_may() -> None:
    person = employ("coordinator", "tcb")
    one, other = (pooled(f"翔凤桥社区河边的护栏松了{rest}", acting(person)) for rest in ("", "，小孩爱去那里"))
    far = word("菜市场门口的垃圾桶三天没人清运了")
    client = Client(HTTP_HOST="testserver")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert f"/desk/case/{one.number}/alike/" in client.get(f"/desk/case/{one.number}/").content.decode()
    page = client.get(f"/desk/case/{one.number}/alike/").content.decode()
    assert other.number in page
    assert far.number not in page
    form = {"into": other.number, "seen": "2", "key": "k" * 32}
    assert f"/desk/case/{one.number}/step/merge/" in page
    client.post(f"/desk/case/{one.number}/step/merge/", form)
    assert Case.objects.get(id=one.case_id).state == "merged"
    assert f"/desk/case/{one.number}/alike/" not in client.get(f"/desk/case/{one.number}/").content.decode()
