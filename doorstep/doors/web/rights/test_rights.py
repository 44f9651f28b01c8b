"""A resident asks, an office checks, a person decides: seeing, correcting, deleting, who looked."""

import json
from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client

from doorstep.doors.web.actors import RECEIPTS
from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import NeedsAnotherPerson
from doorstep.store.cases import about, models, ties, verifying
from doorstep.store.cases.erasing import ERASED_TITLE
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.stories import story_of
from doorstep.store.cases.tracing import trace
from doorstep.store.sealing import keyed_hash
from doorstep.wings.hotspots.models import Hotspot
from doorstep.wings.log import places
from doorstep.wings.log.sequencing import sequence_all
from doorstep.wings.log.verifying import LogReport, verify_log
from doorstep.wings.rights import consents
from doorstep.wings.rights.following import PapersMissing, StillHandled
from doorstep.wings.rights.holdings import Owner, erase_elsewhere
from doorstep.wings.rights.models import Agreement, Correction, Erasure
from doorstep.wings.rights.register import register
from doorstep.wings.triage.models import Lesson
from doorstep_proof.receipts import check_receipt
from tests.living import NOW, acting, employ, finished, pooled, rated, step, word

pytestmark = pytest.mark.django_db


def holding(*case_ids: UUID) -> Client:
    client = Client(headers={"host": "testserver"})
    session = client.session
    session[RECEIPTS] = [str(one) for one in case_ids]
    session.save()
    return client


def asked(client: Client, **typed: str) -> models.Case:
    given = {"relation": "self", "key": "a" * 32, **typed}
    answer = client.post("/rights/", given)
    assert answer.status_code == 302, answer.content.decode()
    return models.Case.objects.get(number=answer.url.strip("/").split("/")[-1])


def granted(case: models.Case, office: Actor, extent: str = "all") -> None:
    step(case.id, "check_identity", office, {"seen": "receipt"})
    step(case.id, "grant", office, {"extent": extent, "reason": "核对无误"})


def test_whoever_has_proven_nothing_is_asked_to_prove_it_first(client: Client) -> None:
    page = client.get("/rights/").content.decode()
    assert "先证明是您本人" in page
    assert 'name="kind"' not in page


def test_a_granted_request_to_see_shows_everything_and_an_open_one_nothing(office: Actor) -> None:
    case = word("护栏松了，我住三栋")
    trace(case.case_id, office, "original", now=NOW, reason="核对地址")
    client = holding(case.case_id)
    request = asked(client, kind="see")
    assert client.get(f"/rights/of/{request.number}/copy.json").status_code == 403
    granted(request, office)
    told = json.loads(client.get(f"/rights/of/{request.number}/copy.json").content)
    assert told["cases"][0]["contact"] == [{"name": "王小明", "phone": "13812345678"}]
    assert "我住三栋" in json.dumps(told["cases"][0]["steps"], ensure_ascii=False)
    assert told["cases"][0]["looked"][0]["reason"] == "核对地址"
    assert "13812345678" in client.get(f"/rights/of/{request.number}/copy/").content.decode()
    assert Client(headers={"host": "testserver"}).get(f"/rights/of/{request.number}/copy/").status_code == 404


def test_what_was_deleted_is_gone_and_chain_log_and_old_receipts_still_hold(office: Actor, log_places: None) -> None:
    desk = acting(employ("desk_clerk", "cgj"))
    case = finished("护栏松了，我住三栋", office, desk, "cgj")
    client = holding(case.case_id)
    sequence_all(now=NOW)
    receipt = client.get(f"/case/{case.number}/receipt.json").content
    request = asked(client, kind="delete")
    step(request.id, "check_identity", office, {"seen": "receipt"})
    with pytest.raises(StillHandled):
        step(request.id, "grant", office, {"extent": "all", "reason": "核对无误"})
    rated(case)
    step(request.id, "grant", office, {"extent": "all", "reason": "核对无误"})
    held = find(case.case_id)
    assert held
    assert "我住三栋" not in str(story_of(held.case, law(held.law_id), "staff"))
    assert about.contacts_of(case.case_id) == []
    assert about.about(case.case_id).body == ""
    assert Erasure.objects.filter(request=request.id, table="cases_sealedtext").get().rows >= 2
    sequence_all(now=NOW)
    assert list(verifying.verify(verifying.Report())) == []
    assert list(verify_log(LogReport())) == []
    proven = check_receipt(receipt, log=[places.signing_key(now=NOW).verifier])
    assert (proven.number, proven.words) == (case.number, ("护栏松了，我住三栋",))
    page = client.get(f"/rights/of/{request.number}/").content.decode()
    assert "条内容" in page
    assert "账本和存证日志照样对得上" in page


