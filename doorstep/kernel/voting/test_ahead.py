"""Many shares looked at together buy what each of them buys alone: nothing is skipped that would have come out otherwise."""

import random
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.voting import Election, Kind, Limits, Option, Rule, gather
from doorstep.kernel.voting.ahead import Ahead
from doorstep.kernel.voting.equal_shares import is_full
from doorstep.kernel.voting.ordering import ordering_of
from doorstep.kernel.voting.profile import profile_of
from doorstep.kernel.voting.rule import Utility
from doorstep.kernel.voting.running import Market
from doorstep.kernel.voting.tally import tally
from tests.bench.plain_shares import plain_add1, plain_equal_shares


def made(seed: int, *, kind: Kind, voters: int, options: int, round_costs: bool) -> Election:
    """Round costs make many ties; others make crossings anywhere."""
    dice = random.Random(seed)
    keys = [f"k{place}" for place in range(options)]
    cost = (lambda: dice.randrange(1, 9) * 100) if round_costs else (lambda: dice.randrange(50, 2000))
    rows = []
    for _ in range(voters):
        chosen = tuple(dice.sample(keys, dice.randrange(0, min(options, 5) + 1)))
        marks = tuple(dice.randrange(1, 5) for _ in chosen) if kind == "cumulative" else ()
        rows.append((chosen, marks))
    every = tuple(Option(key=key, cost=cost()) for key in keys)
    return Election(
        kind=kind,
        options=every,
        ballots=gather(rows, kind=kind),
        budget=sum(option.cost for option in every) // dice.randrange(2, 5),
        per_unit=1,
        limits=Limits(most_choices=5 if kind == "ordinal" else None),
    )


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from(["approval", "cumulative", "ordinal"]),
    st.integers(1, 40),
    st.integers(1, 14),
    st.booleans(),
    st.sampled_from([1, 7, 40]),
)
def test_every_step_of_a_range_buys_what_it_buys_alone(
    seed: int, kind: Kind, voters: int, options: int, round_costs: bool, step: int
) -> None:
    election = made(seed, kind=kind, voters=voters, options=options, round_costs=round_costs)
    utility: Utility = "cost" if kind == "approval" else "cost_points"
    profile = profile_of(election)
    market = Market(
        election,
        profile,
        ordering_of(election, profile.counted, Rule(name="equal_shares", utility=utility, ties=("key",))),
    )
    ahead, last = Ahead(market, Fraction(election.budget, max(profile.cast, 1)), step), 60
    expected = 1
    for piece in ahead.pieces(1, last, market.run(ahead.at(0)).places):
        assert piece.first == expected
        expected = piece.last + 1
        for at in {piece.first, (piece.first + piece.last) // 2, piece.last}:
            assert sorted(market.run(ahead.at(at)).places) == sorted(piece.places), at
    assert expected == last + 1
    for piece in Ahead(market, ahead.at(0), step, market.budget).pieces(1, last, ()):
        for at in range(
            piece.first, piece.last + 1 if piece.is_roomy else 0
        ):  # not looked into: the money suffices, and more would fit
            places = market.run(ahead.at(at)).places
            assert sum(market.stands[place].cost for place in places) <= market.budget, at
            assert not is_full(market, places), at


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_runs_and_ranges_are_the_plain_definition(seed: int, round_costs: bool) -> None:
    election = made(seed, kind="approval", voters=25, options=9, round_costs=round_costs)
    utilities: tuple[Utility, ...] = ("cost", "cardinality")
    for utility in utilities:
        rule = Rule(name="equal_shares", completion="add1", utility=utility, ties=("key",))
        assert sorted(tally(election, rule).chosen) == sorted(plain_add1(election, utility=utility))
    share = Fraction(election.budget * 3, 2 * election.cast)
    profile = profile_of(election)
    market = Market(election, profile, ordering_of(election, profile.counted, Rule(name="equal_shares", ties=("key",))))
    bought = [election.options[place].key for place in market.run(share).places]
    assert bought == plain_equal_shares(election, share=share)
