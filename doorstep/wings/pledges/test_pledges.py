"""The book of what society gave: balanced, added to and never changed, each document once, exact to the fen."""

from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.refusals import FormRefused
from doorstep.store.places.atlas import atlas
from doorstep.wings.pledges import queries
from doorstep.wings.pledges.models import Entry, Movement, Pledge
from doorstep.wings.pledges.rules import (
    RECEIVE,
    USE,
    LaterFirst,
    MovementReversed,
    QuantityUnreadable,
    Rule,
    fen_of,
    leverage,
    quantity_of,
)
from doorstep.wings.pledges.services import Promise, move, promise, take_back
from tests.living import NOW

CLERK = UUID(int=7)


def given_cash(number: str = "HD-1", **rest: Any) -> Pledge:
    cash = Promise(
        giver="新华书店",
        giver_kind="shop",
        kind="cash",
        quantity="1000",
        what="给读书角买书",
        document=number,
        place_path=atlas().children()[0].path,
        is_another=True,
    )
    return promise(replace(cash, **rest), by=CLERK, now=NOW).pledge


@pytest.mark.django_db
def test_a_pledge_is_promised_received_and_used_and_the_book_balances() -> None:
    made = given_cash()
    move(made, RECEIVE, 80_000, "SK-1", by=CLERK, now=NOW)
    move(made, USE, 30_000, "LY-1", by=CLERK, now=NOW)
    found = queries.reached([made.pk])[made.pk]
    assert (found.promised, found.received, found.used) == (100_000, 80_000, 30_000)
    assert queries.balances() == {"held": 50_000, "pledged": -100_000, "promised_to_us": 20_000, "used": 30_000}
    assert queries.unbalanced() == []
    assert sum(queries.balances().values()) == 0


@pytest.mark.django_db
def test_a_document_counts_once_however_it_is_written() -> None:
    first, other = given_cash("HD-0001"), given_cash("HD-0002")
    assert given_cash(" hd-0001 ") == first
    received = move(first, RECEIVE, 100_000, "SK-1", by=CLERK, now=NOW)
    again = move(first, RECEIVE, 100_000, "sk - 1", by=CLERK, now=NOW)
    assert (again.movement, received.is_new, again.is_new) == (received.movement, True, False)
    assert queries.reached([first.pk])[first.pk].received == 100_000
    for wrong in (
        lambda: given_cash("HD-0001", quantity="900"),
        lambda: given_cash("HD-0001", giver="另一家书店"),
        lambda: move(first, RECEIVE, 5, "SK-1", by=CLERK, now=NOW),
        lambda: move(other, RECEIVE, 100_000, "SK-1", by=CLERK, now=NOW),
    ):
        with pytest.raises(FormRefused) as refused:
            wrong()
        assert refused.value.faults["document"].params == {"pledge": first.number}


@pytest.mark.django_db
def test_a_document_that_was_taken_back_may_be_entered_anew_as_it_should_be() -> None:
    made = given_cash()
    for fen in (90_000, 80_000, 70_000):
        done = move(made, RECEIVE, fen, "SK-1", by=CLERK, now=NOW)
        assert (done.is_new, move(made, RECEIVE, fen, "SK-1", by=CLERK, now=NOW).is_new) == (True, False)
        take_back(done.movement, "金额记错", by=CLERK, now=NOW)
    assert queries.reached([made.pk])[made.pk].received == 0


@pytest.mark.django_db
def test_no_more_is_received_than_was_promised_nor_used_than_was_received() -> None:
    made = given_cash()
    for code, fen in ((USE, 1), (RECEIVE, 100_001), (RECEIVE, 0)):
        with pytest.raises(FormRefused) as refused:
            move(made, code, fen, f"X-{fen}", by=CLERK, now=NOW)
        assert "amount" in refused.value.faults


