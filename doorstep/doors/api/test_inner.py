"""Work among offices opened by a program, and photos named by their digest."""

from typing import Any

import pytest

from doorstep.doors.api.test_api import COMMUNITY, WORD, Caller, token_for
from doorstep.store.cases.models import Case
from tests.living import a_picture

BLOWN = {
    "level": "enforcement",
    "reason": "占道烧烤，油烟大",
    "tried": "劝过三次",
    "lacking": "没有执法权",
    "cannot_alone": True,
    "units": ["cgj"],
    "commander": "xfjd",
}


@pytest.fixture
def clerk(db: None) -> Caller:
    return Caller(token_for("clerk1", "community_clerk", "xfjd_xfq", COMMUNITY))


def blow(caller: Caller, key: str = "", **changed: Any) -> Any:
    return caller.post("/mechanisms/whistle/cases", {"form": {**BLOWN, **changed}, "place": COMMUNITY}, key)


def test_a_program_blows_a_whistle_once(clerk: Caller) -> None:
    listed = {one["name"]: one for one in clerk.get("/mechanisms").json()["items"]}
    assert {field["name"] for field in listed["whistle"]["fields"]} >= BLOWN.keys()
    first = blow(clerk, "k" * 20)
    assert first.status_code == 201, first.content
    again = blow(clerk, "k" * 20)
    assert (again.json()["number"], again.json()["is_repeat"]) == (first.json()["number"], True)
    case = Case.objects.get(number=first.json()["number"])
    assert (case.is_inner, case.opened_unit, case.lead_unit) == (True, "xfjd_xfq", "xfjd")


def test_a_whistle_to_nobody_is_refused_in_one_sentence(clerk: Caller) -> None:
    answer = blow(clerk, units=[])
    assert answer.status_code == 422
    assert "叫谁来" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", ["whistle", "six_orders", "nothing", "callback"])
def test_what_the_tokens_posts_may_not_open_does_not_exist(db: None, name: str) -> None:
    desk = Caller(token_for("desk1", "desk_clerk", "cgj"))
    assert desk.post(f"/mechanisms/{name}/cases", {"form": {}, "place": COMMUNITY}).status_code == 404
    assert name not in {one["name"] for one in desk.get("/mechanisms").json()["items"]}
    assert Caller().post(f"/mechanisms/{name}/cases", {"form": {}, "place": COMMUNITY}).status_code == 401


def test_a_place_nobody_knows_is_named(clerk: Caller) -> None:
    answer = clerk.post("/mechanisms/whistle/cases", {"form": BLOWN, "place": "nowhere"})
    assert answer.status_code == 422
    assert "没有找到这个地点" in answer.content.decode()


def test_a_photo_sent_first_finishes_what_needs_one(clerk: Caller) -> None:
    number = clerk.post("/cases", {**WORD, "category": "roads.railing"}).json()["number"]
    path = f"/cases/{number}/steps/settle_on_spot"
    refused = clerk.post(path, {"form": {"result": "换好了"}})
    assert refused.status_code == 422
    assert "办好后的照片" in refused.content.decode()
    kept = clerk.client.post("/api/v1/photos", a_picture(), content_type="image/jpeg")
    assert kept.status_code == 201, kept.content
    done = clerk.post(path, {"form": {"result": "换好了", "photos_after": [kept.json()["sha256"]]}})
    assert done.status_code == 200, done.content


def test_what_is_no_photo_is_refused_and_nobody_without_a_token_sends_one(clerk: Caller) -> None:
    bad = clerk.client.post("/api/v1/photos", b"hello", content_type="image/jpeg")
    assert bad.status_code == 422
    assert "不是照片" in bad.content.decode()
    assert Caller().client.post("/api/v1/photos", a_picture(), content_type="image/jpeg").status_code == 401
