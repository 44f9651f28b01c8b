"""Every field of every step, through the API: whatever is put into it is taken as words or refused in words.

Nothing of it runs, nothing of it falls over, and the ledger still adds up in the end.
"""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from conftest import TOWN
from doorstep.store.cases import towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.models import Case
from doorstep.store.cases.verifying import Report, verify
from doorstep.store.people.units import unit_tree
from tests.attack.hostile import HOSTILE, WILD
from tests.attack.townsfolk import COMMUNITY, Townsfolk
from tests.living import NOW, acting

API = "/api/v1"
REFUSED = (400, 403, 404, 409, 413, 422)


def calling(town: Townsfolk, who: str) -> Client:
    return Client(headers={"host": "testserver", "Authorization": f"Bearer {town.tokens[who]}"})


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(f"{API}{path}", json.dumps(body), content_type="application/json", headers=headers)


def settle(answer: Any, *, good: int) -> None:
    """Taken, or refused with a problem that says why."""
    assert answer.status_code in (good, *REFUSED), answer.content[:500]
    if answer.status_code != good:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"]


@pytest.mark.parametrize("field", ["what", "place", "spot", "category", "request_type", "urgency", "key"])
def test_a_word_with_anything_in_any_field(townsfolk: Townsfolk, field: str) -> None:
    client = calling(townsfolk, "coordinator")
    for value in WILD:
        word = {"what": "路灯不亮", "place": COMMUNITY, "reporter": {"name": "王", "phone": "13812345678"}}
        settle(post(client, "/cases", {**word, field: value}), good=201)
        settle(post(client, "/cases", {**word, "reporter": {"name": value, "phone": value}}), good=201)
        assert post(client, "/cases/bulk", {"cases": [{**word, field: value}]}).status_code in (200, 400)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_idempotency_key(townsfolk: Townsfolk, name: str) -> None:
    client, key = calling(townsfolk, "coordinator"), HOSTILE[name]
    body = {"cases": [{"what": "路灯不亮", "place": COMMUNITY, "key": key[:80]}] * 2}
    answer = post(client, "/cases/bulk", body)
    assert answer.status_code == 200, answer.content
    receipts = [one["receipt"] for one in answer.json()["results"] if one["receipt"]]
    assert len({receipt["number"] for receipt in receipts}) == 1 or not key.strip()


def steps_and_fields() -> list[tuple[str, str]]:
    steps = towns.pack_named(TOWN).mechanisms["six_orders"].steps
    return [(step.verb, field.name) for step in steps for field in (step.form or ())]


@pytest.mark.parametrize(("verb", "field"), steps_and_fields())
def test_a_step_with_anything_in_any_field(townsfolk: Townsfolk, verb: str, field: str) -> None:
    step = towns.pack().mechanisms["six_orders"].step(verb)
    number, who = _open_to_somebody(townsfolk, verb)
    client = calling(townsfolk, who)
    # A step that moves the case is held back by one field too many, so that it can be tried with all of them.
    held_back = {"unasked": "1"} if step.ways else {}
    for value in WILD:
        form = {**plausible(step.form), **held_back, field: value}
        answer = post(client, f"/cases/{number}/steps/{verb}", {"form": form})
        settle(answer, good=200)
        if held_back and answer.status_code == 422:
            assert "unasked" in answer.json()["errors"]


def _open_to_somebody(town: Townsfolk, verb: str) -> tuple[str, str]:
    """A case and one of the cast who may take this step on it; any, where only a reporter or the house may."""
    for opened in town.cases.values():
        for who in ("coordinator", "desk_clerk", "community_clerk"):
            answer = calling(town, who).get(f"{API}/cases/{opened.number}")
            if answer.status_code == 200 and verb in [step["verb"] for step in answer.json()["steps"]]:
                return opened.number, who
    return town.cases["collected"].number, "coordinator"


def plausible(form: Any) -> dict[str, Any]:
    """A form that would hold."""
    made: dict[str, Any] = {}
    for field in form:
        match field.kind:
            case "text" | "line":
                made[field.name] = "写明白了"
            case "choice":
                made[field.name] = field.choices[0].code
            case "entry":
                made[field.name] = list(towns.pack().entries[field.of])[-1]
            case "date":
                made[field.name] = "2026-11-23"
            case "money" | "number":
                made[field.name] = "12.50"
            case "unit":
                made[field.name] = next(unit.code for unit in unit_tree().all() if unit.kind == "department")
            case "flag":
                made[field.name] = "on"
            case _:
                made[field.name] = None
    return made


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_addresses_are_problems_and_no_crash(townsfolk: Townsfolk, name: str) -> None:
    client, text = calling(townsfolk, "coordinator"), HOSTILE[name][:2000]
    for path in ("/cases", "/search", "/places", "/units"):
        for parameter in ("q", "phase", "state", "unit", "place", "category", "urgency", "after", "below"):
            answer = client.get(f"{API}{path}", {parameter: text})
            assert answer.status_code in (200, 400, 422), (path, parameter, answer.content)
    number = townsfolk.cases["pooled"].number
    for path in (f"/cases/{quote(text, safe='')}", f"/cases/{quote(text, safe='')}/steps/add", f"/{quote(text)}"):
        assert client.get(f"{API}{path}").status_code in (400, 404, 405)
    for key in ("", "k"):
        step = f"/cases/{number}/steps/{quote(text, safe='')}"
        answer = client.post(f"{API}{step}", "{}", content_type="application/json", headers={"Idempotency-Key": key})
        assert answer.status_code in (400, 404)


def test_the_store_itself_stands_a_key_of_any_kind(townsfolk: Townsfolk) -> None:
    office = acting(townsfolk.persons["coordinator"])
    case = townsfolk.cases["pooled"].case_id
    for key in (*HOSTILE.values(), "\ud800", "\ud800\x00"):
        done = [
            act(case_id=case, verb="note", form={"words": f"记一笔 {len(key)}"}, actor=office, now=NOW, key=key)
            for _ in range(2)
        ]
        assert (done[0].seq, done[0].is_repeat) == (done[1].seq, False)
        assert done[1].is_repeat


def test_after_all_that_the_ledger_adds_up(townsfolk: Townsfolk) -> None:
    report = Report()
    assert [str(difference) for difference in verify(report)] == []
    assert report.cases == Case.objects.count() > 10
