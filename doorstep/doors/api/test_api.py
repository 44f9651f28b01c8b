"""The API as a program meets it."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.test import Client

from doorstep.doors.api.documents import description
from doorstep.doors.api.routes import table
from doorstep.doors.api.tokens import _kept
from doorstep.store.cases.models import Case
from doorstep.store.people.models import Person
from doorstep.store.people.staffing import hire, register_person
from doorstep.store.people.tokens import issue_token, revoke_token

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
COMMUNITY = "510181901901"
WORD = {"what": "河边护栏松了，我叫王小明", "place": COMMUNITY, "reporter": {"name": "王小明", "is_anonymous": False}}


def token_for(username: str, role: str, unit: str, place: str = "") -> str:
    person = register_person(username=username, display_name="某人", password=None)
    post = hire(person=person, role=role, unit=unit, place=place, from_on=NOW.date())
    return issue_token(person_id=person.id, post_ids=[post.id], label="测试", now=NOW)


class Caller:
    """A program with a token."""

    def __init__(self, token: str = "") -> None:
        self.client = Client(HTTP_HOST="testserver", headers={"Authorization": f"Bearer {token}"} if token else {})

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def post(self, path: str, body: Any, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        raw = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.client.post(f"/api/v1{path}", raw, content_type="application/json", headers=headers)


@pytest.fixture
def clerk(db: None) -> Caller:
    return Caller(token_for("clerk1", "community_clerk", "xfjd_xfq", COMMUNITY))


@pytest.fixture
def office(db: None) -> Caller:
    return Caller(token_for("office1", "coordinator", "tcb"))


def test_a_program_opens_acts_reads_lists(clerk: Caller, office: Caller) -> None:
    opened = clerk.post("/cases", WORD)
    assert opened.status_code == 201, opened.content
    number = opened.json()["number"]
    taken = clerk.post(f"/cases/{number}/steps/hand_up", {"form": {"note": "要换护栏"}, "seen": 1})
    assert taken.status_code == 200, taken.content
    assert taken.json()["state"] == "pooled"
    read = office.get(f"/cases/{number}").json()
    assert [line["verb"] for line in read["story"]] == ["open", "hand_up"]
    assert "dispatch" in [step["verb"] for step in read["steps"]]
    listed = office.get("/cases?phase=open").json()["cases"]
    assert [case["number"] for case in listed] == [number]
    assert "王小明" not in office.get("/cases").content.decode()


def test_the_same_idempotency_key_opens_once(clerk: Caller) -> None:
    first, again = (clerk.post("/cases", WORD, key="a1").json() for _ in range(2))
    assert (again["number"], again["code"], again["is_repeat"]) == (first["number"], first["code"], True)
    assert Case.objects.count() == 1


def test_the_same_key_for_another_word_is_a_problem(clerk: Caller) -> None:
    clerk.post("/cases", WORD, key="a1")
    other = clerk.post("/cases", {**WORD, "what": "另一件"}, key="a1")
    assert (other.status_code, other.json()["code"]) == (422, "key_used_differently")


def test_many_words_are_opened_and_the_faulty_are_named_one_by_one(clerk: Caller) -> None:
    answer = clerk.post(
        "/cases/bulk", {"cases": [WORD, {"what": "", "place": COMMUNITY}, {"what": "x", "place": "nowhere"}]}
    )
    body = answer.json()
    assert (body["opened"], body["refused"]) == (1, 2)
    assert body["results"][1]["problem"]["errors"]["what"]
    assert body["results"][2]["problem"]["errors"]["place"]
    assert Case.objects.count() == 1


def test_a_case_outside_ones_posts_does_not_exist(clerk: Caller) -> None:
    number = clerk.post("/cases", WORD).json()["number"]
    elsewhere = Caller(token_for("other", "community_clerk", "xfjd_lh", "510181901902"))
    assert elsewhere.get(f"/cases/{number}").status_code == 404
    assert elsewhere.post(f"/cases/{number}/steps/hand_up", {}).status_code == 404
    assert elsewhere.get("/cases").json()["cases"] == []


def test_a_refused_step_says_why_in_the_callers_language(clerk: Caller) -> None:
    number = clerk.post("/cases", WORD).json()["number"]
    refused = clerk.post(f"/cases/{number}/steps/dispatch", {"form": {}})
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    assert "统筹办" in refused.json()["detail"]


@pytest.mark.parametrize("token", ["", "nonsense", "\x00", "a" * 5000])
def test_without_a_good_token_nobody_comes_in(db: None, token: str) -> None:
    assert Caller(token.replace("\x00", "%00")).get("/cases").status_code == 401


def test_a_revoked_token_works_no_more(clerk: Caller) -> None:
    from doorstep.store.people.models import Token

    revoke_token(Token.objects.get().id, now=NOW)
    _kept.clear()
    assert clerk.get("/cases").status_code == 401


def test_a_person_who_left_comes_in_no_more(clerk: Caller) -> None:
    Person.objects.update(is_active=False)
    _kept.clear()
    assert clerk.get("/cases").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '{"what": 1}',
        '{"what": "x", "place": "1", "color": 1}',
        b"\xff\xfe",
        "[" * 100000,
        '{"what":"\\ud800"}',
    ],
)
def test_an_unreadable_body_is_a_problem_and_no_crash(clerk: Caller, body: Any) -> None:
    assert clerk.post("/cases", body).status_code in (400, 422)


def test_paths_and_methods_that_do_not_exist_are_problems(clerk: Caller) -> None:
    assert clerk.get("/nothing").json()["code"] == "path_unknown"
    assert clerk.client.delete("/api/v1/cases").status_code == 405


def test_every_call_names_its_guard_and_is_described() -> None:
    document = description()
    assert all(route.guard in ("anyone", "token") for route in table.routes)
    assert all(route.summary for route in table.routes)
    assert document["openapi"] == "3.1.0"
    msgspec.json.encode(document)


def test_the_token_scopes_to_its_posts_and_not_to_the_persons_others(db: None) -> None:
    person = register_person(username="both", display_name="某人", password=None)
    narrow = hire(person=person, role="desk_clerk", unit="cgj", from_on=NOW.date())
    hire(person=person, role="coordinator", unit="tcb", from_on=NOW.date())
    token = issue_token(person_id=person.id, post_ids=[narrow.id], label="城管系统", now=NOW)
    from doorstep.store.people.tokens import actor_of_token

    actor = actor_of_token(token, today=NOW.date())
    assert actor
    assert [post.role for post in actor.posts] == ["desk_clerk"]
    assert actor.id == UUID(str(person.id))


def test_a_catalogue_is_asked_on_the_towns_own_day(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    from doorstep.doors.api import understanding

    asked: list[date] = []

    class Night(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2026, 11, 22, 17, tzinfo=UTC)

    monkeypatch.setattr(understanding, "datetime", Night)
    monkeypatch.setattr(understanding.catalogue, "propose", lambda _asked, on: asked.append(on) or ())
    understanding._leads(understanding.propose("翔凤桥的护栏松了"), "510181901901", "翔凤桥的护栏松了")
    assert asked == [date(2026, 11, 23)]
