"""Equal shares is exact: the same as written down plainly, proportional, paid for by those who want it, whoever voted first."""

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.voting import Ballot, Election, Limits, Option, Outcome, Rule, gather
from doorstep.kernel.voting.tally import tally
from tests.bench.plain_shares import plain_add1, plain_equal_shares, points_of

KEYS = "abcdef"
BY_KEY = ("key",)


@st.composite
def elections(draw: st.DrawFn, *, kind: str = "approval", unit_cost: bool = False) -> Election:
    keys = KEYS[: draw(st.integers(1, len(KEYS)))]
    cost = st.just(100) if unit_cost else st.sampled_from([0, 100, 200, 300, 350, 700, 1000])
    options = tuple(Option(key=key, cost=draw(cost)) for key in keys)
    rows = []
    for _ in range(draw(st.integers(1, 8))):
        chosen = tuple(draw(st.lists(st.sampled_from(keys), unique=True, max_size=len(keys))))
        marks = tuple(draw(st.integers(0, 5)) for _ in chosen) if kind in ("cumulative", "scoring") else ()
        rows.append((chosen, marks))
    budget = draw(st.integers(1, 6)) * 100 if unit_cost else draw(st.integers(0, 3000))
    return Election(
        kind=kind,
        options=options,
        ballots=gather(rows, kind=kind),
        budget=budget,
        limits=Limits(most_choices=4 if kind == "ordinal" else None),
    )


@settings(max_examples=40, deadline=None)
@given(elections(), st.sampled_from(["cost", "cardinality"]))
def test_it_is_what_one_would_write_down_plainly(election: Election, utility: str) -> None:
    outcome = tally(election, Rule(name="equal_shares", utility=utility, ties=BY_KEY))
    plain = plain_equal_shares(election, utility=utility)
    assert sorted(outcome.chosen) == sorted(plain)
    dear = {option.key for option in election.options if option.cost}
    assert [key for key in outcome.chosen if key in dear] == [key for key in plain if key in dear]


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["cumulative", "scoring", "ordinal"]).flatmap(lambda kind: elections(kind=kind)),
    st.sampled_from(["points", "cost_points", "cost"]),
)
def test_points_and_ranks_pay_by_what_they_are_worth(election: Election, utility: str) -> None:
    outcome = tally(election, Rule(name="equal_shares", utility=utility, ties=BY_KEY))
    assert sorted(outcome.chosen) == sorted(plain_equal_shares(election, utility=utility))


@settings(max_examples=40, deadline=None)
@given(elections())
def test_raising_the_shares_step_by_step_or_in_strides_is_the_same(election: Election) -> None:
    outcome = tally(election, Rule(name="equal_shares", completion="add1", ties=BY_KEY))
    assert sorted(outcome.chosen) == sorted(plain_add1(election))
    assert outcome.spent <= election.budget


def test_long_strides_stop_where_single_steps_would() -> None:
    options = (Option(key="a", cost=5_000), Option(key="b", cost=500))
    ballots = (Ballot(choices=("a",)), Ballot(choices=("b",), times=3))
    election = Election(options=options, ballots=ballots, budget=6_000, per_unit=1)
    outcome = tally(election, Rule(name="equal_shares", completion="add1", ties=BY_KEY))
    assert sorted(outcome.chosen) == sorted(plain_add1(election))
    assert outcome.raised == 3_500


@settings(max_examples=40, deadline=None)
@given(elections())
def test_those_who_want_it_pay_for_it_and_nobody_more_than_the_share(election: Election) -> None:
    """Priceability: payments replayed in plain fractions from the rates that the explanations give."""
    outcome = tally(election, Rule(name="equal_shares", ties=BY_KEY))
    assert outcome.share is not None
    ballots = [points_of(election, ballot) for ballot in election.ballots for _ in range(ballot.times)]
    money = [outcome.share] * len(ballots)
    costs = {option.key: option.cost for option in election.options}
    for key in (key for key in outcome.chosen if costs[key]):
        rate = outcome.of(key).rate
        assert rate is not None
        paid = [
            min(money[who], rate * costs[key]) if key in ballot else Fraction(0) for who, ballot in enumerate(ballots)
        ]
        money = [had - gave for had, gave in zip(money, paid, strict=True)]
        assert sum(paid) == costs[key] == sum(payment.total for payment in outcome.of(key).payments)
        assert sum(payment.ballots for payment in outcome.of(key).payments) == sum(1 for gave in paid if gave)
    for key in outcome.left_out:
        left = sum((money[who] for who, ballot in enumerate(ballots) if key in ballot), Fraction(0))
        assert left == outcome.of(key).supporters_left
        assert left < costs[key] or not any(key in ballot for ballot in ballots)


