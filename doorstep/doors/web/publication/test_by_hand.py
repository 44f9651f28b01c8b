"""Marks and photos by hand in the publication room: hidden, laid bare, blurred, and seen by the second person."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from doorstep.adapters import vision
from doorstep.adapters.vision import Box
from doorstep.adapters.vision.blind import Blind
from doorstep.store.cases.models import Access
from doorstep.wings.publication.models import Item, PublicPhoto
from doorstep.wings.publication.services import publish_items
from tests.living import NOW, acting, employ, finished

pytestmark = pytest.mark.django_db
SAID = "我叫王小明，电话13812345678，门口路灯不亮，开茶馆的老魏说没人管"


@pytest.fixture
def case(seeing: None) -> str:
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj_szss"))
    return finished(SAID, office, desk, "cgj_szss", masked="门口路灯不亮").number


@pytest.fixture
def seeing() -> Iterator[None]:
    vision.use(Blind((Box(what="face", x=100, y=100, width=300, height=300),)))
    yield
    vision._in_use.clear()


def window(role: str) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ(role, "tcb"))
    return client


@pytest.fixture
def publisher() -> Client:
    return window("publisher")


@pytest.fixture
def at(publisher: Client, case: str) -> str:
    """Address of the item."""
    opened = publisher.post("/publication/open/", {"title": "第一批"})
    url = opened["Location"].removesuffix("choose/")
    publisher.post(f"{url}choose/", {"chosen": [case]})
    return f"{url}items/{Item.objects.get().pk}/"


def change(client: Client, at: str, **form: object) -> int:
    return client.post(f"{at}marks/", {"field": "body", **form}).status_code  # type: ignore[arg-type]


def body() -> str:
    return Item.objects.get().body


def test_a_stretch_is_hidden_by_its_numbers_and_said_otherwise(publisher: Client, at: str) -> None:
    first = body().index("老魏") + 1
    assert change(publisher, at, deed="cover", first=first, last=first + 1, kind="name", instead="某人") == 302
    assert "开茶馆的某人说没人管" in body()
    start = next(mark["start"] for mark in Item.objects.get().marks["body"] if mark.get("by_hand"))
    assert change(publisher, at, deed="reword", start=start, instead="一位邻居") == 302
    assert "开茶馆的一位邻居说没人管" in body()
    assert [note["what"] for note in Item.objects.get().edits] == ["covered", "reworded"]


def test_what_cannot_be_hidden_is_refused_in_a_sentence_and_keeps_what_was_typed(publisher: Client, at: str) -> None:
    answer = publisher.post(
        f"{at}marks/", {"field": "body", "deed": "cover", "first": "3", "last": "900", "instead": "某处"}
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "从第 3 个到第 900 个字" in html
    assert 'value="某处"' in html


def test_a_mark_laid_bare_is_traced_and_the_second_person_sees_it(publisher: Client, at: str) -> None:
    start = next(mark["start"] for mark in Item.objects.get().marks["body"] if mark["kind"] == "phone")
    assert change(publisher, at, deed="bare", start=start) == 302
    assert "13812345678" in body()
    assert Access.objects.filter(what="original").count() == 1
    batch = re.sub(r"items/.*", "", at)
    publisher.post(f"{batch}step/", {"verb": "submit"})
    html = window("reviewer").get(batch).content.decode()
    assert "放开 1 处" in html
    assert '<mark class="bared"' in html


def test_what_marks_hide_is_shown_on_request_only_and_noted(publisher: Client, at: str) -> None:
    assert "王小明" not in publisher.get(at).content.decode()
    assert "王小明" in publisher.post(f"{at}look/").content.decode()
    assert Access.objects.filter(what="original").count() == 1
    assert [note["what"] for note in Item.objects.get().edits] == ["looked"]
    assert window("reviewer").post(f"{at}look/").status_code == 404


def photo_url(publisher: Client, at: str) -> str:
    found = re.search(r'href="([^"]*/photos/[^"]*/)"', publisher.get(at).content.decode())
    assert found
    return found[1]


def test_a_photo_goes_out_blurred_and_only_when_somebody_said_so(publisher: Client, at: str, case: str) -> None:
    url = photo_url(publisher, at)
    html = publisher.get(url).content.decode()
    assert "自动找到 1 处" in html
    assert publisher.get(f"{url[:-1]}.jpg")["Content-Type"] == "image/jpeg"
    boxes = {
        "x-0": "10",
        "y-0": "10",
        "width-0": "30",
        "height-0": "30",
        "what-0": "face",
        "by-0": "model",
        "on-0": "on",
    }
    more = {
        "x-1": "50",
        "y-1": "50",
        "width-1": "20.5",
        "height-1": "10",
        "what-1": "plate",
        "by-1": "hand",
        "on-1": "on",
    }
    assert publisher.post(url, {**boxes, **more, "go": "show"}).status_code == 302
    one = PublicPhoto.objects.get()
    assert [box["by"] for box in one.boxes] == ["model", "hand"]
    batch = re.sub(r"items/.*", "", at)
    visitor = Client(headers={"host": "testserver"})
    address = f"/public/{case}/photos/{one.pk}.jpg"
    assert visitor.get(address).status_code == 404
    publisher.post(f"{batch}step/", {"verb": "submit"})
    reviewer = window("reviewer")
    assert f"photos/{one.pk}.jpg" in reviewer.get(batch).content.decode()
    reviewer.post(f"{batch}step/", {"verb": "approve"})
    publish_items(Item.objects.get().batch_id, now=NOW)
    assert visitor.get(address).content[:2] == b"\xff\xd8"
    assert address in visitor.get(f"/public/{case}/").content.decode()


def test_a_half_filled_box_is_refused_and_an_undecided_photo_stays_in(publisher: Client, at: str, case: str) -> None:
    url = photo_url(publisher, at)
    answer = publisher.post(url, {"x-0": "10", "y-0": "x", "go": "show"})
    assert answer.status_code == 422
    assert "没填全" in answer.content.decode()
    assert publisher.post(url, {"go": "keep"}).status_code == 302
    assert not PublicPhoto.objects.get().is_shown
    assert Client(headers={"host": "testserver"}).get(f"/public/{case}/photos/1.jpg").status_code == 404


@pytest.mark.parametrize("nasty", ["\x00", "nan", "1e999", "-5", "9" * 50, "<script>"])
def test_nasty_numbers_are_refused_and_never_an_error(publisher: Client, at: str, nasty: str) -> None:
    url = photo_url(publisher, at)
    form = {f"{name}-0": nasty for name in ("x", "y", "width", "height")}
    assert publisher.post(url, {**form, "go": "show"}).status_code in (302, 422)
    assert change(publisher, at, deed="cover", first=nasty, last=nasty) in (404, 422)
    assert change(publisher, at, deed="bare", start=nasty) in (404, 409)
    assert change(publisher, at, deed=nasty) == 404


def test_photos_of_other_cases_and_the_desk_of_others_do_not_exist(publisher: Client, at: str) -> None:
    url = photo_url(publisher, at)
    for role in ("reviewer", "leader", "coordinator"):
        assert window(role).get(url).status_code == 404
        assert window(role).get(f"{url[:-1]}.jpg").status_code == 404
