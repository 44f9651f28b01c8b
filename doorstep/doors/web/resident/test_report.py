"""A resident reports, gets a receipt, follows, adds and rates: through the pages, without a browser."""

import io
import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from doorstep.store.cases.acting import act
from doorstep.store.cases.models import Attachment, Case, Event, Receipt
from doorstep.store.places.atlas import atlas
from tests.cast import community_clerk

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COMMUNITY = "510181901901"
WHAT = "3 号楼门口路灯三天没亮"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_memory")]


def somebody() -> Client:
    """A visitor without anybody's cookies."""
    return Client(headers={"host": "testserver"})


@pytest.fixture
def client() -> Client:
    return somebody()


def picture(colour: str = "red", size: tuple[int, int] = (64, 48)) -> SimpleUploadedFile:
    raw = io.BytesIO()
    Image.new("RGB", size, colour).save(raw, "PNG")
    return SimpleUploadedFile("灯.png", raw.getvalue(), "image/png")


def key_on(page: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def say_it(client: Client, **more: object) -> str:
    """Reports over the form; returns the number."""
    page = client.get("/report/").content.decode()
    answer = client.post("/report/", {"what": WHAT, "place": COMMUNITY, "key": key_on(page), **more})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url).strip("/").split("/")[-1]


def case_of(number: str) -> Case:
    return Case.objects.get(number=number)


def settle(number: str) -> None:
    act(
        case_id=case_of(number).id,
        verb="settle_on_spot",
        form={"result": "换了灯泡，亮了"},
        actor=community_clerk(),
        now=datetime.now(UTC),
    )


def test_a_word_becomes_a_case_and_its_receipt_shows_number_code_and_qr(client: Client) -> None:
    number = say_it(client)
    page = client.get(f"/receipt/{number}/").content.decode()
    assert number in page
    assert re.search(r"[2-9B-Z]{5}-[2-9B-Z]{5}", page)
    assert "<svg" in page
    assert case_of(number).owed_by == f"first_desk@{COMMUNITY}"


def test_the_code_opens_the_case_for_anyone_who_holds_it(client: Client) -> None:
    number = say_it(client)
    code = re.search(r"[2-9B-Z]{5}-[2-9B-Z]{5}", client.get(f"/receipt/{number}/").content.decode())
    assert code
    other = somebody()
    assert other.get(f"/case/{number}/").status_code == 404
    assert other.post("/track/", {"number": number, "code": "22222-22222"}).status_code == 422
    assert other.post("/track/", {"number": number, "code": code[0].lower()}).url == f"/case/{number}/"
    assert "路灯" in other.get(f"/case/{number}/").content.decode()
    by_address = somebody().get(f"/t/{code[0].replace('-', '')}/")
    assert by_address.url == f"/case/{number}/"
    assert somebody().get("/t/2222222222/").status_code == 404


def test_only_who_reported_sees_the_receipt_with_its_code(client: Client) -> None:
    number = say_it(client)
    assert somebody().get(f"/receipt/{number}/").status_code == 404


def test_the_story_speaks_to_the_reporter_and_tells_when_it_is_due(client: Client) -> None:
    number = say_it(client)
    page = client.get(f"/case/{number}/").content.decode()
    assert WHAT in page
    assert "还剩" in page
    assert "为什么是这天" in page
    why = client.get(f"/case/{number}/why/").content.decode()
    assert "收到当日，不计入" in why
    assert "辖区自定" in why


def test_the_reporter_rates_and_the_case_is_closed(client: Client) -> None:
    number = say_it(client)
    settle(number)
    page = client.get(f"/case/{number}/").content.decode()
    assert "换了灯泡，亮了" in page
    assert f"/case/{number}/rate/" in page
    form = client.get(f"/case/{number}/rate/").content.decode()
    given = {"grade": "satisfied", "words": "谢谢", "key": key_on(form), "seen": "2"}
    answer = client.post(f"/case/{number}/rate/", given, follow=True)
    assert "已经评价" in answer.content.decode()
    assert case_of(number).state == "rated"


def test_a_first_bad_grade_has_it_handled_again_and_the_second_does_not(client: Client) -> None:
    number = say_it(client)
    for state in ("collected", "rated"):
        settle(number)
        client.post(f"/case/{number}/rate/", {"grade": "dissatisfied", "key": f"{state:0<32}"})
        assert case_of(number).state == state


def test_a_rating_without_a_grade_says_so_and_keeps_the_words(client: Client) -> None:
    number = say_it(client)
    settle(number)
    answer = client.post(f"/case/{number}/rate/", {"words": "还行吧", "key": "k" * 32})
    assert answer.status_code == 422
    assert "还没有填" in answer.content.decode()
    assert "还行吧" in answer.content.decode()


def test_a_step_sent_twice_is_taken_once(client: Client) -> None:
    number = say_it(client)
    for _ in range(2):
        client.post(f"/case/{number}/add/", {"words": "又灭了一盏", "key": "k" * 32, "photos": picture()})
    assert Event.objects.filter(case__number=number).count() == 2
    assert "又灭了一盏" in client.get(f"/case/{number}/").content.decode()


def test_a_rating_from_a_page_that_no_longer_stands_is_refused_with_what_happened(client: Client) -> None:
    number = say_it(client)
    settle(number)
    client.post(f"/case/{number}/rate/", {"grade": "dissatisfied", "key": "a" * 32, "seen": "2"})
    answer = client.post(f"/case/{number}/rate/", {"grade": "satisfied", "key": "b" * 32, "seen": "2"})
    assert answer.status_code == 409
    assert "评一评" in answer.content.decode()