@settings(max_examples=40, deadline=None)
@given(elections(unit_cost=True))
def test_with_equal_costs_ejr_plus_holds(election: Election) -> None:
    """Brill and Peters 2023: no ℓ/k of the voters want the same unchosen option while each has fewer than ℓ chosen ones."""
    outcome = tally(election, Rule(name="equal_shares", utility="cardinality", ties=BY_KEY))
    chosen, seats = set(outcome.chosen), election.budget // 100
    ballots = [set(ballot.choices) for ballot in election.ballots for _ in range(ballot.times)]
    for option in election.options:
        for need in range(1, seats + 1) if option.key not in chosen else ():
            group = [ballot for ballot in ballots if option.key in ballot and len(ballot & chosen) < need]
            assert len(group) * seats < need * len(ballots)


@settings(max_examples=40, deadline=None)
@given(elections())
def test_with_any_costs_ejr_plus_holds_up_to_one_option(election: Election) -> None:
    """Of any group that wants an unchosen option and could pay so much, somebody has chosen ones worth that, the option added."""
    outcome = tally(election, Rule(name="equal_shares", ties=BY_KEY))
    assert outcome.share is not None
    costs = {option.key: option.cost for option in election.options}
    ballots = [set(ballot.choices) for ballot in election.ballots for _ in range(ballot.times)]
    for key in outcome.left_out:
        worth = sorted(sum(costs[one] for one in ballot & set(outcome.chosen)) for ballot in ballots if key in ballot)
        for size, most in enumerate(worth, start=1):
            if size * outcome.share >= costs[key]:
                assert most + costs[key] > size * outcome.share


@settings(max_examples=30, deadline=None)
@given(elections(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_leaves_no_trace(election: Election, shuffling: Random) -> None:
    rule = Rule(name="equal_shares", completion="add1_greedy", ties=("lot",), seed="published")
    apart = [replace(ballot, times=1) for ballot in election.ballots for _ in range(ballot.times)]
    shuffling.shuffle(apart)
    assert tally(replace(election, ballots=tuple(apart)), rule) == tally(election, rule)


def test_the_hash_seed_leaves_no_trace() -> None:
    code = (
        "from doorstep.kernel.voting import *; from doorstep.kernel.voting.tally import tally;"
        "o=tuple(Option(key=k,cost=300) for k in 'abcdefgh');"
        "b=tuple(Ballot(choices=(x,y)) for x in 'abcd' for y in 'efgh');"
        "r=Rule(name='equal_shares',completion='add1_greedy',ties=('votes','lot'),seed='s');"
        "t=tally(Election(options=o,ballots=b,budget=1000),r);print(t.fingerprint,t.chosen,t.explanations)"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_money_that_suffices_to_the_last_fen_suffices() -> None:
    """Where floats cannot tell, the exact book does: three thirds are one."""
    ballots = (Ballot(choices=("a", "b")), Ballot(choices=("a",)), Ballot(choices=("b",)))
    options = (Option(key="a", cost=67), Option(key="b", cost=33))
    outcome = tally(Election(options=options, ballots=ballots, budget=100), Rule(name="equal_shares", ties=BY_KEY))
    assert outcome.chosen == tuple(plain_equal_shares(Election(options=options, ballots=ballots, budget=100)))


def test_what_is_named_with_no_points_is_waited_for_by_nobody() -> None:
    """It would fit and is never bought: raising the shares ends all the same."""
    ballots = (Ballot(choices=("a", "b"), points=(2, 0)),)
    options = (Option(key="a", cost=100), Option(key="b", cost=100))
    election = Election(kind="cumulative", options=options, ballots=ballots, budget=1_000)
    outcome = tally(election, Rule(name="equal_shares", utility="points", completion="add1"))
    assert (outcome.chosen, outcome.raised) == (("a",), 0)


def test_who_is_left_out_learns_what_was_missing() -> None:
    options = (Option(key="park", cost=50_000), Option(key="lamp", cost=40_000))
    ballots = (Ballot(choices=("park",), times=6), Ballot(choices=("lamp",), times=4))
    outcome = tally(Election(options=options, ballots=ballots, budget=80_000), Rule(name="equal_shares"))
    assert outcome.chosen == () or outcome.chosen == ("park",)
    lamp = outcome.of("lamp")
    assert (lamp.supporters_left, lamp.missing) == (32_000, 8_000)
    assert lamp.words.zh == "得 4 票，支持者手里只剩 320，离造价 400 还差 80。"
    assert lamp.words.en == "4 votes; its supporters had 320 left, 80 short of its cost of 400."
    alone = Election(options=options, ballots=(Ballot(choices=("lamp",)),), budget=80_000)
    words = tally(alone, Rule(name="equal_shares")).of("lamp").words
    assert words.en == "1 supporter paid its cost of 400 together, nobody more than 400."


def test_rates_never_fall_from_one_purchase_to_the_next() -> None:
    options = tuple(Option(key=key, cost=100 * place) for place, key in enumerate(KEYS, start=1))
    rows = [(tuple(KEYS[place % 6 : place % 6 + 3]), ()) for place in range(40)]
    outcome = tally(Election(options=options, ballots=gather(rows), budget=1500), Rule(name="equal_shares"))
    assert all(first <= second for first, second in pairwise(_rates(outcome)))


def _rates(outcome: Outcome) -> list[Fraction]:
    return [rate for key in outcome.chosen if (rate := outcome.of(key).rate) is not None]
