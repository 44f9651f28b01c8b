"""The client `georeport` and a form posted as the specification's example is, against a server of our own over a real socket."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from georeport import GeoReport

from doorstep.store.people.staffing import hire, register_person
from doorstep.store.people.tokens import issue_token
from tests.living import LONG_AGO

COMMUNITY = "510181901901"


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing to say."""


@pytest.fixture
def served(real_db: str) -> Iterator[str]:
    """The address of the door."""
    from django.db import connections

    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:

        def serve() -> None:
            server.serve_forever(poll_interval=0.05)
            connections.close_all()

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/open311/v2"
        server.shutdown()
        thread.join()


def post(address: str, form: dict[str, str]) -> Any:
    """As the specification's example request, word for word but for the values."""
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    with urlopen(Request(f"{address}/requests.json", urlencode(form).encode(), headers)) as answer:
        return json.load(answer)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_client_lists_defines_and_reads_what_was_posted(served: str, form: str) -> None:
    person = register_person(username="program", display_name="程序", password=None)
    hired = hire(person=person, role="community_clerk", unit="xfjd_xfq", place=COMMUNITY, from_on=LONG_AGO)
    api_key = issue_token(person_id=person.id, post_ids=[hired.id], label="测试", now=datetime.now(UTC))
    client = GeoReport(served, jurisdiction="127.0.0.1", api_key=api_key, output_format=form)
    codes = [service["service_code"] for service in client.get_service_list()]
    assert "roads.lamp" in codes
    assert client.get_service_definition("roads.lamp")["service_code"] == "roads.lamp"
    report = {
        "api_key": str(client.api_key),
        "jurisdiction_id": "127.0.0.1",
        "service_code": "roads.lamp",
        "address_id": COMMUNITY,
        "description": "路灯不亮",
    }
    made = [post(served, report)[0], post(served, {**report, "description": "另一盏"})[0]]
    one = client.get_service_request(made[0]["service_request_id"])
    assert (one["service_request_id"], one["status"]) == (made[0]["service_request_id"], "open")
    listed = client.get_service_requests(service_code="roads.lamp", status="open")
    assert {row["service_request_id"] for row in listed} == {row["service_request_id"] for row in made}
