"""A program with a key, and one without."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from doorstep.store.people.staffing import hire, register_person
from doorstep.store.people.tokens import issue_token
from tests.living import LONG_AGO

COMMUNITY = "510181901901"


@pytest.fixture
def api_key(db: None) -> str:
    person = register_person(username="program", display_name="程序", password=None)
    post = hire(person=person, role="community_clerk", unit="xfjd_xfq", place=COMMUNITY, from_on=LONG_AGO)
    return issue_token(person_id=person.id, post_ids=[post.id], label="测试", now=datetime.now(UTC))


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "testserver"}, enforce_csrf_checks=True)
