"""Whatever is sent to the API, as some of the cast and as nobody: an answer of the kind its description promises, never a crash.

Half of the requests keep to the description and half break it; where a path names a case, every other one exists.
"""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as promises

from doorstep.config.wsgi import application
from doorstep.doors.api import answering
from doorstep.doors.api.documents import description
from doorstep.store.cases import towns
from tests.attack.townsfolk import NOBODY, POSTS, Townsfolk

ACTORS = (NOBODY, "coordinator", "desk_clerk", "grid_worker", "auditor", "administrator")
PROBLEM = "application/problem+json"
PROMISED = (
    checks.not_a_server_error,
    promises.content_type_conformance,
    promises.response_schema_conformance,
    promises.response_headers_conformance,
    promises.status_code_conformance,
)
few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@schemathesis.serializer("application/x-ndjson")
def as_lines(context: Any, value: Any) -> bytes:
    """What is sent where JSON lines are asked for: the lines as they are, anything else as one of them."""
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def described() -> Any:
    """The description as schemathesis reads it, with the application behind it."""
    answering.ApiMiddleware(lambda request: None)  # fills the table of calls
    schema = schemathesis.openapi.from_dict(description())
    schema.app = application
    return schema


CALLS = {found.ok().label: found.ok() for found in described().get_all_operations()}


def send(case: schemathesis.Case, who: str, town: Townsfolk) -> None:
    """One request, and everything its answer must keep to."""
    credentials = {"Authorization": f"Bearer {town.tokens[who]}"} if who in POSTS else {}
    answer = case.call(headers={"Host": "testserver", **credentials})
    case.validate_response(answer, checks=list(PROMISED))
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == [PROBLEM]
        assert answer.json()["status"] == answer.status_code
        assert answer.json()["detail"]
    if who == NOBODY and case.operation.definition.raw.get("security"):
        assert answer.status_code in (401, 404, 405)


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("call", CALLS)
def test_every_answer_is_as_described(call: str, who: str, townsfolk: Townsfolk) -> None:
    operation = CALLS[call]
    numbers = [opened.number for opened in townsfolk.cases.values()]
    verbs = [step.verb for step in towns.pack().mechanisms["six_orders"].steps]

    @few
    @given(data=st.data())
    def attack(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
        try:
            case = data.draw(operation.as_strategy(generation_mode=mode))
        except Exception:
            if mode is GenerationMode.POSITIVE:
                raise
            case = data.draw(operation.as_strategy())
        for name, known in (("number", numbers), ("verb", verbs)):
            if name in (case.path_parameters or {}) and data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(st.sampled_from(known))
        send(case, who, townsfolk)

    attack()
