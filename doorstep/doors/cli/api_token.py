"""`doorstep api-token JURISDICTION USERNAME --label …`: an access token for a program, scoped to a person's posts, shown once.

Revoking is done under `/admin/`. Refuses a person who holds none of the posts asked for: such a token could do nothing.
"""

import argparse
from datetime import UTC, date, datetime

DATABASE = "app"


class PersonUnknown(Exception):
    """没有这个用户名。"""


class NoSuchPost(Exception):
    """这个人没有这样的岗位，发了令牌也什么都做不了。"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose, for which program, which of the posts, until when."""
    parser.add_argument("jurisdiction")
    parser.add_argument("username", help="the person in whose name the program acts")
    parser.add_argument("--label", required=True, help="which program uses it")
    parser.add_argument(
        "--role", action="append", default=[], help="only posts of this role; may be given several times"
    )
    parser.add_argument("--until", type=date.fromisoformat, help="the last day, such as 2027-12-31")


def run(arguments: argparse.Namespace) -> int:
    """Prints the token and nothing else on standard output, so that a script may take it."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name

    with serving(by_name(arguments.jurisdiction).schema):
        token = issue(
            arguments.username,
            label=arguments.label,
            roles=arguments.role,
            until_on=arguments.until,
            now=datetime.now(UTC),
        )
    print(token)
    return 0


def issue(username: str, *, label: str, roles: list[str], until_on: date | None, now: datetime) -> str:
    """In the jurisdiction served. Raises PersonUnknown, NoSuchPost."""
    from doorstep.store.people.models import Person
    from doorstep.store.people.tokens import issue_token

    person = Person.objects.filter(username=username.lower(), is_active=True).first()
    if person is None:
        raise PersonUnknown(username)
    posts = [post.pk for post in person.posts.all() if not roles or post.role in roles]
    if not posts:
        raise NoSuchPost(", ".join(roles) or username)
    return issue_token(person_id=person.pk, post_ids=posts, label=label, until_on=until_on, now=now)
