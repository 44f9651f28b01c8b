"""Brings the cast into the town's staff: persons with one demo password, and their posts. Doing it twice changes nothing.

For a jurisdiction that is simulated; refuses any other, because everybody may read the demo password.
"""

import os
import secrets
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from doorstep.kernel.refusals import Refusal
from doorstep.store.jurisdictions.current import schema
from doorstep.store.jurisdictions.register import by_schema
from doorstep.store.people.models import Person
from doorstep.store.people.staffing import hire, register_person
from doorstep.wings.town.cast import Member

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class NotASimulation(Refusal):
    """这个辖区不是演示辖区，不能装入演示人员。"""


@transaction.atomic
def hire_cast(members: Iterable[Member], *, password: str, from_on: date) -> int:
    """Register and hire whoever is not there yet; answers how many were new. Raises NotASimulation."""
    if not by_schema(schema()).is_simulated:
        raise NotASimulation
    known = {person.username: person for person in Person.objects.all()}
    hashed = make_password(password)  # one hash for all: Argon2 is slow on purpose, and the password is on the screen
    newcomers = 0
    for member in members:
        person = known.get(member.username)
        if person is None:
            person = _register(member, hashed)
            newcomers += 1
        for duty in member.duties:
            hire(
                person=person,
                role=duty.role,
                unit=duty.unit,
                place=duty.place,
                from_on=from_on,
                is_stand_in=duty.is_stand_in,
            )
    return newcomers


def _register(member: Member, hashed: str) -> Person:
    person = register_person(
        username=member.username, display_name=member.display_name, password=None, is_admin=member.is_admin
    )
    person.password = hashed
    person.save(update_fields=["password"])
    return person


def demo_password(folder: Path) -> str:
    """DOORSTEP_DEMO_PASSWORD, else what `folder/demo-password` holds, made once for this installation."""
    if given := os.environ.get("DOORSTEP_DEMO_PASSWORD"):
        return given
    path = folder / "demo-password"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        fresh.touch(mode=0o600)
        fresh.write_text("-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3)))
        fresh.replace(path)
    return path.read_text().strip()
