"""The community enters, certifies and exports; a department delivers evidence and relies on the credential; strangers see nothing."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from doorstep.doors.web.allowance import elder as pages
from doorstep.doors.web.allowance.issuing import issue_period
from doorstep.kernel.actor import Actor
from doorstep.store.cases.models import Case, Clock
from doorstep.store.people.models import Person, Unit
from doorstep.wings.allowance import switching
from doorstep.wings.allowance.models import Batch, Certification, Elder, Look
from doorstep.wings.allowance.policy import current_period
from doorstep.wings.allowance.roll import person_of
from doorstep.wings.allowance.rules import Policy
from doorstep.wings.credentials.models import Credential
from doorstep.wings.credentials.rules import check_code
from doorstep.wings.rights.following import StillNeeded
from doorstep.wings.rights.models import Agreement, Request
from tests.living import a_picture, acting, employ, step

NANQIAO = "510181902901"
NUMBERS = ("990000194001010017", "990000193505050027")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys_in_memory")]


def _number(stem: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return stem + "10X98765432"[sum(w * int(d) for w, d in zip(weights, stem, strict=True)) % 11]


ONE, TWO = (_number(number[:17]) for number in NUMBERS)


def _client(person: Person) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(person)
    return client


@pytest.fixture
def clerk() -> Client:
    unit = Unit.objects.get(place_code=NANQIAO).code
    return _client(employ("community_clerk", unit, NANQIAO, username="nanqiao"))


@pytest.fixture
def office() -> Client:
    return _client(employ("coordinator", "tcb"))


def test_a_month_through_the_pages(clerk: Client, office: Client) -> None:
    typed = {"name": "王秀兰", "number": ONE, "place": NANQIAO}
    assert clerk.post("/office/allowance/enter/", typed).status_code == 302
    refused = clerk.post("/office/allowance/enter/", {**typed, "number": "123"})
    assert refused.status_code == 422
    assert "校验码" in refused.content.decode()
    # A day that there is not, and a figure that is no number, each with a check digit that agrees.
    for number in (_number("99000019500230001"), "²" + ONE[1:]):
        assert clerk.post("/office/allowance/enter/", {**typed, "number": number}).status_code == 422
    roll = clerk.get("/office/allowance/").content.decode()
    assert "王秀兰" in roll
    assert ONE not in roll
    assert office.post("/office/allowance/communities/change/", {"do": "on", "place": NANQIAO}).status_code == 302
    elder = Elder.objects.get()
    own = f"/office/allowance/{elder.id}/"
    assert clerk.post("/office/allowance/find/", {"number": ONE}).headers["Location"] == own
    assert clerk.post(own + "certify/", {"way": "proxy", "agent": "女儿"}).status_code == 422
    proxy = {
        "way": "proxy",
        "agent": "女儿",
        "relation": "女儿",
        "consent": "11 月 3 日电话里说的",
        "consent_way": "phone",
    }
    again = clerk.post(own + "certify/", {**proxy, "consent_way": "told"})
    assert again.status_code == 422
    assert 'value="11 月 3 日电话里说的"' in again.content.decode()
    assert clerk.post(own + "certify/", {"way": "window", "document": "身份证"}).status_code == 302
    assert Certification.objects.get().fen == 5000
    page = clerk.get(own).content.decode()
    assert ONE in page
    assert "谁看过" in page
    assert "本期已经认证过" in page
    assert 'value="proxy"' not in page
    assert Look.objects.filter(elder=elder, what="page").count() == 3
    period = current_period(NANQIAO, now=timezone.now()).code
    for wrong in ("", "2026", "2026-07\x00", "every"):
        assert clerk.post(own + "issue/", {"period": wrong}).status_code == 404
    for _turn in range(2):
        assert clerk.post("/office/allowance/batches/issue/", {"period": period}).status_code == 302
    assert Credential.objects.count() == 1
    for form in ("civil_affairs", "finance", "health_insurance", "credentials"):
        assert clerk.get(f"/office/allowance/batches/{form}/?period={period}").status_code == 200
    (document,) = json.loads(clerk.get(f"/office/allowance/batches/credentials/?period={period}").content)
    assert "有效" in clerk.post("/verify/", {"text": json.dumps(document)}).content.decode()
    assert Batch.objects.count() == 5
    assert clerk.get("/office/allowance/batches/").status_code == 200
    Certification.objects.update(is_late=True)
    assert "王秀兰" in clerk.get("/office/allowance/?state=late").content.decode()


def test_an_elder_reads_who_looked_and_what_was_agreed_to(clerk: Client, office: Client) -> None:
    clerk.post("/office/allowance/enter/", {"name": "王秀兰", "number": ONE, "place": NANQIAO})
    office.post("/office/allowance/communities/change/", {"do": "on", "place": NANQIAO})
    elder = Elder.objects.get()
    own = f"/office/allowance/{elder.id}/"
    proxy = {
        "way": "proxy",
        "agent": "女儿",
        "relation": "女儿",
        "consent": "11 月 3 日电话里说的",
        "consent_way": "phone",
    }
    assert clerk.post(own + "certify/", proxy).status_code == 302
    period = current_period(NANQIAO, now=timezone.now()).code
    clerk.post("/office/allowance/batches/issue/", {"period": period})
    clerk.get(f"/office/allowance/batches/finance/?period={period}")
    assert "电话里说的" in clerk.get(own).content.decode()
    held = Credential.objects.get()
    mine = f"/verify/{held.id}/{check_code(bytes(held.digest))}/mine/"
    at_home = Client(headers={"host": "testserver"})
    assert "先证明是您本人" in at_home.get("/rights/looked/").content.decode()
    assert at_home.get(f"/verify/{held.id}/0000-0000-0000-0000/mine/").status_code == 404
    assert at_home.post(mine, {"number": TWO}).status_code == 422
    assert at_home.post(mine, {"number": ONE}).headers["Location"] == "/rights/"
    page = at_home.get("/rights/looked/").content.decode()
    for said in ("高龄津贴名册上的那一页", "导出名单，里面有您", "南桥"):
        assert said in page
    assert "请人代办津贴认证" in at_home.get("/rights/consents/").content.decode()
    agreed = Agreement.objects.get(about=elder.id)
    assert (agreed.code, agreed.way, agreed.noted_by is not None) == ("proxy", "phone", True)
    clerk.post(own + "consent/", {"id": agreed.pk})
    assert "已经撤回的" in at_home.get("/rights/consents/").content.decode()


def test_an_elder_sees_corrects_and_deletes_by_their_credential_or_at_the_window(clerk: Client, office: Client) -> None:
    clerk.post("/office/allowance/enter/", {"name": "王秀蓝", "number": ONE, "place": NANQIAO})
    office.post("/office/allowance/communities/change/", {"do": "on", "place": NANQIAO})
    elder = Elder.objects.get()
    own, officer = f"/office/allowance/{elder.id}/", acting(employ("coordinator", "tcb", username="officer"))
    photo = SimpleUploadedFile("v.jpg", a_picture(), "image/jpeg")
    assert clerk.post(own + "certify/", {"way": "visit", "place": "家里", "photo": photo}).status_code == 302
    (seen,) = re.findall(rf"{own}photo/\w+/", clerk.get(own).content.decode())
    assert clerk.get(seen).headers["Content-Type"] == "image/jpeg"
    issue_period(current_period(NANQIAO, now=timezone.now()).code, ["/"], by=None, now=timezone.now())
    held = Credential.objects.get()
    at_home = Client(headers={"host": "testserver"})
    at_home.post(f"/verify/{held.id}/{check_code(bytes(held.digest))}/mine/", {"number": ONE})
    assert "看了上门认证的照片" in at_home.get("/rights/looked/").content.decode()
    wrong = at_home.post("/rights/", {"kind": "correct", "target": "phone", "value": "13800002222", "relation": "self"})
    assert "名册上没有手机号" in wrong.content.decode()
    _granted(
        at_home.post("/rights/", {"kind": "correct", "target": "name", "value": "王秀兰", "relation": "self"}), officer
    )
    elder.refresh_from_db()
    assert person_of(elder).name == "王秀兰"
    number = _granted(at_home.post("/rights/", {"kind": "see", "relation": "self"}), officer)
    told = json.loads(at_home.get(f"/rights/of/{number}/copy.json").content)["elsewhere"]
    assert {"姓名": "王秀兰", "身份证号": ONE}.items() <= next(row for row in told if row["title"] == "高龄津贴名册")[
        "told"
    ].items()
    assert {row["title"] for row in told} >= {"认证", "凭证"}
    assert "南桥社区" in at_home.get(f"/rights/of/{number}/copy/").content.decode()
    long = clerk.post(own + "right/", {"kind": "see", "words": "看" * 2001}).content.decode()
    assert "2001 个字" in long
    assert "看" * 2001 in long
    handed_in = clerk.post(own + "right/", {"kind": "delete", "key": "b" * 32}, follow=True).content.decode()
    clerk.post(own + "right/", {"kind": "delete", "key": "b" * 32})  # pressed twice
    (request,) = Request.objects.filter(kind="delete")
    assert "替老人提好了" in handed_in
    with pytest.raises(StillNeeded):
        _grant(request.case_id, officer)
    Elder.objects.update(state="ended")
    step(request.case_id, "grant", officer, {"extent": "all", "reason": "停发满五年"})
    elder.refresh_from_db()
    assert elder.sealed is None
    assert Certification.objects.get().sealed is None
    assert "替您提了一个个人信息请求" in at_home.get("/rights/looked/").content.decode()


def _granted(answer: HttpResponse, officer: Actor) -> str:
    assert answer.status_code == 302, answer.content.decode()
    number = answer.headers["Location"].strip("/").split("/")[-1]
    _grant(Case.objects.get(number=number).id, officer)
    return number


def _grant(case_id: UUID, officer: Actor) -> None:
    step(case_id, "check_identity", officer, {"seen": "credential"})
    step(case_id, "grant", officer, {"extent": "all", "reason": "核对无误"})


def test_an_age_is_counted_on_the_towns_day(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    turn = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)  # the first of October here
    number = _number("99000019361001001")
    clerk.post("/office/allowance/enter/", {"name": "王秀兰", "number": number, "place": NANQIAO})
    seen: list[object] = []
    monkeypatch.setattr(pages, "timezone", SimpleNamespace(now=lambda: turn))
    band_of = Policy.band_of
    monkeypatch.setattr(Policy, "band_of", lambda self, born, on: seen.append(on) or band_of(self, born, on))
    assert clerk.get(f"/office/allowance/{Elder.objects.get().id}/").status_code == 200
    assert date(2026, 10, 1) in seen
    assert date(2026, 9, 30) not in seen


def test_a_time_to_answer_that_is_over_makes_nobody_late(clerk: Client, office: Client) -> None:
    clerk.post("/office/allowance/enter/", {"name": "王秀兰", "number": ONE, "place": NANQIAO})
    elder = Elder.objects.get()
    clerk.post(f"/office/allowance/{elder.id}/doubt/", {"reason": "told"})
    case = Case.objects.get()
    worker, officer = (acting(Person.objects.get(username=name)) for name in ("nanqiao", "coordinator"))
    step(case.id, "visit", worker, {"found": "not_found", "words": "没见到"})
    step(case.id, "notify", officer, {"how": "letter", "words": "告知了"})
    Clock.objects.filter(case_id=case.id, name="allowance_plea").update(due_at=timezone.now() - timedelta(hours=1))
    page = office.get(f"/desk/case/{case.number}/").content.decode()
    assert "申辩期：已满" in page
    assert "超期" not in page


def test_a_department_delivers_and_reads_nothing(clerk: Client, office: Client) -> None:
    switching.switch_on(NANQIAO, by=None, now=timezone.now())
    table = f"姓名,身份证号,社区\n甲,{ONE},南桥社区\n乙,{TWO},南桥社区\n丙,1,南桥社区\n"
    said = clerk.post(
        "/office/allowance/import/", {"file": SimpleUploadedFile("r.csv", table.encode())}
    ).content.decode()
    assert "新进名册 2 人" in said
    assert "没有收" in said
    department = _client(employ("desk_clerk", "cgj"))
    day = timezone.localdate().isoformat()
    rows = (
        f"身份证号,类别,日期\n{ONE},门诊就医,{day}\n{_number('99000019300101001')},门诊就医,{day}\n{TWO},占卜,{day}\n"
    )
    answer = department.post("/office/allowance/evidence/", {"file": SimpleUploadedFile("e.csv", rows.encode())})
    assert "在册的 1 行，新增 1 条证据" in answer.content.decode()
    assert department.get("/office/allowance/").status_code == 404
    assert department.get(f"/office/allowance/{Elder.objects.first().id}/").status_code == 404  # type: ignore[union-attr]
    elder = Elder.objects.order_by("id").last()
    assert elder is not None
    assert clerk.post(f"/office/allowance/{elder.id}/doubt/", {"reason": "told"}).status_code == 302
    elder.refresh_from_db()
    assert elder.state == "doubted"
    assert clerk.get(f"/desk/cases/{elder.case_id}/", follow=True).status_code == 200


def test_somebody_of_another_community_sees_nobody(clerk: Client) -> None:
    clerk.post("/office/allowance/enter/", {"name": "王秀兰", "number": ONE, "place": NANQIAO})
    other = _client(employ("community_clerk", "xfjd_xfq", "510181901901", username="xf"))
    assert "王秀兰" not in other.get("/office/allowance/").content.decode()
    assert other.get(f"/office/allowance/{Elder.objects.get().id}/").status_code == 404
    assert "名册里没有" in other.post("/office/allowance/find/", {"number": ONE}).content.decode()


def test_the_pilots_sheet_opens_the_way_for_others(office: Client, clerk: Client) -> None:
    change = "/office/allowance/communities/change/"
    office.post(change, {"do": "on", "place": "510181901901"})
    assert "试点还没有评估" in office.get("/office/allowance/communities/").content.decode()
    office.post(change, {"do": "on", "place": NANQIAO})
    sheet = {"do": "assess", "place": NANQIAO, "verdict": "spread"}
    assert "好" * 2001 in office.post(change, {**sheet, "words": "好" * 2001}).content.decode()
    office.post(change, {**sheet, "words": "好"})
    office.post(change, {"do": "on", "place": "510181901901"})
    assert "启用了 2 个社区" in office.get("/office/allowance/communities/").content.decode()
    assert clerk.post(change, {"do": "on", "place": NANQIAO}).status_code == 404


def test_a_department_is_led_to_what_it_may_open() -> None:
    clerk = Client(headers={"host": "testserver"})
    clerk.force_login(employ("desk_clerk", "mzj"))
    page = clerk.get("/desk/").content.decode()
    assert 'href="/office/allowance/"' not in page
    assert 'href="/office/allowance/evidence/"' in page
    assert clerk.get("/office/allowance/evidence/").status_code == 200
