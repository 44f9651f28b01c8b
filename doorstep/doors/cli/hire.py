"""`doorstep hire JURISDICTION USERNAME --name …`: registers somebody who works here, gives a post, or makes an administrator.

How the first person gets in: everybody else is registered by an administrator under `/admin/`. A password is made up and shown
once; `--new-password` makes another one for a person who has lost theirs.
"""

import argparse
import secrets
from datetime import date

from doorstep.doors.cli.api_token import PersonUnknown

DATABASE = "app"
LENGTH = 12  # bytes: 16 characters that a person can copy from a screen


class NameMissing(Exception):
    """还没有这个人，请用 --name 写上姓名。"""


class NothingToDo(Exception):
    """没有说要做什么：用 --admin、--role 和 --unit，或 --new-password。"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom, on which post."""
    parser.add_argument("jurisdiction")
    parser.add_argument("username", help="what they type to sign in")
    parser.add_argument("--name", default="", help="as colleagues call them; for a new person")
    parser.add_argument("--admin", action="store_true", help="may open /admin/: persons, posts, units, tokens")
    parser.add_argument("--role", default="", help="a role of the pack, such as coordinator")
    parser.add_argument("--unit", default="", help="code of the unit of that post")
    parser.add_argument("--place", default="", help="code of the place, for posts that look after one")
    parser.add_argument("--new-password", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Prints the password alone on standard output, so that a script may take it; what was done on standard error."""
    import sys

    from django.utils import timezone

    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name

    with serving(by_name(arguments.jurisdiction).schema):
        password = put_in_place(
            arguments.username,
            name=arguments.name,
            is_admin=arguments.admin,
            role=arguments.role,
            unit=arguments.unit,
            place=arguments.place,
            new_password=arguments.new_password,
            today=timezone.localdate(),
        )
    print(f"{arguments.username.lower()}：好了。" + ("密码只显示这一次：" if password else ""), file=sys.stderr)
    if password:
        print(password)
    return 0


def put_in_place(
    username: str, *, name: str, is_admin: bool, role: str, unit: str, place: str, new_password: bool, today: date
) -> str:
    """The password made up, or "" when the old one stands. Raises NameMissing, NothingToDo and what `hire` raises."""
    from django.db import transaction

    from doorstep.store.cases.towns import pack
    from doorstep.store.people.models import Person
    from doorstep.store.people.staffing import hire, register_person

    if not (is_admin or role or new_password):
        raise NothingToDo
    with transaction.atomic():
        person = Person.objects.filter(username=username.strip().lower()).first()
        if person is None and new_password and not (is_admin or role):
            raise PersonUnknown(username)
        if person is None and not name:
            raise NameMissing(username)
        password = secrets.token_urlsafe(LENGTH) if person is None or new_password else ""
        if person is None:
            person = register_person(username=username, display_name=name, password=password, is_admin=is_admin)
        elif password or is_admin:
            if password:
                person.set_password(password)
            person.is_admin = person.is_admin or is_admin
            person.save(update_fields=["password", "is_admin"])
        if role:
            hire(person=person, role=role, unit=unit, place=place, from_on=today, roles=pack().roles)
    return password
