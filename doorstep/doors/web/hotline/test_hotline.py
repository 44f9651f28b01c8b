"""A call becomes one case; earlier ones are found by the number, with a trace; what was typed is never lost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doorstep.doors.web.desk.veil import may_know
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Access, Case, Event
from doorstep.store.places.atlas import atlas
from doorstep.wings.hotline.models import Call
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
