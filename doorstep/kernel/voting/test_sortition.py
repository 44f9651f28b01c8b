"""A draw that anybody can repeat: the seed was committed to, the order of the roll leaves no trace, small strata are said."""

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.voting.sortition import DrawRefused, Entry, SeedNotCommitted, check_commitment, commitment, draw

ROLL = [Entry(key=f"p{place}", traits=(("东", "西", "北")[place % 3],)) for place in range(60)]


def test_the_same_roll_and_seed_give_the_same_people_in_any_order() -> None:
    shuffled = list(ROLL)
    random.Random(1).shuffle(shuffled)
    first, again = (draw(roll, seats=7, seed="s", substitutes=2) for roll in (ROLL, shuffled))
    assert first == again
    assert len(set(first.drawn)) == 7
    assert draw(ROLL, seats=7, seed="t").drawn != first.drawn
    assert draw(ROLL[:-1], seats=7, seed="s").roll != first.roll


def test_a_seed_that_was_not_committed_to_is_refused() -> None:
    published = commitment("s", "n")
    check_commitment(published.upper(), "s", "n")
    with pytest.raises(SeedNotCommitted):
        check_commitment(published, "s2", "n")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=6), st.integers(1, 20), st.text("abc", min_size=1))
def test_every_stratum_gets_its_part_rounded_up_or_down(sizes: list[int], seats: int, seed: str) -> None:
    roll = [
        Entry(key=f"{stratum}-{place}", traits=(str(stratum),))
        for stratum, size in enumerate(sizes)
        for place in range(size)
    ]
    seats = min(seats, len(roll))
    found = draw(roll, seats=seats, seed=seed)
    assert sum(place.seats for place in found.places) == seats == len(found.drawn)
    for place in found.places:
        assert place.due == Fraction(seats * place.size, len(roll))
        assert abs(place.seats - place.due) < 1


def test_who_cannot_serve_is_followed_by_the_next_of_the_same_stratum() -> None:
    before = draw(ROLL, seats=6, seed="s", substitutes=1)
    gone = before.places[0].drawn[0]
    after = draw(ROLL, seats=6, seed="s", substitutes=1, excused=[gone])
    assert set(after.places[0].drawn) == {*before.places[0].drawn, before.places[0].substitutes[0]} - {gone}
    assert after.places[1:] == before.places[1:]


def test_a_stratum_too_small_is_said_plainly() -> None:
    roll = [*ROLL, Entry(key="alone", traits=("岛",))]
    found = {place.stratum: place for place in draw(roll, seats=6, seed="s").places}
    assert "这一层这次没有人代表" in found[("岛",)].words.zh
    set_by_hand = draw(roll, seats=3, seed="s", by_stratum={("岛",): 2, ("东",): 1})
    island = next(place for place in set_by_hand.places if place.stratum == ("岛",))
    assert "空 1 个名额" in island.words.zh
    assert "stay empty" in island.words.en


def test_a_draw_that_makes_no_sense_is_refused() -> None:
    senseless: list[tuple[Sequence[Entry], dict[str, Any]]] = [
        (ROLL, {"seats": 0}),
        (ROLL, {"seats": 61}),
        ([*ROLL, ROLL[0]], {"seats": 3}),
        (ROLL, {"seats": 3, "by_stratum": {("南",): 3}}),
        (ROLL, {"seats": 3, "by_stratum": {("东",): 2}}),
        (ROLL, {"seats": 3, "excused": ["nobody"]}),
    ]
    for roll, more in senseless:
        with pytest.raises(DrawRefused):
            draw(roll, seed="s", **more)
