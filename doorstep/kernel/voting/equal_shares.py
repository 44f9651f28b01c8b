"""The method of equal shares: everybody has the same part of the budget, and what people want is paid by those who want it.

Peters, Pierczyński, Skowron, “Proportional Participatory Budgeting with Additive Utilities” (NeurIPS 2021); completion by
raising the shares (add-1) as at equalshares.net. Exact: a float is only ever trusted where its error cannot change the choice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from doorstep.kernel.voting.election import Election
from doorstep.kernel.voting.gate import Gate
from doorstep.kernel.voting.listing import Course, while_money_lasts
from doorstep.kernel.voting.ordering import Ordering
from doorstep.kernel.voting.outcome import Payment, Tie
from doorstep.kernel.voting.profile import Profile
from doorstep.kernel.voting.purses import Purses
from doorstep.kernel.voting.sighting import Sighting


@dataclass(frozen=True, kw_only=True, slots=True)
class Bought:
    """One purchase: the rate ρ (money a unit of utility) and who paid what."""

    place: int
    rate: Fraction
    payments: tuple[Payment, ...]


@dataclass(kw_only=True, slots=True)
class Shares:
    """How equal shares went: the share it ended with, what was bought, who was level, what supporters had left."""

    share: Fraction
    bought: tuple[Bought, ...] = ()
    ties: dict[int, Tie] = field(default_factory=dict)
    left: dict[int, Fraction] = field(default_factory=dict)


class Market:
    """The election as equal shares sees it. One run a share; nothing is kept between runs."""

    def __init__(self, election: Election, profile: Profile, ordering: Ordering) -> None:
        self.election, self.profile, self.ordering = election, profile, ordering
        self.rule = ordering.rule
        self.sighting = Sighting(election, profile, ordering)

    def gate(self) -> Gate:
        """A gate that has let nobody in."""
        return Gate(self.election.options, self.profile.counted, self.rule)


def buy_by_equal_shares(election: Election, profile: Profile, ordering: Ordering, course: Course) -> Shares:
    """Runs the rule with its completion, writing into the course."""
    market = Market(election, profile, ordering)
    share = Fraction(election.budget, max(profile.cast, 1))
    places = market.sighting.buy(share)
    if market.rule.completion in ("add1", "add1_greedy"):
        share, places = _raised(market, share, places)
    shares = _accounts(market, share, places)
    gate = market.gate()
    for place in places:
        option = election.options[place]
        course.choose(place, ("paid" if option.cost else "free", ""), option.cost)
        gate.takes(place)
    for place in range(len(election.options)):
        if place not in course.granted:
            course.why[place] = gate.refuses(place) or ("supporters_short", "")
    if market.rule.completion in ("greedy", "add1_greedy"):
        while_money_lasts(ordering, gate, course, completes=True)
    return shares


def _accounts(market: Market, share: Fraction, places: Iterable[int]) -> Shares:
    """The exact book of a run whose purchases are known."""
    purses = Purses(market.profile, share)
    bought = []
    for place in places:
        cost = market.election.options[place].cost
        if not cost:
            continue
        support = market.sighting.support(place)
        rate = purses.rate(support, cost)
        assert rate is not None, "what was bought can be paid"
        payments = purses.pay(support, cost, rate)
        bought.append(Bought(place=place, rate=rate / market.sighting.worth(place), payments=payments))
    done = set(places)
    rest = [place for place in range(len(market.election.options)) if place not in done]
    return Shares(
        share=share,
        bought=tuple(bought),
        ties=dict(market.sighting.ties),
        left={place: purses.left(market.sighting.support(place)) for place in rest},
    )


def _raised(market: Market, share: Fraction, places: tuple[int, ...]) -> tuple[Fraction, tuple[int, ...]]:
    """Raise everybody's share by one step as long as what is bought keeps within the budget and leaves room for more."""
    step = market.rule.step or market.election.per_unit
    while not _is_full(market, places):
        further = market.sighting.buy(share + step)
        if sum(market.election.options[place].cost for place in further) > market.election.budget:
            break
        share, places = share + step, further
    return share, places


def _is_full(market: Market, places: tuple[int, ...]) -> bool:
    """Nothing that somebody wants and that may be chosen still fits into the budget."""
    options, gate = market.election.options, market.gate()
    for place in places:
        gate.takes(place)
    left = market.election.budget - sum(options[place].cost for place in places)
    done = set(places)
    return not any(
        option.cost <= left and not gate.refuses(place) for place, option in enumerate(options) if place not in done
    )
