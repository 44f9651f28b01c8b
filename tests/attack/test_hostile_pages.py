"""Fills every form that any page shows to any of the cast with hostile words, one field at a time, and then reads all pages.

Nothing falls over; nothing that was typed becomes part of a page's own words; what is carried away is harmless too.
"""

from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client

from doorstep.store.cases.verifying import Report, verify
from tests.attack.forms import Form, forms_in
from tests.attack.hostile import HOSTILE, SCRIPT
from tests.attack.test_every_route import NAMED, addresses, body_of
from tests.attack.townsfolk import RESIDENT, Townsfolk

WHO = (RESIDENT, "coordinator", "desk_clerk", "publisher", "administrator")
NOT_OURS = {"csrfmiddlewaretoken"}
VITAL = ("NUL", "out of a text area", "SQL", "one too many", "right to left")
HOLDING = {"key", "seen", "number", "verb", "screen", "csrfmiddlewaretoken"}
"""Left as they are where all fields are filled at once, so that the step itself is reached."""
A_FEW = 2
LEFT_OUT = {"signout", "forget_mine", "password", "withdraw_phone"}
RUNS = (
    SCRIPT,
    "<script>alert",
    "<img src=x",
    "</textarea></title>",
    "onerror=alert('doorstep-was-here')>",
)
READERS = ("coordinator", "desk_clerk", "publisher", RESIDENT, "nobody")


def settle(answer: Any, where: str) -> str:
    assert answer.status_code < 500, where
    assert "doorstep-was-here" not in answer.cookies
    page = body_of(answer) if answer.status_code != 302 else ""
    found = [part for part in RUNS if part in page]
    assert not found, f"{where} shows {found} as its own"
    return page


def forms_of(client: Client, town: Townsfolk) -> dict[tuple[str, str, tuple[str, ...]], tuple[str, Form]]:
    """Every different form on every page this window reaches, with the address of the page."""
    found: dict[tuple[str, str, tuple[str, ...]], tuple[str, Form]] = {}
    for name in sorted(set(NAMED) - LEFT_OUT):
        for address in addresses(NAMED[name], town):
            answer = client.get(address)
            if answer.status_code != 200:
                continue
            if "html" not in answer.get("Content-Type", ""):
                break  # a file holds no form, however often it is asked for
            for form in forms_in(body_of(answer)):
                target = urljoin(address, form.action or address)
                shape = (form.method, _route_of(target), tuple(sorted(set(form.typed))))
                found.setdefault(shape, (target, form))
    return found


def _route_of(target: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        match = resolve(target.partition("?")[0])
    except Resolver404:
        return target
    return f"{match.url_name} {match.kwargs.get('verb', '')}"


@pytest.fixture(scope="module")
def stood() -> set[Any]:
    """Forms that were tried already: many are shown to several of the cast."""
    return set()


def sender(client: Client, method: str) -> Callable[[Form, str, dict[str, str]], Any]:
    """Sends the form with some fields filled otherwise, each time from another address and under another key."""
    turns = count(1)

    def send(form: Form, target: str, filled: dict[str, str]) -> Any:
        turn = next(turns)
        sent = {**form.values, **({"key": f"{turn:032d}"} if "key" in form.values else {}), **filled}
        address = f"10.{turn >> 16}.{turn >> 8 & 255}.{turn & 255}"
        if method == "post":
            return client.post(target, sent, REMOTE_ADDR=address)
        return client.get(target, {name: value[:1500] for name, value in sent.items()}, REMOTE_ADDR=address)

    return send


@pytest.mark.parametrize("who", WHO)
def test_every_form_stands_hostile_words_in_every_field(townsfolk: Townsfolk, who: str, stood: set[Any]) -> None:
    client = townsfolk.window(who)
    forms = forms_of(client, townsfolk)
    assert forms
    for (method, route, names), (target, form) in forms.items():
        if (method, route, names) in stood or any(route.startswith(left) for left in LEFT_OUT):
            continue
        stood.add((method, route, names))
        send = sender(client, method)
        # Each field has its turn with one kind of words, each form with a few: together they meet all kinds many times over.
        turns = count(len(stood))
        for name in names:
            if name in NOT_OURS:
                continue
            kind = VITAL[next(turns) % len(VITAL)]
            settle(send(form, target, {name: HOSTILE[kind]}), f"{who}: {method} {target} {name}={kind}")
        kinds = list(HOSTILE)
        for kind in (kinds[next(turns) % len(kinds)] for _ in range(A_FEW)):
            text = HOSTILE[kind]
            filled = {name: text for name in names if name not in HOLDING}
            settle(send(form, target, filled), f"{who}: {method} {target} all={kind}")


@pytest.mark.parametrize("who", READERS)
def test_afterwards_no_page_runs_what_was_typed(townsfolk: Townsfolk, who: str) -> None:
    client = townsfolk.window(who)
    seen = ""
    for pattern in NAMED.values():
        for address in addresses(pattern, townsfolk)[:8]:
            seen += settle(client.get(address), f"{who}: {address}")
    if who == "coordinator":
        assert "&lt;script&gt;" in seen


def test_the_ledger_adds_up_after_all(townsfolk: Townsfolk) -> None:
    assert [str(difference) for difference in verify(Report())] == []
