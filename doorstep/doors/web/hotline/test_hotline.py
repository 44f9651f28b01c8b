"""A call becomes one case; earlier ones are found by the number, with a trace; what was typed is never lost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doorstep.doors.web.desk.veil import may_know
from doorstep.store.cases import verifying
from doorstep.store.cases.about import guardians_of
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Access, Case, Event
from doorstep.store.places.atlas import atlas
from doorstep.wings.hotline.models import Call, Ready, ReadyText, ReadyUse
from doorstep.wings.rights.models import Agreement
from tests.living import acting, employ, word

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


@pytest.fixture
def desk() -> Client:
    return client_of("call_taker", "tcb")


def client_of(role: str, unit: str) -> Client:
    client = Client(HTTP_HOST="testserver")
    client.force_login(employ(role, unit), backend="django.contrib.auth.backends.ModelBackend")
    return client


def call(desk: Client, **given: str) -> str:
    place = atlas().of_level("community")[0]
    form = {
        "key": "k" * 32,
        "phone": PHONE,
        "what": "小区门口的路灯三天没亮了",
        "place": place.code,
        "take": "1",
        **given,
    }
    return desk.post("/hotline/", form).content.decode()


def test_a_call_becomes_a_case_with_a_receipt(desk: Client) -> None:
    page = call(desk, reference="C20261122001")
    case = Case.objects.get()
    assert case.number in page
    assert "查询码" in page
    assert (case.channel, case.state) == ("hotline", "collected")
    origin = Event.objects.get(case=case, seq=1).facts["origin"]
    assert origin == {"system": "12345", "reference": "C20261122001"}


def test_a_childs_guardian_is_named_agrees_and_is_opened_with_a_trace_alone(desk: Client) -> None:
    refused = call(desk, name="小朋友", guardian="李梅")
    assert "请填监护人的电话" in refused
    assert 'value="李梅"' in refused
    call(desk, name="小朋友", guardian="李梅", guardian_phone="028-87123456", guardian_agrees="on")
    case, agreed = Case.objects.get(), Agreement.objects.get()
    assert (agreed.code, agreed.given_by, agreed.way) == ("child", "guardian", "phone")
    assert agreed.noted_by is not None
    clerk = client_of("coordinator", "tcb")
    assert "李梅" not in clerk.get(f"/desk/case/{case.number}/").content.decode()
    assert "李梅" in clerk.post(f"/desk/case/{case.number}/contact/").content.decode()
    office = client_of("privacy_officer", "tcb")
    listed = office.get("/office/rights/consents/?code=child").content.decode()
    assert case.number in listed
    assert "监护人替孩子同意" in listed
    assert office.post("/office/rights/consents/", {"id": agreed.pk}).status_code == 302
    assert office.post("/office/rights/consents/", {"id": agreed.pk}).status_code == 404
    agreed.refresh_from_db()
    assert agreed.withdrawn_by is not None
    assert guardians_of(case.id) == []
    assert list(verifying.verify(verifying.Report())) == []


def test_the_same_call_reference_twice_gives_the_first_case(desk: Client) -> None:
    call(desk, reference="C1")
    page = call(desk, reference="C1", key="j" * 32, what="又报一遍同一通电话")
    assert Case.objects.count() == Call.objects.count() == 1
    assert Case.objects.get().number in page
    assert "登记过了" in page


def test_earlier_cases_of_the_number_are_shown_and_the_look_is_traced(desk: Client) -> None:
    before = word("楼下的护栏断了一截", reporter=None) and word("楼下的护栏断了一截")
    page = desk.post("/hotline/earlier/", {"phone": PHONE}).content.decode()
    assert before.number in page
    assert Access.objects.filter(what="earlier", case_id=before.case_id).count() == 1
    assert "没有反映过事" in desk.post("/hotline/earlier/", {"phone": "13900000001"}).content.decode()


def test_the_look_works_without_a_script_and_loses_nothing(desk: Client) -> None:
    before = word("楼下的护栏断了一截")
    form = {"key": "k" * 32, "phone": PHONE, "what": "护栏还是没修", "look": "1"}
    page = desk.post("/hotline/", form).content.decode()
    assert before.number in page
    assert "护栏还是没修" in page


def test_an_earlier_case_is_added_to_and_urged_instead_of_opening_another(desk: Client) -> None:
    before = word("楼下的护栏断了一截")
    page = call(desk, about=before.number, what="护栏还是没修，老人差点摔下去", place="")
    assert Case.objects.count() == 1
    assert [event.verb for event in Event.objects.filter(case_id=before.case_id).order_by("seq")][1:] == ["add", "urge"]
    assert before.number in page


def test_nobody_urges_the_case_of_another_number(desk: Client) -> None:
    other = word("楼下的护栏断了一截")
    page = call(desk, phone="13900000001", about=other.number)
    assert "不是这个号码反映的" in page
    assert Event.objects.filter(case_id=other.case_id).count() == 1


def test_what_is_answered_at_once_is_closed_with_its_answer_and_still_rated(desk: Client) -> None:
    call(desk, answer="社保卡可以在任何一家银行网点补办，带身份证即可。", request_type="consult")
    case = Case.objects.get()
    assert (case.state, case.lead_unit) == ("awaiting_rating", "tcb")
    assert "rating" in case.running


def test_a_confidential_caller_is_hidden_from_the_handling_unit(desk: Client) -> None:
    call(desk, caller="confidential", name="王小明")
    held = find(Case.objects.get().id)
    assert held is not None
    assert "confidential" in held.case.memory.flags
    assert may_know(held.case, acting(employ("coordinator", "tcb")))
    assert not may_know(held.case, acting(employ("community_clerk", held.case.community and "hbj")))


def test_a_landline_is_taken_and_found_again_however_it_is_typed(desk: Client) -> None:
    call(desk, phone="028-8712 3456")
    assert Case.objects.get().number in desk.post("/hotline/earlier/", {"phone": "(028)87123456"}).content.decode()


def test_errors_stand_beside_their_fields_and_nothing_is_lost(desk: Client) -> None:
    page = call(desk, phone="12", what="", place="", place_name="没有这个地方", spot="3 栋楼下", reference="有 中文")
    for said in ("请填 11 位的手机号码，或者带区号的座机号码", "没有找到", "3 栋楼下", "来电流水号只含字母"):
        assert said in page
    assert Case.objects.count() == 0


def test_a_place_is_found_by_its_name_without_a_script(desk: Client) -> None:
    place = atlas().of_level("community")[0]
    call(desk, place="", place_name=place.label.zh)
    assert Case.objects.get().place_path == place.path


def test_words_of_danger_ring(desk: Client) -> None:
    said = desk.post("/hotline/hints/", {"what": "楼下车棚着火了，冒浓烟"}).json()["danger"]
    assert "请转 110/119/120" in said
    assert "请转 110/119/120" in call(desk, what="楼下车棚着火了，冒浓烟")


def test_places_are_offered_by_the_sounds_of_their_names(desk: Client) -> None:
    options = desk.post("/hotline/places/", {"q": atlas().of_level("community")[0].label.zh[:2]}).json()["options"]
    assert options
    assert all(row["code"] in atlas() for row in options)


def test_only_call_takers_open_the_desk() -> None:
    assert client_of("desk_clerk", "hbj").get("/hotline/").status_code == 404
    assert client_of("desk_clerk", "hbj").post("/hotline/earlier/", {"phone": PHONE}).status_code == 404


def test_the_desk_is_answered_in_few_statements(desk: Client) -> None:
    for _n in range(5):
        word("楼下的护栏断了一截")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        desk.get("/hotline/")
    assert len(asked) <= 15
    with CaptureQueriesContext(connection) as asked:
        desk.post("/hotline/earlier/", {"phone": PHONE})
    assert len(asked) <= 15


def test_an_answer_kept_ready_is_offered_used_counted_and_keeps_its_versions(desk: Client) -> None:
    given = {"title": "社保卡补办", "text": "带身份证到任何一家银行网点就能补办。", "category": "", "write": "1"}
    assert desk.post("/hotline/answers/new/", given).status_code == 302
    found = desk.post("/hotline/answers/find/", {"q": "社保 补办"}).json()["options"]
    assert [one["answer"] for one in found] == [given["text"]]
    call(desk, answer=f"您好，{given['text']}", ready=f"{found[0]['code']},,x,99999", request_type="consult")
    case = Case.objects.get()
    assert case.state == "awaiting_rating"
    use = ReadyUse.objects.get()
    assert (use.case_id, use.is_as_kept, use.text_id) == (case.id, True, found[0]["code"])
    page = desk.get("/hotline/answers/").content.decode()
    assert "用过 1 次" in page
    one = f"/hotline/answers/{Ready.objects.get().pk}/"
    assert desk.post(one, {**given, "text": "带身份证到银行网点，当场就能补办。", "seen": "1"}).status_code == 302
    late = desk.post(one, {**given, "text": "别的说法", "seen": "1"})
    assert late.status_code == 422
    assert "有人改过了" in late.content.decode()
    assert 'name="seen" value="2"' in late.content.decode()
    page = desk.get(one).content.decode()
    assert "第 2 版" in page
    assert given["text"] in page
    assert ReadyText.objects.get(is_current=True).number == 2
    desk.post(one, {"retire": "1"})
    assert desk.post("/hotline/answers/find/", {"q": "社保"}).json()["options"] == []
    assert "社保卡补办" in desk.get("/hotline/answers/?retired=1").content.decode()
    written = desk.post(one, {**given, "text": "停用着也能改。", "seen": "2"}, follow=True)
    assert "恢复以后话务台才给出" in written.content.decode()
    assert desk.post("/hotline/answers/find/", {"q": "停用着"}).json()["options"] == []


def test_a_ready_answer_holds_nobodys_number_and_is_written_by_those_who_may(desk: Client) -> None:
    refused = desk.post("/hotline/answers/new/", {"title": "找谁", "text": "打王师傅手机 13800138000。"})
    assert refused.status_code == 422
    assert "不要写个人的手机号" in refused.content.decode()
    assert "王师傅" in refused.content.decode()
    assert "这一格要填" in desk.post("/hotline/answers/new/", {"title": " ", "text": "x"}).content.decode()
    assert desk.get("/hotline/answers/77/").status_code == 404
    clerk = client_of("desk_clerk", "cgj")
    assert clerk.get("/hotline/answers/").status_code == 404
    assert clerk.post("/hotline/answers/find/", {"q": "x"}).status_code == 404
    assert client_of("coordinator", "tcb").get("/hotline/answers/new/").status_code == 200
