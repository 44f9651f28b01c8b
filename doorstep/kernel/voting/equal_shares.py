"""The method of equal shares: everybody has the same part of the budget, and what people want is paid by those who want it.

Peters, Pierczyński, Skowron, “Proportional Participatory Budgeting with Additive Utilities” (NeurIPS 2021); completion by
raising the shares (add-1) as at equalshares.net: one step at a time while what is bought stays within the budget and
something more would fit. Exact: a float is only trusted where its error cannot change the choice.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from doorstep.kernel.voting.book import Book, Bought, bought_of
from doorstep.kernel.voting.election import Election
from doorstep.kernel.voting.listing import Course, while_money_lasts
from doorstep.kernel.voting.ordering import Ordering
from doorstep.kernel.voting.outcome import Tie
from doorstep.kernel.voting.profile import Profile
from doorstep.kernel.voting.running import Market, Run

LONGEST_STRIDE = 2**20
PATIENCE = 16  # steps alike before a whole range of them is tried at once


@dataclass(kw_only=True, slots=True)
class Shares:
    """How equal shares went: the share it ended with, what was bought, who was level, what supporters had left."""

    share: Fraction
    bought: tuple[Bought, ...] = ()
    ties: dict[int, Tie] = field(default_factory=dict)
    left: dict[int, Fraction] = field(default_factory=dict)


def buy_by_equal_shares(election: Election, profile: Profile, ordering: Ordering, course: Course) -> Shares:
    """Runs the rule with its completion, writing into the course."""
    market, completion = Market(election, profile, ordering), ordering.rule.completion
    share = Fraction(election.budget, max(profile.cast, 1))
    run = market.run(share)
    if completion in ("add1", "add1_greedy"):
        share, run = _raised(market, share, run)
    gate = market.gate()
    for place in run.places:
        cost = election.options[place].cost
        course.choose(place, ("paid" if cost else "free", ""), cost)
        gate.takes(place)
    for place in range(len(election.options)):
        if place not in course.granted:
            course.why[place] = gate.refuses(place) or ("supporters_short", "")
    if completion in ("greedy", "add1_greedy"):
        while_money_lasts(ordering, gate, course, completes=True)
    return _accounts(market, share, run)


def _accounts(market: Market, share: Fraction, run: Run) -> Shares:
    """The exact book of a run."""
    book = Book(market.profile, share)
    bought = tuple(bought_of(book.settle(sale)) for sale in run.sales)
    done = set(run.places)
    rest = [stand for stand in market.stands if stand.place not in done]
    return Shares(
        share=share,
        bought=bought,
        ties=run.ties,
        left={stand.place: book.left(stand) for stand in rest},
    )


def _raised(market: Market, share: Fraction, run: Run) -> tuple[Fraction, Run]:
    """The last step before the budget breaks or nothing more would fit. Steps that surely change nothing are taken together."""
    step, stride, alike = market.ordering.rule.step or market.election.per_unit, 1, 0
    while not _is_full(market, run):
        if stride > 1 and market.buys_throughout(share + step, share + stride * step, frozenset(run.places)):
            share += stride * step
            stride = min(stride * 2, LONGEST_STRIDE)
            continue
        if stride > 1:
            stride = 1 if stride < PATIENCE else stride // 4
            continue
        further = market.run(share + step, run.places)
        if sum(market.election.options[place].cost for place in further.places) > market.election.budget:
            break
        alike = alike + 1 if further.places == run.places else 0
        stride = PATIENCE if alike and alike % PATIENCE == 0 else 1
        share, run = share + step, further
    return share, market.run(share, run.places)


def _is_full(market: Market, run: Run) -> bool:
    """Nothing that somebody wants and that may be chosen still fits into the budget."""
    options, gate = market.election.options, market.gate()
    for place in run.places:
        gate.takes(place)
    left = market.election.budget - sum(options[place].cost for place in run.places)
    done = set(run.places)
    return not any(
        option.cost <= left and not gate.refuses(place) for place, option in enumerate(options) if place not in done
    )