@pytest.mark.parametrize("verb", ["dispatch", "note", "publish", "hand_up", "x", "open"])
def test_steps_of_others_cannot_be_taken_through_this_door(client: Client, verb: str) -> None:
    number = say_it(client)
    assert client.get(f"/case/{number}/{verb}/").status_code in (403, 404)
    assert client.post(f"/case/{number}/{verb}/", {"unit": "cgj", "words": "x"}).status_code in (403, 404)
    assert case_of(number).seq == 1


def test_the_same_form_twice_gives_the_same_receipt_and_one_case(client: Client) -> None:
    page = client.get("/report/").content.decode()
    form = {"what": WHAT, "place": COMMUNITY, "key": key_on(page)}
    first = client.post("/report/", {**form, "photos": picture()})
    second = client.post("/report/", {**form, "photos": picture()})
    assert first.url == second.url
    assert Case.objects.count() == 1
    assert Attachment.objects.exclude(case=None).count() == 1
    codes = {client.get(first.url).content.decode().split("查询码")[-1][:80] for _ in range(2)}
    assert len(codes) == 1


def test_going_back_and_sending_something_else_asks_before_it_becomes_a_second_case(client: Client) -> None:
    page = client.get("/report/").content.decode()
    form = {"what": WHAT, "place": COMMUNITY, "key": key_on(page)}
    client.post("/report/", form)
    again = client.post("/report/", {**form, "what": "另一件事"})
    assert again.status_code == 422
    assert "刚才那一份已经收到了" in again.content.decode()
    assert Case.objects.count() == 1
    third = client.post("/report/", {**form, "what": "另一件事", "key": key_on(again.content.decode())})
    assert third.status_code == 302
    assert Case.objects.count() == 2


def test_what_was_typed_and_uploaded_is_still_there_after_an_error(client: Client) -> None:
    answer = client.post("/report/", {"what": WHAT, "phone": "12", "name": "王", "photos": picture()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert WHAT in page
    assert "请填 11 位的手机号码" in page
    assert "没有找到这个地点" in page
    kept = re.search(r'name="photos_kept" value="([0-9a-f]{64})"', page)
    assert kept
    form = {"what": WHAT, "place": COMMUNITY, "photos_kept": kept[1], "key": key_on(page)}
    assert client.post("/report/", form).status_code == 302
    assert Attachment.objects.get().case_id


def test_a_machine_that_fills_every_field_is_asked_again_and_a_person_is_not_lost(client: Client) -> None:
    form = {"what": WHAT, "place": COMMUNITY, "website": "http://spam", "key": "a" * 32}
    answer = client.post("/report/", form)
    assert answer.status_code == 422
    assert Case.objects.count() == 0
    assert 'name="website" value=""' in answer.content.decode()


def test_a_photo_is_for_its_reporter_and_for_staff_in_view_and_for_nobody_else(client: Client) -> None:
    number = say_it(client, photos=picture())
    photo_id = Attachment.objects.get().id
    shown = client.get(f"/photo/{photo_id}/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in shown.headers["Cache-Control"]
    assert shown.headers["Content-Disposition"].startswith("inline;")
    assert len(client.get(f"/photo/{photo_id}/small/").content) <= len(shown.content) + 200
    assert somebody().get(f"/photo/{photo_id}/").status_code == 404
    assert f"/photo/{photo_id}/small/" in client.get(f"/case/{number}/").content.decode()


def test_a_photo_of_an_internal_note_is_not_the_reporters(client: Client) -> None:
    from doorstep.wings.intake.photos import keep_photos

    number = say_it(client)
    shas = keep_photos([picture("blue")], field="photos", uploaded_by="staff", now=datetime.now(UTC))
    form = {"words": "内部", "photos": shas}
    act(case_id=case_of(number).id, verb="note", form=form, actor=community_clerk(), now=datetime.now(UTC))
    photo_id: UUID = Attachment.objects.get().id
    assert client.get(f"/photo/{photo_id}/").status_code == 404
    assert "内部" not in client.get(f"/case/{number}/").content.decode()


def test_a_report_with_a_phone_keeps_no_phone_in_the_clear(client: Client) -> None:
    number = say_it(client, name="王建国", phone="+86 138-1234-5678")
    receipt = Receipt.objects.get(case__number=number)
    assert not receipt.is_anonymous
    assert b"1381234" not in bytes(receipt.phone_cipher)


def test_a_place_may_come_with_the_address(client: Client) -> None:
    page = client.get(f"/report/?place={COMMUNITY}").content.decode()
    assert f'value="{COMMUNITY}" selected' in page
    assert client.get("/report/?place=%00'--").status_code == 200


def test_the_outline_is_sent_once(client: Client) -> None:
    first = client.get("/map/outline.json")
    features = first.json()["features"]
    assert {"code", "name"} == set(features[0]["properties"])
    assert COMMUNITY in {feature["properties"]["code"] for feature in features}
    assert client.get("/map/outline.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_every_community_is_in_the_list(client: Client) -> None:
    page = client.get("/report/").content.decode()
    for community in atlas().of_level("community"):
        assert f'value="{community.code}"' in page


@pytest.mark.parametrize("path", ["/", "/report/", "/track/", "/mine/", "/privacy/"])
def test_a_stranger_can_open_every_door_page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_somebody_elses_device_can_be_made_to_forget(client: Client) -> None:
    number = say_it(client)
    assert number in client.get("/mine/").content.decode()
    assert client.post("/mine/forget/").url == "/"
    assert client.get(f"/case/{number}/").status_code == 404
    assert client.get(f"/receipt/{number}/").status_code == 404
