"""A program makes suggestions with their four parts, once each, and reads campaigns without a token."""

import pytest

from doorstep.doors.api.test_api import Caller, token_for
from doorstep.store.cases.models import Case

IDEA = {
    "topic": "给河边步道加低灯",
    "what": "看不清台阶",
    "proposal": "每隔二十米装一盏",
    "reporter": {"is_anonymous": False, "name": "林小雨"},
}


@pytest.fixture
def office(db: None) -> Caller:
    return Caller(token_for("office1", "coordinator", "tcb"))


def test_a_suggestion_is_made_once_and_listed(office: Caller) -> None:
    first, again = (office.post("/suggestions", IDEA, key="k1") for _ in range(2))
    assert (first.status_code, again.json()["is_repeat"]) == (201, True)
    assert Case.objects.count() == 1
    (listed,) = office.get("/suggestions?phase=open").json()["suggestions"]
    assert (listed["number"], listed["state"]) == (first.json()["number"], "received")
    assert office.get("/suggestions?phase=closed").json()["suggestions"] == []


@pytest.mark.parametrize("left_out", ["topic", "what", "proposal"])
def test_a_suggestion_with_an_empty_part_is_refused(office: Caller, left_out: str) -> None:
    assert office.post("/suggestions", {**IDEA, left_out: " "}).status_code == 422
    assert Case.objects.count() == 0


def test_a_suggestion_of_nobody_is_refused(office: Caller) -> None:
    assert office.post("/suggestions", {**IDEA, "reporter": {"name": ""}}).status_code == 422


def test_everybody_reads_the_campaigns(db: None) -> None:
    assert Caller().get("/campaigns").json() == {"campaigns": []}
    assert Caller().get("/suggestions").status_code == 401
