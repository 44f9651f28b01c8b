"""Search from the desk: scripts, sounds, filters and suggestions, never beyond what the reader sees."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from doorstep.kernel.actor import Actor
from tests.living import employ, pooled, step

pytestmark = pytest.mark.django_db
WHERE = "翔凤桥"


def window(role: str, unit: str) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ(role, unit))
    return client


def search(client: Client, **asked: str) -> str:
    answer = client.get(f"/desk/search/?{urlencode(asked)}")
    assert answer.status_code == 200
    return answer.content.decode()


def suggested(client: Client, typed: str) -> list[dict[str, str]]:
    answer = client.get("/desk/search/suggest.json", {"q": typed})
    assert answer["Cache-Control"] == "no-store"
    return list(answer.json()["options"])


def test_what_was_written_in_traditional_characters_is_found_by_simplified_ones_and_back(office: Actor) -> None:
    case = pooled("河邊護欄鬆動", office)
    for typed in ("护栏松动", "護欄鬆動"):
        assert case.number in search(window("coordinator", "tcb"), q=typed)


def test_a_place_is_found_by_initials_and_by_its_sounds(office: Actor) -> None:
    pooled("门口路灯不亮", office)
    client = window("coordinator", "tcb")
    for typed in ("xfq", "xiangfengqiao", "xiangfq"):
        assert WHERE in search(client, q=typed)
        assert any(WHERE in one["text"] for one in suggested(client, typed))


def test_filters_narrow_and_alone_lead_to_the_list(office: Actor) -> None:
    case = pooled("门口路灯不亮", office)
    client = window("coordinator", "tcb")
    assert case.number in search(client, q="路灯", state="pooled")
    assert case.number not in search(client, q="路灯", state="handling")
    assert client.get("/desk/search/?q=&state=pooled")["Location"] == "/desk/all/?state=pooled"


def test_suggestions_show_only_what_the_reader_sees(office: Actor) -> None:
    case = pooled("门口路灯不亮", office)
    assert case.number in {one["note"] for one in suggested(window("coordinator", "tcb"), "路灯")}
    desk = window("desk_clerk", "cgj")
    assert suggested(desk, "路灯") == []
    step(case, "dispatch", office, {"unit": "cgj", "basis": "派单目录"})
    assert case.number in {one["note"] for one in suggested(desk, "路灯")}


@pytest.mark.parametrize("typed", ["", "路", "\x00\x00", "%%", "' OR 1=1", "字" * 500, "😀😀", "\u202e反着"])
def test_anything_may_stand_in_the_box(typed: str) -> None:
    assert isinstance(suggested(window("coordinator", "tcb"), typed), list)


def test_strangers_are_told_nothing(client: Client) -> None:
    assert client.get("/desk/search/suggest.json?q=路灯", headers={"host": "testserver"}).status_code == 302
