"""Another system pushes its orders: each once, the bad ones named, signed ones believed once."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from doorstep.adapters.files.memory import FilesInMemory
from doorstep.doors.api.documents import description
from doorstep.doors.api.test_api import Caller, token_for
from doorstep.kernel.webhook_signing import headers_for
from doorstep.store.cases.models import Case
from doorstep.wings.relay.services import let_in

ORDER = {"reference": "LX-1", "what": "河边护栏松了", "place": "510181901901", "phone": "13800138000"}
BAD = {"reference": "LX-2", "what": "", "place": "510181901901"}
pytestmark = pytest.mark.usefixtures("files_in_memory")


@pytest.fixture
def office(db: None) -> Caller:
    return Caller(token_for("office1", "coordinator", "tcb"))


def push(caller: Caller, *orders: dict[str, Any], query: str = "", headers: dict[str, str] | None = None) -> Any:
    return caller.client.post(
        f"/api/v1/imports?system=12345{query}",
        lines(*orders),
        content_type="application/x-ndjson",
        headers=headers or {},
    )


def lines(*orders: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in orders).encode()


def test_orders_are_opened_once_and_bad_ones_named(office: Caller) -> None:
    first = push(office, ORDER, BAD).json()
    assert (first["state"], first["opened"], first["faulty"]) == ("done", 1, 1)
    (fault,) = first["faults"]
    assert (fault["row"], fault["field"], fault["code"]) == (2, "what", "missing")
    again = push(office, ORDER).json()
    assert (again["opened"], again["repeated"], Case.objects.count()) == (0, 1, 1)
    assert office.get(f"/imports/{first['id']}").json()["opened"] == 1


def test_a_dry_run_opens_nothing_until_it_is_run(office: Caller) -> None:
    looked = push(office, ORDER, query="&dry_run=1").json()
    assert (looked["state"], looked["good"], Case.objects.count()) == ("checked", 1, 0)
    assert office.post(f"/imports/{looked['id']}/run", {}).json()["state"] == "running"


def test_what_cannot_be_taken_is_refused_in_one_sentence(office: Caller, files_in_memory: FilesInMemory) -> None:
    refused = office.client.post("/api/v1/imports", b"a,b\n1,2", content_type="text/csv")
    assert (refused.status_code, refused.json()["detail"]) == (400, "请求内容读不懂：要一行一个 JSON 对象（NDJSON）。")
    assert push(office, ORDER, query="&system=nobody").status_code == 422
    assert office.get("/imports/none").status_code == 404
    assert push(office, {"what": "没有单号的一列"}).status_code == 422
    assert push(office, ORDER, query="&mapping=nobody").status_code == 404
    assert push(office, ORDER, query="&datum=nowhere").status_code == 422
    assert files_in_memory.names == []  # whatever was refused left no file behind
    clerk = Caller(token_for("clerk1", "desk_clerk", "cgj"))
    assert push(clerk, ORDER).status_code == 403


def test_a_system_with_a_secret_must_sign_and_a_replay_doubles_nothing(office: Caller) -> None:
    now, body = datetime.now(UTC), lines(ORDER)
    secret = let_in("12345", by=None, now=now)
    assert push(office, ORDER).status_code == 401
    signed = headers_for(secret, "m1", now, body)
    assert push(office, ORDER, headers={**signed, "webhook-signature": "v1,AAAA"}).status_code == 401
    assert push(office, ORDER, headers=signed).status_code == 200
    answer = push(office, ORDER, headers=signed)
    assert (answer.status_code, answer.json()["code"], Case.objects.count()) == (409, "message_repeated", 1)


def test_the_description_tells_of_the_body() -> None:
    body = description()["paths"]["/api/v1/imports"]["post"]["requestBody"]
    assert list(body["content"]) == ["application/x-ndjson"]
