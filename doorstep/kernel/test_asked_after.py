"""A question that hangs on the answer to another: asked after some answers, left empty after the others. As laws use it: a price."""

from pathlib import Path
from typing import Any

import pytest

from doorstep.kernel.clocks_reading import read_clocks
from doorstep.kernel.form import World, check_form
from doorstep.kernel.mechanism import as_dict, mechanism_from_dict
from doorstep.kernel.mechanism_reading import load_mechanism
from doorstep.kernel.parties import read_parties
from doorstep.kernel.refusals import FormRefused

BASE = Path(__file__).parents[2] / "packs" / "base"
WORLD = World(units=(), places=())
FREE, MARKET, LOW = {"provider": "charity"}, {"provider": "market"}, {"provider": "low_fee"}
BASIS = {"price_basis": ["material", "agreed"]}


def asked(name: str) -> Any:
    law = load_mechanism(
        BASE / "mechanisms" / f"{name}.toml",
        read_parties(BASE / "parties.toml"),
        read_clocks(BASE / "clocks.toml").names,
    )
    again = mechanism_from_dict(as_dict(law))
    return tuple(one for one in again.opening.form if one.name in ("provider", "price", "price_basis"))


@pytest.mark.parametrize("name", ["project", "resource"])
def test_what_is_free_has_no_price_what_costs_says_how_much_and_a_low_price_what_it_stands_on(name: str) -> None:
    form = asked(name)
    for good, price in (
        (FREE, None),
        (FREE | {"price": "0"}, None),
        (MARKET | {"price": "20"}, "20.00"),
        (LOW | BASIS | {"price": "0.5"}, "0.50"),
    ):
        assert check_form(form, good, WORLD).facts.get("price") == price
    for bad, wrong in (
        (FREE | {"price": "5"}, {"price": "FieldNotAsked"}),
        (FREE | BASIS, {"price_basis": "FieldNotAsked"}),
        (MARKET, {"price": "FieldMissingHere"}),
        (MARKET | {"price": "0"}, {"price": "FieldMissingHere"}),
        (MARKET | {"price": "-3"}, {"price": "NumberTooSmall"}),
        (MARKET | {"price": "5.123"}, {"price": "NotWholeFen"}),
        (MARKET | {"price": "0.005"}, {"price": "NotWholeFen"}),
        (MARKET | {"price": "1e3"}, {"price": "NumberUnreadable"}),
        (MARKET | {"price": "1e30"}, {"price": "NumberUnreadable"}),
        (MARKET | BASIS | {"price": "9"}, {"price_basis": "FieldNotAsked"}),
        (LOW | {"price": "5"}, {"price_basis": "FieldMissingHere"}),
        (LOW | BASIS, {"price": "FieldMissingHere"}),
        ({"price": "5"}, {"provider": "FieldMissing"}),
        ({"provider": ["charity"], "price": "5"}, {"provider": "ChoiceUnknown"}),
    ):
        with pytest.raises(FormRefused) as refused:
            check_form(form, bad, WORLD)
        assert {field: type(fault).__name__ for field, fault in refused.value.faults.items()} == wrong


def test_the_page_says_after_which_answers_it_is_asked() -> None:
    form = asked("project")
    assert [[one.zh[:2] for one in field.asked_after(form)] for field in form] == [[], ["市场", "低偿"], ["低偿"]]
