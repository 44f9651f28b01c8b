"""Top-k and greedy: ties as published, quotas, conflicts, least votes, parts; every option learns why."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.voting import (
    Ballot,
    BallotRefused,
    Cap,
    Election,
    ElectionRefused,
    Limits,
    Option,
    Rule,
    RuleRefused,
    Tie,
    check_ballot,
)
from doorstep.kernel.voting.ordering import lot_of
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
    def chosen(**more: object) -> tuple[str, ...]:
        return tally(ELECTION, Rule(name="greedy", ties=("dearer", "listed"), **more)).chosen  # type: ignore[arg-type]

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
    for bad in ({"ties": ("votes",)}, {"ties": ("lot",)}, {"ties": ("heads", "key")}):
        with pytest.raises(RuleRefused):
            Rule(name="greedy", **bad)  # type: ignore[arg-type]


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
def test_a_ballot_that_breaks_the_bounds_is_refused_in_a_sentence(ballot: Ballot, kind: str, why: str) -> None:
    with pytest.raises(BallotRefused) as refused:
        check_ballot(ballot, kind=kind, options=(A, B, C), limits=Limits(most_choices=2, most_sum=5))  # type: ignore[arg-type]
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