def test_deleting_only_what_is_over_spares_what_is_still_handled(office: Actor) -> None:
    case = word("护栏松了")
    request = asked(holding(case.case_id), kind="delete")
    granted(request, office, "over")
    assert about.contacts_of(case.case_id)
    again = asked(holding(case.case_id), kind="delete", key="b" * 32)
    granted(again, office, "contact")
    assert about.contacts_of(case.case_id) == []
    assert list(verifying.verify(verifying.Report())) == []


def test_what_is_corrected_changes_and_the_change_is_on_record(office: Actor) -> None:
    case = word("护栏松了")
    client = holding(case.case_id)
    assert (
        client.post("/rights/", {"kind": "correct", "relation": "self", "target": "phone", "value": "12"}).status_code
        == 422
    )
    request = asked(client, kind="correct", target="phone", value="139 0000 1111")
    granted(request, office)
    assert about.contacts_of(case.case_id)[0].phone == "13900001111"
    assert Correction.objects.get(case_id=case.case_id).request == request.id


def test_a_refusal_says_why_and_another_person_looks_again(office: Actor) -> None:
    case = word("护栏松了")
    client = holding(case.case_id)
    request = asked(client, kind="delete")
    step(request.id, "refuse", office, {"ground": "handling", "reason": "护栏还没有修好"})
    assert "人民法院" in client.get(f"/rights/of/{request.number}/").content.decode()
    assert "护栏还没有修好" in client.get(f"/case/{request.number}/").content.decode()
    step(request.id, "ask_again", Actor(kind="resident", receipts=frozenset({request.id})), {"words": "我不想留"})
    with pytest.raises(NeedsAnotherPerson):
        step(request.id, "reverse", office, {"extent": "contact", "reason": "可以"})
    step(request.id, "reverse", acting(employ("auditor", "djy")), {"extent": "contact", "reason": "称呼手机号可以删"})
    assert about.contacts_of(case.case_id) == []


def test_a_resident_sees_which_unit_looked_and_why_but_not_who(office: Actor) -> None:
    case = word("护栏松了")
    trace(case.case_id, office, "original", now=NOW, reason="核对地址")
    page = holding(case.case_id).get("/rights/looked/").content.decode()
    assert "核对地址" in page
    assert "统筹" in page
    assert "coordinator" not in page
    assert "核对地址" not in holding(word("路灯坏了").case_id).get("/rights/looked/").content.decode()


def test_the_office_sees_requests_and_the_officer_opens_them(office: Actor, client: Client) -> None:
    request = asked(holding(word("护栏松了").case_id), kind="explain")
    client.force_login(employ("privacy_officer", "tcb"))
    assert request.number in client.get("/office/rights/").content.decode()
    assert "请求说明" in client.get(f"/desk/case/{request.number}/").content.decode()
    assert client.get(f"/desk/case/{word('路灯坏了').number}/").status_code == 404


def test_the_version_agreed_to_is_on_record_and_a_new_one_asks_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get("/suggest/").content.decode()
    assert 'name="agreed" value="2026-1"' in page
    typed = {
        "topic": "装灯",
        "what": "晚上看不清",
        "proposal": "装一盏",
        "name": "林小雨",
        "phone": "13800002222",
        "agreed": "2026-1",
    }
    answer = client.post("/suggest/", typed)
    number = answer.url.strip("/").split("/")[-1]
    row = Agreement.objects.get(code="notices")
    assert (row.version, row.way) == ("2026-1", "web")
    old = register()
    newer = replace(old.consents[0], version="2026-2")
    monkeypatch.setattr(consents, "consent_now", lambda code, *, now: newer)
    assert "请您再看一遍" in client.get("/rights/consents/").content.decode()
    monkeypatch.setattr(consents, "register", lambda: replace(old, consents=(*old.consents, newer)))
    client.post("/rights/consents/", {"id": row.pk, "do": "agree"})
    assert sorted(Agreement.objects.values_list("version", flat=True)) == ["2026-1", "2026-2"]
    standing = Agreement.objects.get(version="2026-2")
    assert holding(word("路灯坏了").case_id).post("/rights/consents/", {"id": standing.pk}).status_code == 404
    client.post("/rights/consents/", {"id": standing.pk, "do": "withdraw"})
    assert not Agreement.objects.filter(withdrawn_at=None).exists()
    (contact,) = about.contacts_of(models.Case.objects.get(number=number).id)
    assert (contact.name, contact.phone) == ("林小雨", "")


def test_a_guardian_is_believed_by_papers_alone(office: Actor) -> None:
    request = asked(holding(word("孩子在学校被欺负").case_id), kind="see", relation="guardian")
    with pytest.raises(PapersMissing):
        step(request.id, "check_identity", office, {"seen": "phone"})
    step(request.id, "check_identity", office, {"seen": "guardian"})


