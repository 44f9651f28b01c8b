"""Search among published orders: words in either script, places by their sounds, filters, and nothing that is not public."""

import pytest
from django.test import Client

from doorstep.store.cases.opening import Opened
from doorstep.wings.publication import searching
from doorstep.wings.publication.models import Item
from tests.living import acting, employ, finished, pooled

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "testserver"})


@pytest.fixture
def shown() -> Opened:
    """A published order; beside it one that is not."""
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj_szss"))
    from doorstep.doors.web.public.test_public import publish

    case = finished("河边步道护栏松动", office, desk, "cgj_szss")
    pooled("护栏是秘密的", office)
    publish(case)
    return case


@pytest.fixture(params=["walking", "through the index"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "RANKED", 1 if request.param == "walking" else 100)


def found(visitor: Client, **asked: str) -> str:
    answer = visitor.get("/public/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("_both_ways")
def test_published_words_are_found_in_either_script_and_others_not(visitor: Client, shown: Opened) -> None:
    for typed in ("护栏松动", "護欄鬆動", "护栏，步道"):
        assert shown.number in found(visitor, q=typed)
    assert "秘密" not in found(visitor, q="护栏")
    assert "找到 0 件" in found(visitor, q="秘密的")


def test_filters_and_days_narrow_what_is_found(visitor: Client, shown: Opened) -> None:
    day = Item.objects.get().opened_on.isoformat()
    assert shown.number in found(visitor, q="护栏", since=day, until=day, stage="done")
    assert shown.number not in found(visitor, q="护栏", stage="in_hand")
    assert shown.number not in found(visitor, q="护栏", until="2020-01-01")
    assert shown.number not in found(visitor, since="2030-01-01")


def test_a_number_leads_to_its_order_and_sounds_to_places(visitor: Client, shown: Opened) -> None:
    assert visitor.get("/public/", {"q": shown.number})["Location"] == f"/public/{shown.number}/"
    assert "翔凤桥" in found(visitor, q="xfq")
    assert "请至少写两个字" in found(visitor, q="栏")


def test_suggestions_offer_places_and_published_titles_only(visitor: Client, shown: Opened) -> None:
    options = visitor.get("/public/suggest.json", {"q": "护栏"}).json()["options"]
    assert [one["note"] for one in options] == [shown.number]
    assert any("翔凤桥" in one["text"] for one in visitor.get("/public/suggest.json", {"q": "xfq"}).json()["options"])


@pytest.mark.parametrize("nasty", ["\x00", "%%", "' OR 1=1 --", "字" * 500, "😀😀", "\u202e反着"])
def test_anything_may_be_typed(visitor: Client, nasty: str) -> None:
    assert visitor.get("/public/", {"q": nasty, "page": nasty, "since": nasty}).status_code == 200
    assert visitor.get("/public/suggest.json", {"q": nasty}).status_code == 200


def test_searching_costs_few_statements(visitor: Client, shown: Opened, statements) -> None:
    found(visitor, q="护栏")
    with statements() as run:
        found(visitor, q="护栏")
    assert len(run) <= 15
