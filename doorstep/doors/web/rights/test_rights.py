"""A resident asks, an office checks, a person decides: seeing, correcting, deleting, who looked."""

import io
import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from doorstep.doors.web.actors import RECEIPTS
from doorstep.kernel.actor import Actor
from doorstep.store.cases import about, models, verifying
from doorstep.store.cases.tracing import trace
from doorstep.wings.rights.models import Correction, Erasure, Request
from tests.living import NOW, acting, employ, finished, rated, step, word

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "testserver"})


@pytest.fixture
def office() -> Actor:
    return acting(employ("coordinator", "tcb"))


def holding(*case_ids: UUID) -> Client:
    client = Client(headers={"host": "testserver"})
    session = client.session
    session[RECEIPTS] = [str(one) for one in case_ids]
    session.save()
    return client


def asked(client: Client, **typed: str) -> models.Case:
    given = {"relation": "self", "key": "a" * 32, **typed}
    answer = client.post("/rights/", given)
    assert answer.status_code == 302, answer.content.decode()
    return models.Case.objects.get(number=answer.url.strip("/").split("/")[-1])


def granted(case: models.Case, office: Actor, extent: str = "all") -> None:
    step(case.id, "check_identity", office, {"seen": "receipt"})
    step(case.id, "grant", office, {"extent": extent, "reason": "核对无误"})


def test_whoever_has_proven_nothing_is_asked_to_prove_it_first(client: Client) -> None:
    page = client.get("/rights/").content.decode()
    assert "先证明是您本人" in page and 'name="kind"' not in page


def test_a_granted_request_to_see_shows_everything_and_an_open_one_nothing(office: Actor) -> None:
    case = word("护栏松了，我住三栋")
    trace(case.case_id, office, "original", now=NOW, reason="核对地址")
    client = holding(case.case_id)
    request = asked(client, kind="see")
    assert client.get(f"/rights/of/{request.number}/copy.json").status_code == 403
    granted(request, office)
    told = json.loads(client.get(f"/rights/of/{request.number}/copy.json").content)
    assert told["cases"][0]["contact"] == [{"name": "王小明", "phone": "13812345678"}]
    assert "我住三栋" in json.dumps(told["cases"][0]["steps"], ensure_ascii=False)
    assert told["cases"][0]["looked"][0]["reason"] == "核对地址"
    assert "13812345678" in client.get(f"/rights/of/{request.number}/copy/").content.decode()
    assert Client(headers={"host": "testserver"}).get(f"/rights/of/{request.number}/copy/").status_code == 404
