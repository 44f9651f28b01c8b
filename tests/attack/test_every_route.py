"""Walks to every address of the web pages as each of the cast: nothing falls over, nothing is shown outside a post.

A case that is not in view is 404 and neither its words nor its title appear on any page; nobody reads who reported without
asking for it on record; a form that came from elsewhere is refused.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from doorstep.doors.api.routes import table
from doorstep.doors.web.actors import RECEIPTS
from doorstep.doors.web.guards import guard_of
from doorstep.kernel.actor import ANONYMOUS, Actor
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.locking import find
from doorstep.wings.hotline.models import Ready
from doorstep.wings.publication.models import Item
from tests.attack.townsfolk import CAST, NAME, OWN, PHONE, RESIDENT, Townsfolk, original, title
from tests.living import acting

PUBLIC = "rated"
TRIED = ("collected", "pooled", "merged", "handling", "awaiting_rating", PUBLIC, "withdrawn")
SHARE = 3
OTHER_METHODS = ("put", "patch", "delete", "options", "trace", "head")


def routes() -> Iterator[URLPattern]:
    """Ours; Django's administration is one tree of its own."""

    def below(resolver: URLResolver) -> Iterator[URLPattern]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield entry
            elif entry.app_name != "admin":
                yield from below(entry)

    return below(get_resolver())


NAMED = {pattern.name or str(pattern.pattern): pattern for pattern in routes()}
# Open311, WeChat and the log's witnesses look at no cookie: nothing can be forged there.
CSRF_FREE = {"appearance", "log_cosignatures", "wechat", *(name for name in NAMED if name.startswith("open311"))}


