"""Anybody checks a credential; paper with a swapped code is named; a unit's use is noted; the office revokes with a reason."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doorstep.adapters.pdf import FontMissing
from doorstep.adapters.pdf.typeset import chinese_fonts
from doorstep.doors.web.credentials import paper
from doorstep.store.people.models import Person
from doorstep.wings.credentials import queries
from doorstep.wings.credentials.models import Credential, Use
from doorstep.wings.credentials.rules import check_code
from doorstep.wings.credentials.services import Draft, change_state, issue
from doorstep.wings.log.sequencing import sequence_all
from doorstep_proof.credentials.dids import read_did_document
from doorstep_proof.credentials.verifying import Lists, Trust, judge
from tests.living import employ

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys_in_memory")]
PLACE = "/510181/902/901/"
NUMBER = "51018119300101001X"


def _issued(*names: str) -> list[tuple[Credential, dict[str, Any]]]:
    now = datetime.now(UTC)
    subjects = [
        {
            "name": name,
            "idNumber": "510181********001X",
            "idSalt": "s",
            "idSha256": hashlib.sha256(f"s{NUMBER}".encode()).hexdigest(),
            "community": "南桥社区",
            "period": "2026-11",
            "amountFen": 10050,
        }
        for name in names
    ]
    drafts = [
        Draft(
            kind="ElderAllowanceCredential",
            subject=subject,
            subject_hash=subject["name"].encode(),  # type: ignore[attr-defined]
            about="2026-11",
            place_path=PLACE,
            since=now - timedelta(days=1),
            until=now + timedelta(days=30),
        )
        for subject in subjects
    ]
    issue(drafts, by=None, now=now)
    held = list(Credential.objects.order_by("id"))
    return [(one, queries.document_of(one) or {}) for one in held]


def _client(person: Person | None = None) -> Client:
    client = Client(headers={"host": "testserver"})
    if person:
        client.force_login(person)
    return client


def _upload(client: Client, content: bytes, **more: str) -> str:
    return client.post("/verify/", {"file": SimpleUploadedFile("c", content), **more}).content.decode()


def test_anybody_checks_a_credential_and_reads_it_in_words() -> None:
    ((held, document),) = _issued("王秀兰")
    text = json.dumps(document, ensure_ascii=False)
    said = _upload(_client(), text.encode())
    assert "有效：签名正确" in said
    assert "王秀兰" in said
    assert check_code(bytes(held.digest)) in said
    assert "100.50" in said
    assert "改动过" in _client().post("/verify/", {"text": text.replace("王秀兰", "王秀芳")}).content.decode()
    assert "格式不对" in _client().post("/verify/", {"text": "x"}).content.decode()
    assert _client().post("/verify/", {"text": " "}).status_code == 422


def test_another_program_checks_it_with_what_is_published() -> None:
    ((_held, document),) = _issued("王秀兰")
    client = _client()
    trust = Trust.of([read_did_document(json.loads(client.get("/.well-known/did.json").content))])

    def find(address: str) -> Any:
        return json.loads(client.get(address.partition("testserver")[2]).content)

    now = datetime.now(UTC)
    assert judge(document, trust, now=now, lists=Lists(find)).is_valid
    schema = client.get("/credentials/schemas/ElderAllowanceCredential.json")
    assert json.loads(schema.content)["title"] == "高龄津贴认证凭证"
    assert client.get("/credentials/schemas/Nobodys.json").status_code == 404
    assert client.get("/credentials/status/9/revocation/").status_code == 404
    assert client.get("/credentials/terms/").status_code == 200


def test_what_the_code_opens_is_half_hidden_and_compared_with_the_paper() -> None:
    ((held, _document),) = _issued("王秀兰")
    own = paper.scan_address(held).partition("testserver")[2]
    said = _client().get(own).content.decode()
    assert "王**" in said
    assert "王秀兰" not in said
    assert "二维码被换过" in _client().get(own, {"printed": "0000-0000-0000-0000"}).content.decode()
    assert (
        "二维码被换过" not in _client().get(own, {"printed": check_code(bytes(held.digest)).lower()}).content.decode()
    )
    assert _client().get(f"/verify/{held.id}/0000-0000-0000-0000/").status_code == 404


def test_the_holder_shows_some_of_it_and_it_is_revoked_with_the_credential() -> None:
    ((held, _document),) = _issued("王秀兰")
    own = paper.scan_address(held).partition("testserver")[2] + "share/"
    page = _client().get(own)
    assert page.status_code == 200
    assert "王秀兰" not in page.content.decode()
    asked = {"number": NUMBER, "show": ["community", "idNumber"], "form": "compact"}
    wrong = _client().post(own, {**asked, "number": NUMBER[:-1] + "1"})
    assert wrong.status_code == 422
    assert "对不上" in wrong.content.decode()
    assert "请至少选一项" in _client().post(own, {**asked, "show": []}).content.decode()
    compact = _client().post(own, asked).content.decode()
    said = _client().post("/verify/", {"text": compact}).content.decode()
    assert "有效：签名正确" in said
    assert "南桥社区" in said
    assert "只出示了上面几项" in said
    assert "王秀兰" not in said
    whole = _upload(_client(), _client().post(own, {**asked, "show": ["name"], "form": "json"}).content)
    assert "王秀兰" in whole
    assert "南桥社区" not in whole
    assert "改动过" in _upload(_client(), compact[:-5].encode() + b"AAA~")
    clerk = _client(employ("desk_clerk", "cgj"))
    assert "已记下" in _upload(clerk, compact.encode(), purpose="发放高龄津贴")
    office = _client(employ("coordinator", "tcb"))
    assert office.post(f"/office/credentials/{held.id}/share/", {"show": "period", "form": "json"}).status_code == 200
    change_state(held.id, "revoked", reason="died", by=None, now=datetime.now(UTC))
    assert "已撤销" in _upload(_client(), compact.encode())


def test_paper_whose_code_was_swapped_or_words_changed_is_named() -> None:
    try:
        chinese_fonts()
    except FontMissing:
        pytest.skip("no Chinese font on this machine")
    (one, document), (other, _others) = _issued("王秀兰", "李大伯")
    whole = paper.pdf_of(one, document)
    assert "一字不差" in _upload(_client(), whole)
    swapped = paper.pdf_of(other, document)
    said = _upload(_client(), swapped)
    assert "二维码被换过" in said
    assert "签发后被改动过" in _upload(_client(), whole + b"\n%")
    assert "格式不对" in _upload(_client(), b"%PDF-1.7\n")


@pytest.mark.usefixtures("log_places")
def test_a_units_use_is_noted_and_the_office_sees_it() -> None:
    ((held, document),) = _issued("王秀兰")
    clerk = _client(employ("desk_clerk", "cgj"))
    assert "已记下" in _upload(clerk, json.dumps(document).encode(), purpose="发放高龄津贴")
    assert "已记下" not in _upload(_client(), json.dumps(document).encode(), purpose="x")
    assert Use.objects.get().unit == "cgj"
    employ("community_clerk", "xfjd_xfq", username="two_posts")
    both = _client(employ("desk_clerk", "cgj", username="two_posts"))
    assert "已记下" in _upload(both, json.dumps(document).encode(), purpose="发放高龄津贴")
    assert list(Use.objects.values_list("unit", flat=True)) == ["cgj", "cgj"]
    office = _client(employ("coordinator", "tcb"))
    assert check_code(bytes(held.digest)) in office.get("/office/credentials/?what=used").content.decode()
    page = office.get(f"/office/credentials/{held.id}/").content.decode()
    assert "发放高龄津贴" in page
    assert json.loads(office.get(f"/office/credentials/{held.id}/json/").content) == document
    assert "等着写入" in page
    assert office.post(f"/office/credentials/{held.id}/change/", {"to": "revoked", "reason": "died"}).status_code == 302
    sequence_all(now=datetime.now(UTC))
    logged = office.get(f"/office/credentials/{held.id}/").content.decode()
    assert re.findall(r"/log/entry/(\d+)/", logged) == ["0", "1"]
    assert "已撤销" in _upload(_client(), json.dumps(document).encode())
    assert _client(employ("desk_clerk", "cgj")).get("/office/credentials/").status_code == 404


def test_a_code_that_is_not_read_at_the_first_look_is_read_at_a_second() -> None:
    links = [f"https://jiamenkou.example.cn/verify/{UUID(int=turn * 7919)}/AB12-CD34-EF56-7890/" for turn in range(300)]
    for link in links:
        lines = segno.make(link, error="m", micro=False).matrix_iter(scale=8, border=4)
        rows = [bytes(0 if dark else 255 for dark in line) for line in lines]
        head = b"7 0 obj << /Subtype /Image /Width %d /Height %d >>" % (len(rows[0]), len(rows))
        assert paper.qr_codes_in(b"%PDF-" + head + b"\nstream\n" + b"".join(rows) + b"\nendstream") == [link]


def test_a_code_that_no_printer_writes_is_wrong_and_not_an_error() -> None:
    ((held, _document),) = _issued("王秀兰")
    for address in (f"/verify/{held.id}/核对码/", f"/verify/{held.id}/核对码/share/"):
        assert _client().get(address).status_code == 404
