"""Two towns made of the same pack, with the same words said in both: the ground for showing that nothing crosses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from psycopg.conninfo import conninfo_to_dict

from conftest import TOWN, _create, _drop, _in_a_database
from doorstep.store.cases import laws
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.filling import fill
from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.founding import found
from doorstep.store.jurisdictions.register import by_name
from doorstep.store.people.models import Person, Post
from doorstep.store.people.tokens import issue_token
from tests.living import NOW, employ, word

OTHER = "qingjiang"
HOSTS = {TOWN: "dujiangyan.localhost", OTHER: "qingjiang.localhost"}
COMMUNITY = "510181901901"
PHONE = "13812345678"
PASSWORD = "a long enough passphrase 7"
PATIENCE = 90


@dataclass(frozen=True, kw_only=True)
class Town:
    """One of the two, with a word said in it and a coordinator who has the same username in both."""

    schema: str
    host: str
    said: Opened
    person: Person
    token: str

    def window(self, signed_in: bool = False) -> Client:
        client = Client(headers={"host": self.host})
        if signed_in:
            with serving(self.schema):
                client.force_login(self.person)
        return client

    def call(self, path: str, token: str = "") -> Any:
        head = {"Authorization": f"Bearer {token or self.token}"}
        return Client(headers={"host": self.host, **head}).get(f"/api/v1{path}")


def settle(name: str) -> Town:
    entry = by_name(name)
    with serving(entry.schema):
        person = employ("coordinator", "tcb")
        person.set_password(PASSWORD)
        person.save()
        posts = Post.objects.filter(person=person).values_list("id", flat=True)
        said = word(f"{name}的事：护栏松了", title=f"{name}的护栏", reporter=Reporter(phone=PHONE))
        token = issue_token(person_id=person.pk, post_ids=posts, label="程序", now=NOW)
    return Town(schema=entry.schema, host=HOSTS[name], said=said, person=person, token=token)


@pytest.fixture(scope="session")
def both_filled(postgres: str, filled_template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Name of a database in which both towns are founded and filled; nobody stays connected to it."""
    name = f"doorstep_both_{uuid4().hex[:8]}"
    with _in_a_database(postgres, filled_template, django_db_blocker) as url:
        fill(found(name=OTHER, pack=TOWN, hosts=[HOSTS[OTHER]], is_simulated=True), now=datetime.now(UTC))
        connections.close_all()
        _create(postgres, name, str(conninfo_to_dict(url)["dbname"]))
    yield name
    _drop(postgres, name)


@pytest.fixture
def two_db(postgres: str, both_filled: str, django_db_blocker: Any) -> Iterator[str]:
    """Connection string of a database of this test's own with both towns, which Django uses meanwhile."""
    with _in_a_database(postgres, both_filled, django_db_blocker) as url:
        register.forget()
        laws.forget()
        yield url


@pytest.fixture
def two(two_db: str, files_in_memory: object) -> Iterator[tuple[Town, Town]]:
    """The town of all other tests, and another."""
    one, other = settle(TOWN), settle(OTHER)
    with serving("doorstep_shared"):
        yield one, other
