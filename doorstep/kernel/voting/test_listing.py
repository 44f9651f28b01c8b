"""Top-k and greedy: ties as published, quotas, conflicts, least votes, parts; every option learns why."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.voting import (
    Ballot,
    BallotRefused,
    Cap,
    Election,
    ElectionRefused,
    Kind,
    Limits,
    Option,
    Rule,
    RuleRefused,
    Tie,
    check_ballot,
)
from doorstep.kernel.voting.floors import check_floors
from doorstep.kernel.voting.ordering import lot_of
from doorstep.kernel.voting.rule import Name
from doorstep.kernel.voting.tally import count, tally

A, B, C, D = (
    Option(key=key, cost=cost, place=place)
    for key, cost, place in (("a", 60, "东"), ("b", 50, "东"), ("c", 40, "西"), ("d", 10, "西"))
)
VOTES = {"a": 9, "b": 8, "c": 8, "d": 1}
BALLOTS = tuple(Ballot(choices=(key,), times=times) for key, times in VOTES.items())
ELECTION = Election(options=(A, B, C, D), ballots=(*BALLOTS, Ballot(times=2)), budget=100)


def test_the_first_so_many_are_chosen_and_the_others_wait_in_order() -> None:
    outcome = tally(ELECTION, Rule(name="top_k", seats=2, ties=("listed",)))
    assert (outcome.chosen, outcome.left_out) == (("a", "b"), ("c", "d"))
    assert (outcome.cast, outcome.empty) == (28, 2)
    assert outcome.of("c").tie == Tie(others=("b",), by="listed")
    assert outcome.of("c").words.zh.endswith("与 b 相同，按公布的办法分先后：公布的顺序在前。")


def test_greedy_skips_stops_or_gives_a_part() -> None:
    def chosen(**more: Any) -> tuple[str, ...]:
        return tally(ELECTION, Rule(name="greedy", ties=("dearer", "listed"), **more)).chosen

    assert chosen() == ("a", "c")
    assert chosen(at_overflow="stop") == ("a",)
    some = replace(ELECTION, options=(A, replace(B, least=30), C, D))
    part = tally(some, Rule(name="greedy", at_overflow="part", ties=("dearer", "listed")))
    assert (part.chosen, part.of("b").result, part.of("b").granted, part.spent) == (("a", "b"), "part", 40, 100)
    assert tally(ELECTION, Rule(name="greedy", by="votes_per_cost")).chosen == ("c", "b", "d")


def test_ties_are_broken_as_published_and_the_lot_can_be_drawn_again() -> None:
    rule = Rule(name="top_k", seats=2, ties=("lot",), seed="2026-11-22 第一场")
    first = min(("b", "c"), key=lambda key: lot_of(rule.seed, key))
    assert tally(ELECTION, rule).chosen == ("a", first)
    assert tally(ELECTION, replace(rule, ties=("cheaper", "lot"))).chosen == ("a", "c")
    bads: list[dict[str, Any]] = [{"ties": ("votes",)}, {"ties": ("lot",)}, {"ties": ("heads", "key")}]
    for bad in bads:
        with pytest.raises(RuleRefused):
            Rule(name="greedy", **bad)


def test_quotas_conflicts_and_least_votes_keep_out_with_a_reason() -> None:
    rule = Rule(name="greedy", ties=("listed",), caps=(Cap(of="place", most_chosen=1),), least_votes=2)
    outcome = tally(replace(ELECTION, budget=1000), rule)
    assert outcome.chosen == ("a", "c")
    assert [outcome.of(key).reason for key in "bd"] == ["cap_full", "too_few"]
    apart = tally(replace(ELECTION, budget=1000), Rule(name="greedy", ties=("listed",), conflicts=(("b", "a"),)))
    assert (apart.of("b").reason, apart.of("b").against) == ("conflict", "a")
    shared = Rule(name="equal_shares", completion="greedy", caps=(Cap(of="place", value="东", most_cost=60),))
    assert tally(replace(ELECTION, budget=1000), shared).of("b").reason == "cap_full"


def test_yes_and_no_are_counted_with_abstentions_and_empty_sheets() -> None:
    ballots = (
        Ballot(choices=("a", "b"), points=(1, -1), times=3),
        Ballot(choices=("a", "b"), points=(0, 1)),
        Ballot(times=2),
    )
    counted = count(Election(kind="consent", options=(A, B), ballots=ballots))
    assert (counted["a"].votes, counted["a"].against, counted["a"].abstained, counted["a"].score) == (3, 0, 1, 3)
    assert (counted["b"].votes, counted["b"].against) == (1, 3)


def test_ranks_count_by_places_on_the_sheet() -> None:
    ranked = Election(
        kind="ordinal", options=(A, B, C), ballots=(Ballot(choices=("b", "a")),), limits=Limits(most_choices=3)
    )
    assert [count(ranked)[key].score for key in "abc"] == [2, 3, 0]


@pytest.mark.parametrize(
    ("ballot", "kind", "why"),
    [
        (Ballot(choices=("x",)), "approval", "没有“x”这个选项"),
        (Ballot(choices=("a", "a")), "approval", "同一个选项选了两次"),
        (Ballot(choices=("a", "b", "c")), "approval", "最多选 2 项"),
        (Ballot(choices=("a",), points=(3,)), "approval", "不打分"),
        (Ballot(choices=("a", "b"), points=(3,)), "cumulative", "对不上"),
        (Ballot(choices=("a",), points=(-1,)), "cumulative", "不能是负数"),
        (Ballot(choices=("a",), points=(9,)), "cumulative", "总分最多 5"),
        (Ballot(choices=("a",), points=(2,)), "consent", "只能填同意"),
    ],
)
def test_a_ballot_that_breaks_the_bounds_is_refused_in_a_sentence(ballot: Ballot, kind: Kind, why: str) -> None:
    with pytest.raises(BallotRefused) as refused:
        check_ballot(ballot, kind=kind, options=(A, B, C), limits=Limits(most_choices=2, most_sum=5))
    assert why in refused.value.params["why"].zh
    assert refused.value.params["why"].en


def test_an_election_that_cannot_be_counted_is_refused_whole() -> None:
    with pytest.raises(ElectionRefused):
        Election(options=(A, A))
    with pytest.raises(ElectionRefused):
        Election(options=(replace(A, cost=-1),))
    with pytest.raises(ElectionRefused):
        tally(replace(ELECTION, ballots=(Ballot(choices=("z",)),)), Rule(name="greedy"))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sets(st.sampled_from("abcd")), min_size=1, max_size=12), st.integers(0, 160))
def test_one_vote_more_never_costs_a_chosen_option_its_place(sheets: list[set[str]], budget: int) -> None:
    """Holds for greedy by votes; equal shares does not promise it."""
    ballots = tuple(Ballot(choices=tuple(sorted(sheet))) for sheet in sheets)
    rule = Rule(name="greedy", ties=("key",))
    before = tally(replace(ELECTION, ballots=ballots, budget=budget), rule).chosen
    for key in before:
        more = (*ballots, Ballot(choices=(key,)))
        assert key in tally(replace(ELECTION, ballots=more, budget=budget), rule).chosen


FLOOR = Cap(of="kind", value="绿化", least_chosen=1)
GARDEN = Option(key="e", title="花园", cost=50, place="西", kind="绿化")


def with_garden(budget: int = 120) -> Election:
    kinds = tuple(replace(option, kind="照明") for option in (A, B, C, D))
    return replace(ELECTION, options=(*kinds, GARDEN), ballots=(*BALLOTS, Ballot(choices=("e",))), budget=budget)


@pytest.mark.parametrize("name", ["top_k", "greedy", "equal_shares"])
def test_a_lower_quota_that_the_votes_do_not_meet_is_met_before_the_rest(name: Name) -> None:
    more: dict[str, Any] = {"seats": 2} if name == "top_k" else {}
    rule = Rule(name=name, ties=("listed",), caps=(FLOOR,), **more)
    free, bound = tally(with_garden(), replace(rule, caps=())), tally(with_garden(), rule)
    assert "e" not in free.chosen
    assert bound.chosen[0] == "e"
    assert (bound.of("e").reason, bound.of("e").against) == ("reserved", "绿化")
    assert "“绿化”公布过下限" in bound.of("e").words.zh
    (floor,) = bound.floors
    assert (floor.chosen, floor.needed, floor.is_met) == (1, True, True)
    assert bound.spent <= 120 or name == "top_k"
    if name == "equal_shares":
        assert bound.share == Fraction(120 - 50, bound.cast)


def test_a_lower_quota_that_is_met_anyway_changes_nothing() -> None:
    rule = Rule(name="greedy", ties=("dearer", "listed"))
    bound = tally(ELECTION, replace(rule, caps=(Cap(of="place", least_chosen=1), Cap(of="place", least_cost=5))))
    free = tally(ELECTION, rule)
    assert bound.chosen == free.chosen == ("a", "c")
    met = [("东", True, False), ("西", True, False)]
    assert [(one.value, one.is_met, one.needed) for one in bound.floors] == [*met, *met]
    easy = tally(ELECTION, replace(rule, caps=(Cap(of="place", value=A.place, least_chosen=1),)))
    assert (easy.chosen, easy.explanations) == (free.chosen, free.explanations)
    assert easy.floors[0].words.zh.endswith("照票数选就够了。")


def test_a_lower_quota_that_cannot_be_met_is_said_and_refused_where_no_vote_could() -> None:
    poor = tally(with_garden(budget=40), Rule(name="greedy", ties=("listed",), caps=(FLOOR,)))
    assert (poor.floors[0].is_met, poor.floors[0].needed, "e" in poor.chosen) == (False, True, False)
    options = with_garden().options
    for rule in (
        Rule(name="greedy", caps=(Cap(of="kind", value="绿化", least_chosen=2),)),
        Rule(name="greedy", caps=(Cap(of="kind", value="水利", least_cost=1),)),
        Rule(name="top_k", seats=1, caps=(Cap(of="kind", least_chosen=1),)),
    ):
        with pytest.raises(RuleRefused):
            check_floors(options, rule)
    for bad in ({}, {"most_chosen": 1, "least_chosen": 2}, {"least_cost": -1}):
        with pytest.raises(RuleRefused):
            Cap(of="kind", value="绿化", **bad)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sets(st.sampled_from("abcde")), min_size=1, max_size=10),
    st.integers(0, 260),
    st.sampled_from(["top_k", "greedy", "equal_shares"]),
    st.lists(
        st.sampled_from([FLOOR, Cap(of="place", least_chosen=1), Cap(of="kind", value="照明", least_cost=80)]),
        max_size=2,
    ),
)
def test_lower_quotas_are_met_wherever_the_money_and_the_votes_allow(
    sheets: list[set[str]], budget: int, name: Name, caps: list[Cap]
) -> None:
    ballots = tuple(Ballot(choices=tuple(sorted(sheet))) for sheet in sheets)
    election = replace(with_garden(budget), ballots=ballots)
    more: dict[str, Any] = {"seats": 3} if name == "top_k" else {"completion": "add1_greedy"}
    rule = Rule(name=name, ties=("key",), caps=tuple(dict.fromkeys(caps)), **more)
    outcome = tally(election, rule)
    assert name == "top_k" or outcome.spent <= budget
    costs = {option.key: option for option in election.options}
    for floor in outcome.floors:
        mine = [key for key in outcome.chosen if floor.value in (costs[key].place, costs[key].kind)]
        assert floor.chosen == len(mine)
        assert floor.is_met == (len(mine) >= floor.least_chosen and floor.cost >= floor.least_cost)
    if not any(floor.needed for floor in outcome.floors):
        assert outcome.explanations == tally(election, replace(rule, caps=())).explanations
