"""The specification's own sample responses, field by field: ours have the same fields in the same order, and the same two forms.

Reads the specification's text beside the project; without it these tests say so and are left out.
"""

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from doorstep.doors.open311.formats import write
from tests.living import word

SPECIFICATION = settings.ROOT.parent / "shared" / "data" / "open311" / "spec" / "GeoReport" / "v2" / "index.md"
SAMPLE = re.compile(r"\{: \.tab-pane[^}]*#(\w+)-([\w-]+)\}\n~~~~\n(.*?)~~~~", re.DOTALL)
NAMES = (
    "service-list",
    "service-definition",
    "service-request-post",
    "request-from-token",
    "service-requests",
    "service-request",
    "errors",
)
needs_the_specification = pytest.mark.skipif(
    not Path(SPECIFICATION).is_file(), reason=f"the specification's text is not at {SPECIFICATION}"
)
pytestmark = needs_the_specification


@cache
def samples() -> dict[tuple[str, str], str]:
    """The sample responses by form and name, without the HTTP status line that some begin with."""
    found = SAMPLE.findall(SPECIFICATION.read_text("utf-8"))
    return {(form, name): re.sub(r"\A\s*HTTP/1\.1[^\n]*\n+", "", text).strip() for form, name, text in found}


def sample_json(name: str) -> Any:
    """Some samples have numbers with leading noughts, which no reader of JSON takes."""
    return json.loads(re.sub(r'("service_code":)(0\d+)', r'\1"\2"', samples()["json", name]))


def sample_xml(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(samples()["xml", name].encode())


def flat(element: ElementTree.Element) -> list[tuple[str, str]]:
    """Every leaf with its path. The order of fields within an element is free, and blanks at the ends say nothing."""
    rows: list[tuple[str, str]] = []

    def walk(one: ElementTree.Element, path: str) -> None:
        seen: dict[str, int] = {}
        for child in one:
            seen[child.tag] = seen.get(child.tag, 0) + 1
            walk(child, f"{path}/{child.tag}{seen[child.tag]}")
        if not len(one):
            rows.append((path, (one.text or "").strip()))

    walk(element, element.tag)
    return sorted(rows)


@pytest.mark.parametrize("name", NAMES)
def test_the_samples_json_written_by_us_is_the_samples_xml(name: str) -> None:
    sample = sample_xml(name)
    ours = ElementTree.fromstring(write(sample.tag, sample_json(name), "xml"))
    assert flat(ours) == flat(sample)


@pytest.mark.parametrize("name", NAMES)
def test_the_samples_json_written_by_us_is_the_samples_json(name: str) -> None:
    assert json.loads(write("", sample_json(name), "json")) == sample_json(name)


@pytest.mark.django_db
def test_our_answers_have_the_fields_of_the_samples(settings: Any) -> None:
    settings.OPEN311_ANONYMOUS = {"dujiangyan"}
    client = Client(headers={"host": "testserver"})
    number = word("一件", now=datetime.now(UTC)).number
    form = {"service_code": "roads.lamp", "description": "灯", "address_id": "510181901901"}
    posted = client.post("/open311/v2/requests.json", form).json()
    answers = {
        "service-list": client.get("/open311/v2/services.json").json(),
        "service-definition": client.get("/open311/v2/services/roads.lamp.json").json(),
        "service-request-post": posted,
        "request-from-token": client.get(f"/open311/v2/tokens/{posted[0]['account_id']}.json").json(),
        "service-requests": client.get("/open311/v2/requests.json").json(),
        "service-request": client.get(f"/open311/v2/requests/{number}.json").json(),
        "errors": client.get("/open311/v2/services/nothing.json").json(),
    }
    for name, answer in answers.items():
        assert fields(answer) == fields(sample_json(name)), name


def fields(answer: Any) -> Any:
    """The names of the fields, at every depth, and of each value whether it may be a list."""
    match answer:
        case dict():
            return {name: fields(value) for name, value in sorted(answer.items())}
        case list():
            return [fields(answer[0])]
        case _:
            return None