@pytest.mark.django_db
def test_a_movement_is_taken_back_by_another_once_and_never_changed() -> None:
    made = given_cash()
    received = move(made, RECEIVE, 100_000, "SK-1", by=CLERK, now=NOW).movement
    used = move(made, USE, 40_000, "LY-1", by=CLERK, now=NOW).movement
    with pytest.raises(LaterFirst):
        take_back(received, "记错", by=CLERK, now=NOW)
    take_back(used, "记错项目", by=CLERK, now=NOW)
    with pytest.raises(MovementReversed):
        take_back(used, "再来一次", by=CLERK, now=NOW)
    assert queries.reached([made.pk])[made.pk].used == 0
    for statement in ("UPDATE pledges_entry SET fen = 1", "DELETE FROM pledges_movement"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
def test_what_does_not_balance_is_not_let_in() -> None:
    made = given_cash()
    movement = Movement.objects.get(pledge=made)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(movement=movement, account="held", fen=5)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
def test_what_the_same_giver_gave_before_is_entered_again_only_when_somebody_says_it_is_another() -> None:
    first, quite = given_cash("A-1"), {"is_another": False}
    for like in ({}, {"giver": " 新华书店 "}, {"what": "给别的项目"}, {"quantity": "1,000.00"}):
        with pytest.raises(FormRefused) as refused:
            given_cash("A-2", **quite, **like)
        assert refused.value.faults["is_another"].params == {"pledge": first.number}
    for unlike in ({"giver": "另一家"}, {"quantity": "1001"}, {"kind": "goods"}):
        assert given_cash(f"B-{unlike}", **quite, **unlike) != first
    assert given_cash("A-1", **quite) == first
    take_back(Movement.objects.get(pledge=first), "不给了", by=CLERK, now=NOW)
    assert given_cash("A-3", **quite).number != first.number


@pytest.mark.django_db
def test_a_pledge_lies_at_a_place_and_sums_are_of_places() -> None:
    with pytest.raises(FormRefused) as refused:
        given_cash(place_path="")
    assert list(refused.value.faults) == ["place"]
    here, there = (one.path for one in atlas().of_level("street")[:2])
    move(given_cash("A-1", place_path=here), RECEIVE, 60_000, "SK-1", by=CLERK, now=NOW)
    given_cash("A-2", place_path=there)
    whole = queries.total(queries.sums())
    assert (whole.promised, whole.received, whole.pledges) == (200_000, 60_000, 2)
    assert queries.total(queries.sums(within=[here])).received == 60_000
    assert queries.total(queries.sums(within=[there])).received == 0
    assert [one.place_path for one in queries.pledges(queries.Asked(within=[here]))] == [here]
    assert queries.pledges(queries.Asked(within=[])) == []
    assert queries.balances([there]) == {"pledged": -100_000, "promised_to_us": 100_000}


@pytest.mark.django_db
def test_a_giver_is_named_only_when_wished() -> None:
    quiet, named = given_cash("A-1"), given_cash("A-2", is_named=True)
    assert (quiet.public_name, named.public_name) == ("", "新华书店")
    assert "新华".encode() not in bytes(quiet.giver_cipher)


@pytest.mark.django_db
def test_hours_are_converted_by_the_stated_rule() -> None:
    made = given_cash("Q-1", kind="hours", quantity="12.5")
    assert (made.value_fen, made.rule_version) == (37_500, "2026-1")
    with pytest.raises(FormRefused) as refused:
        given_cash("Q-2", kind="gold", quantity="-1", document="", giver=" ")
    assert set(refused.value.faults) == {"kind", "quantity", "document", "giver"}


@given(st.integers(1, 10**8), st.integers(1, 10**6))
def test_conversion_is_exact_and_rounds_halves_up(ten_thousandths: int, fen: int) -> None:
    quantity = Fraction(ten_thousandths, 10_000)
    rule = Rule.__new__(Rule)
    object.__setattr__(rule, "fen", fen)
    assert abs(rule.value(quantity) - quantity * fen) <= Fraction(1, 2)
    assert quantity_of(f"{ten_thousandths // 10_000}.{ten_thousandths % 10_000:04d}") == quantity


def test_leverage_is_a_fraction_and_nothing_without_public_money() -> None:
    assert leverage(300, 100) == 3
    assert leverage(300, 0) is None
    for text in ("", "0", "-1", "1e9", "一百", "1.23456"):
        with pytest.raises(QuantityUnreadable):
            quantity_of(text)


@pytest.mark.parametrize("amount", ["1.239", "0.005", "0", "-1", "一百", "1e3", ""])
def test_an_amount_that_is_not_in_whole_fen_is_refused_and_not_cut(amount: str) -> None:
    with pytest.raises(FormRefused) as refused:
        fen_of(amount)
    assert list(refused.value.faults) == ["amount"]


def test_an_amount_is_exact() -> None:
    assert [fen_of(yuan) for yuan in ("0.29", "1.1", "12,350", "4.35")] == [29, 110, 1235000, 435]


@pytest.mark.django_db
def test_a_page_however_far_is_a_page() -> None:
    client = Client(headers={"host": "testserver"})
    for page in ("0", "9998", "00001" + "9" * 30, "-1", "x"):
        assert client.get("/projects/pledges/", {"page": page}).status_code == 200
