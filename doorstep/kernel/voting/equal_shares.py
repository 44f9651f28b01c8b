"""The method of equal shares: everybody has the same part of the budget, and what people want is paid by those who want it.

Peters, Pierczyński, Skowron, “Proportional Participatory Budgeting with Additive Utilities” (NeurIPS 2021); completion by
raising the shares (add-1) as at equalshares.net: one step at a time while what is bought stays within the budget and
something more would fit. Exact: a float is only trusted where its error cannot change the choice.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from doorstep.kernel.voting.ahead import Ahead
from doorstep.kernel.voting.book import Book, Bought, bought_of
from doorstep.kernel.voting.election import Election
from doorstep.kernel.voting.listing import Course, while_money_lasts
from doorstep.kernel.voting.ordering import Ordering
from doorstep.kernel.voting.outcome import Tie
from doorstep.kernel.voting.profile import Profile
from doorstep.kernel.voting.running import Market, Run

NARROWEST, WIDEST = 16, 2**20  # steps looked at together
FEW = 24  # pieces: so few, and the next range is twice as wide


@dataclass(kw_only=True, slots=True)
class Shares:
    """How equal shares went: the share it ended with, what was bought, who was level, what supporters had left."""

    share: Fraction
    raised: int = 0
    bought: tuple[Bought, ...] = ()
    ties: dict[int, Tie] = field(default_factory=dict)
    left: dict[int, Fraction] = field(default_factory=dict)


def buy_by_equal_shares(election: Election, profile: Profile, ordering: Ordering, course: Course) -> Shares:
    """Runs the rule with its completion, writing into the course."""
    market, completion = Market(election, profile, ordering, tuple(course.chosen)), ordering.rule.completion
    share = first = Fraction(market.budget, max(profile.cast, 1))
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
            refused = gate.refuses(place)
            course.why[place] = refused or ("supporters_short" if profile.counted[place].votes > 0 else "unwanted", "")
    if completion in ("greedy", "add1_greedy"):
        while_money_lasts(ordering, gate, course, completes=True)
    shares = _accounts(market, share, run)
    shares.raised = int(share - first)
    return shares


def _accounts(market: Market, share: Fraction, run: Run) -> Shares:
    """The exact book of a run."""
    book = Book(market.profile, share)
    bought = tuple(bought_of(book.settle(sale)) for sale in run.sales)
    done = {*run.places, *market.taken}
    rest = [stand for stand in market.stands if stand.place not in done]
    return Shares(
        share=share,
        bought=bought,
        ties=run.ties,
        left={stand.place: book.left(stand) for stand in rest},
    )


def _raised(market: Market, share: Fraction, run: Run) -> tuple[Fraction, Run]:
    """The last step before the budget breaks, or the first at which nothing more would fit."""
    if is_full(market, run.places):
        return share, run
    ahead = Ahead(market, share, market.ordering.rule.step or market.election.per_unit, market.budget)
    reached, places = _last_step(market, ahead, run.places)
    return ahead.at(reached), market.run(ahead.at(reached), places)


def _last_step(market: Market, ahead: Ahead, places: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    costs, begun, width = [option.cost for option in market.election.options], 1, NARROWEST
    while True:
        pieces = 0
        for piece in ahead.pieces(begun, begun + width - 1, places):
            if piece.is_roomy:
                pieces += 1
                continue
            if sum(costs[place] for place in piece.places) > market.budget:
                return piece.first - 1, places
            if frozenset(piece.places) != frozenset(places) and is_full(market, piece.places):
                return piece.first, piece.places
            pieces, places = pieces + 1, piece.places
        begun += width
        width = min(width * 2, WIDEST) if pieces <= FEW else max(width // 2, NARROWEST)


def is_full(market: Market, places: tuple[int, ...]) -> bool:
    """Nothing that somebody would pay for and that may be chosen still fits into the budget."""
    gate = market.gate()
    for place in places:
        gate.takes(place)
    left = market.budget - sum(market.stands[place].cost for place in places)
    done = {*places, *market.taken}
    return not any(
        stand.total
        and stand.cost <= left
        and not gate.refuses(stand.place)  # named with no points, it is never paid for
        for stand in market.stands
        if stand.place not in done
    )