def test_a_sealed_case_is_in_no_list_and_opened_by_its_keeper_with_a_reason(office: Actor, client: Client) -> None:
    case = word("孩子在学校被欺负", title="校园里的事")
    hot = Hotspot.objects.create(place="校园", people=1, cases=1, first_at=NOW, last_at=NOW)
    hot.members.create(case_id=case.case_id, person="", opened_at=NOW)
    Lesson.objects.create(case_id=case.case_id, seq=1, subject="category", said="a", given="b", at=NOW)
    step(case, "seal", office, {"ground": "minor"})
    clerk = Client(headers={"host": "testserver"})
    clerk.force_login(employ("coordinator", "tcb"))
    assert clerk.get(f"/desk/case/{case.number}/").status_code == 404
    for address in (
        "/desk/",
        "/desk/all/",
        f"/desk/search/?q={case.number}",
        "/desk/search/?q=校园",
        "/desk/search/?q=封存",
        "/desk/search/suggest.json?q=封存",
        f"/office/hot/{hot.pk}/",
        "/office/triage/",
        "/office/sealed/",
    ):
        assert f"/desk/case/{case.number}/" not in clerk.get(address).content.decode(), address
    client.force_login(employ("privacy_officer", "tcb"))
    assert client.get(f"/desk/case/{case.number}/").status_code == 302
    room = client.get("/office/sealed/").content.decode()
    assert case.number in room
    assert "校园" not in room
    assert client.post(f"/office/sealed/{case.number}/open/", {"reason": ""}).status_code == 302
    assert "被欺负" in client.post(f"/office/sealed/{case.number}/open/", {"reason": "学校来核实"}).content.decode()
    mine = holding(case.case_id)
    assert "学校来核实" in mine.get("/rights/looked/").content.decode()
    assert mine.get(f"/case/{case.number}/").status_code == 200
    client.post(f"/office/sealed/{case.number}/unseal/", {"reason": "家长同意公开办"})
    assert "校园里的事" in clerk.get(f"/desk/case/{case.number}/").content.decode()
    assert list(verifying.verify(verifying.Report())) == []


def test_what_was_opened_beneath_says_nothing_either_while_its_case_is_sealed(office: Actor) -> None:
    case, desk = pooled("孩子在学校被欺负", office), acting(employ("desk_clerk", "cgj"))
    step(case, "dispatch", office, {"unit": "cgj", "basis": "派单目录"})
    step(case, "accept", desk)
    step(case, "call_in", desk, {"units": ["swj"], "task": "查监控", "share": "50"})
    (order,) = ties.beneath(case.case_id)
    assert "欺负" in order.title + order.body
    step(case, "seal", office, {"ground": "minor"})
    (order,) = ties.beneath(case.case_id)
    assert "欺负" not in order.title + order.body
    step(case, "unseal", acting(employ("privacy_officer", "tcb")), {"reason": "家长同意"})
    (order,) = ties.beneath(case.case_id)
    assert "欺负" in order.title + order.body


def test_what_was_erased_while_it_was_sealed_stays_erased_when_it_is_unsealed(office: Actor) -> None:
    case = finished("孩子在学校被欺负", office, acting(employ("desk_clerk", "cgj")), "cgj")
    rated(case)
    step(case, "seal", office, {"ground": "minor"})
    asked_for = asked(holding(case.case_id), kind="delete")
    granted(asked_for, office)
    keeper = acting(employ("privacy_officer", "tcb", username="keeper"))
    step(case, "unseal", keeper, {"reason": "家长同意"})
    words = models.CaseWords.objects.get(case_id=case.case_id)
    assert (words.title, words.body) == (ERASED_TITLE, "")


def test_two_people_of_one_case_agree_take_back_and_are_forgotten_each_for_themselves() -> None:
    case = word("护栏松了").case_id
    for phone in ("13800002222", "13800003333", "13800002222", "", ""):
        consents.agree("notices", about=case, phone=phone, way="web", now=NOW)
    mine, other, unnumbered = Agreement.objects.order_by("agreed_at", "id")
    consents.withdraw(mine.pk, [case], by=None, now=NOW)
    assert [one.row.pk for one in consents.agreed_by([case], now=NOW)] == [unnumbered.pk, other.pk]
    consents.agree("notices", about=case, phone="13800002222", way="web", now=NOW)
    for phone in ("13800002222", "13800003333"):  # the rows stay, without what tells them apart
        erase_elsewhere(Owner(cases=(case,), phone_hash=keyed_hash(phone, "phone")))
    assert not Agreement.objects.exclude(phone_hash=None).exists()
    assert Agreement.objects.filter(withdrawn_at=None).count() == 3