def addresses(pattern: URLPattern, town: Townsfolk) -> list[str]:
    """This route with known objects of every kind in its holes, and with some that never were. Each value comes up at least once."""
    batches = [*(opened.case_id for opened in town.batches.values()), uuid4()]
    verbs = [step.verb for step in towns.pack().mechanisms["six_orders"].steps]
    known: dict[str, list[Any]] = {
        "number": [*(town.cases[state].number for state in TRIED), "20200101-9999", "%00", "'--"],
        "verb": [*verbs, "open", "nothing"],
        "case_id": [*(opened.case_id for opened in town.cases.values()), *batches],
        "batch_id": batches,
        "item_id": [*Item.objects.values_list("id", flat=True), 0, 2**70],
        "ready_id": [*Ready.objects.values_list("id", flat=True), 0, 2**70],
        "photo_id": [uuid4()],
        "public_id": [0, 2**62],
        "code": ["AAAAAAAAAA", "%00", "🏠" * 10],
        "name": ["six_orders", "publication", "received", "rated", "projects", "nothing"],
        "page": ["parts", "nothing"],
        "figure": ["came", "adopted", "nothing"],
        "mechanism": [*sorted(towns.pack().mechanisms), "nothing", "%00"],
        "target": ["510181901901", "510181901901g01", "510181901902g01", "510181000000", "nothing", "%00"],
        "due_id": [0, 1, 2**62],
        "hotspot_id": [0, 1, 2**62],
        "import_id": [uuid4()],
        "kind": ["consultations", "rulings", "tasks", "poster", "stickers", "csv", "xlsx", "nothing"],
        "form": ["json", "csv", "xml", "yaml"],
        "service": ["roads.lamp", "roads", "unsorted", "nothing", "%00"],
        "token": ["AAAAAAAAAA", "%00"],
        "key": ["AAAAAAAAAA", "%00", "🏠" * 10],
        "index": [0, 2**62],
        "path": ["checkpoint", "tile/0/000", "..%2F..%2Fetc/passwd", "nothing"],
        "purpose": ["revocation", "nothing"],
        "ident": [uuid4()],
        "sha": ["0" * 64, "nothing"],
        "movement": [0, 2**62],
        "visit": [0, 2**62],
        "picture_id": [0, 2**62],
        "body": ["510181901901", "nothing"],
        "rest": ["v2/nothing", "v3/services.json"],
    }
    pieces = re.findall(r"([^<]*)(?:<(?:\w+:)?(\w+)>)?", str(pattern.pattern))
    holes = [known[name] for _, name in pieces if name]
    found = []
    for turn in range(max((len(values) for values in holes), default=1)):
        # The second hole's turns are shifted at each round, so that other pairs meet.
        filled = iter(values[(turn + turn // len(values) * place) % len(values)] for place, values in enumerate(holes))
        found.append("/" + "".join(f"{literal}{next(filled) if name else ''}" for literal, name in pieces))
    return found


def actor_named(who: str, town: Townsfolk) -> Actor:
    if who == RESIDENT:
        return Actor(kind="resident", receipts=frozenset(town.cases[state].case_id for state in OWN))
    return acting(town.persons[who]) if who in town.persons else ANONYMOUS


def hidden_from(who: str, town: Townsfolk) -> list[str]:
    """Words that no page may show to this member of the cast."""
    actor, roles = actor_named(who, town), towns.pack().roles
    hidden = [NAME, PHONE]
    for state, opened in town.cases.items():
        held = find(opened.case_id)
        assert held
        if not in_view(actor, held.case, roles):
            hidden += [] if state == PUBLIC else [original(state), title(state)]
    return hidden


def visit(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code < 500, address
    return answer


def body_of(answer: Any) -> str:
    raw: bytes = answer.getvalue()
    return raw.decode("utf-8", "replace")


@pytest.mark.parametrize("name", NAMED)
def test_every_view_names_its_guard(name: str) -> None:
    assert guard_of(NAMED[name].callback), name


def test_every_call_of_the_api_names_its_guard() -> None:
    assert {route.guard for route in table.routes} <= {"anyone", "token"}


@pytest.fixture(scope="module")
def hidden(townsfolk: Townsfolk) -> dict[str, list[str]]:
    """By member of the cast; who only reads changes nothing of it."""
    return {who: hidden_from(who, townsfolk) for who in CAST}


@pytest.mark.parametrize("name", NAMED)
def test_no_page_falls_over_or_shows_what_is_not_theirs(
    townsfolk: Townsfolk, hidden: dict[str, list[str]], name: str
) -> None:
    every = addresses(NAMED[name], townsfolk)
    for turn, who in enumerate(CAST):
        client = townsfolk.reader(who)
        # Each of the cast tries some of many; all together try all of them, several times over.
        for address in every[turn % SHARE :: SHARE] if len(every) > SHARE else every:
            page = body_of(visit(client, address))
            shown = [word for word in hidden[who] if word in page]
            assert not shown, f"{who} reads {shown} at {address}"


@pytest.mark.parametrize("who", CAST)
def test_a_case_outside_ones_posts_does_not_exist(townsfolk: Townsfolk, who: str) -> None:
    client, actor, roles = townsfolk.window(who), actor_named(who, townsfolk), towns.pack().roles
    pages = ("/desk/case/{n}/", "/desk/case/{n}/panel/", "/desk/case/{n}/print/")
    for state in TRIED:
        opened = townsfolk.cases[state]
        held = find(opened.case_id)
        assert held
        for page in (*pages, f"/desk/cases/{opened.case_id}/"):
            status = visit(client, page.format(n=opened.number)).status_code
            if not actor.posts and who != "administrator":
                assert status in (302, 403)
            elif not in_view(actor, held.case, roles):
                assert status == 404, page
        mine = visit(client, f"/case/{opened.number}/").status_code
        assert mine == (200 if opened.case_id in actor.receipts else 404)


@pytest.mark.parametrize("name", sorted(set(NAMED) - CSRF_FREE))
def test_a_form_from_elsewhere_is_refused(townsfolk: Townsfolk, name: str) -> None:
    address = addresses(NAMED[name], townsfolk)[0]
    for who in ("coordinator", RESIDENT, "administrator"):
        careful = Client(enforce_csrf_checks=True, headers={"host": "testserver"})
        careful.cookies = townsfolk.reader(who).cookies
        assert careful.post(address, {}).status_code == 403, address


@pytest.mark.parametrize("who", ["coordinator", "desk_clerk", "publisher", "administrator", RESIDENT, "nobody"])
def test_an_empty_form_anywhere_does_no_harm(townsfolk: Townsfolk, who: str) -> None:
    client = townsfolk.window(who)
    for name in sorted(set(NAMED) - {"signout"}):
        for address in addresses(NAMED[name], townsfolk)[:4]:
            answer = client.post(address, {"seen": "0"})
            assert answer.status_code < 500, address


@pytest.mark.parametrize("name", NAMED)
def test_unusual_methods_are_answered_plainly(townsfolk: Townsfolk, name: str) -> None:
    client = townsfolk.reader("coordinator")
    address = addresses(NAMED[name], townsfolk)[0]
    for method in OTHER_METHODS:
        assert getattr(client, method)(address).status_code < 500, f"{method} {address}"


@pytest.mark.parametrize("who", CAST)
def test_whoever_signed_in_was_signed_in_all_along(townsfolk: Townsfolk, who: str) -> None:
    staff, client = who in townsfolk.persons, townsfolk.reader(who)
    assert client.get("/").wsgi_request.user.is_authenticated == staff
    assert len(client.session.get(RECEIPTS, [])) == (len(OWN) if who == RESIDENT else 0)


@pytest.mark.parametrize("who", CAST)
def test_only_the_it_person_enters_the_administration(townsfolk: Townsfolk, who: str) -> None:
    client = townsfolk.window(who)
    for address in ("/admin/", "/admin/people/person/", "/admin/people/post/", "/admin/cases/case/", "/admin/nothing/"):
        answer = visit(client, address)
        if who != "administrator":
            assert answer.status_code in (302, 404)
            assert answer.status_code == 404 or "signin" in answer["Location"]
