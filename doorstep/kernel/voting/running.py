"""One run of equal shares at a share: what is bought, in which order, and which ties were broken.

Follows the money by bounds; wherever bounds leave it open who comes next, asks the exact book.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import inf

from doorstep.kernel.voting.book import Book, Sale, sale_of
from doorstep.kernel.voting.bounds import TOO_DEAR, Bounds, Rate
from doorstep.kernel.voting.election import Election
from doorstep.kernel.voting.gate import Gate
from doorstep.kernel.voting.ordering import Ordering
from doorstep.kernel.voting.outcome import Tie
from doorstep.kernel.voting.profile import Profile
from doorstep.kernel.voting.stands import stands_of

DOWN = 1 - 2.0**-40


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Places in the order bought, the free ones first; the sales of the others, from which the book is made."""

    places: tuple[int, ...]
    sales: tuple[Sale, ...] = ()
    ties: dict[int, Tie] = field(default_factory=dict)


class Market:
    """An election as equal shares sees it: without what is `taken` already, and what that costs."""

    def __init__(self, election: Election, profile: Profile, ordering: Ordering, taken: tuple[int, ...] = ()) -> None:
        self.election, self.profile, self.ordering, self.taken = election, profile, ordering, taken
        self.budget = election.budget - sum(election.options[place].cost for place in taken)
        self.stands = stands_of(election.options, profile, ordering.rule.utility)
        gate = self.gate()
        listed = [
            place
            for place in ordering.listed()
            if place not in taken and not gate.below(place) and self.stands[place].total
        ]
        gratis = [place for place in listed if not self.stands[place].cost]
        self.free = tuple(sorted(gratis, key=ordering.ties))  # at no rate all are level
        dear = [place for place in listed if self.stands[place].cost]
        self.least = {place: float(self.stands[place].least) * DOWN for place in dear}
        self.has_bounds = bool(ordering.rule.caps or ordering.rule.conflicts)

    def gate(self) -> Gate:
        """A gate that has let in nobody but those."""
        gate = Gate(self.election.options, self.profile.counted, self.ordering.rule, self.election.convention)
        for place in self.taken:
            gate.takes(place)
        return gate

    def run(self, share: Fraction, like: tuple[int, ...] = ()) -> Run:
        """What is bought when everybody has `share`. `like`: the likely order, looked at first; it changes nothing else."""
        return _Course(self, share, like).go()


class _Course:
    """A run under way."""

    def __init__(self, market: Market, share: Fraction, like: tuple[int, ...]) -> None:
        self._market, self._share = market, share
        self._bounds = Bounds(len(market.profile.times), share)
        self._gate = market.gate()
        self._bought: list[int] = []
        self._ties: dict[int, Tie] = {}
        self._sales: list[Sale] = []
        self._book: Book | None = None
        self._low = dict(market.least)
        self._like = [place for place in reversed(like) if place in self._low]

    def go(self) -> Run:
        """Buy until nothing can be bought."""
        free: list[int] = []
        for gratis in self._market.free:
            if not self._gate.refuses(gratis):
                self._gate.takes(gratis)
                free.append(gratis)
        while rates := self._sighted():
            place = self._next(rates)
            if place is not None:
                self._buy(place, rates[place])
        return Run(places=(*free, *self._bought), sales=tuple(self._sales), ties=self._ties)

    def _buy(self, place: int, rate: Rate) -> None:
        stand = self._market.stands[place]
        self._sales.append(sale_of(self._bounds, stand, rate.low, rate.high))
        self._bounds.pay(stand, rate)
        self._gate.takes(place)
        self._bought.append(place)
        del self._low[place]

    def _sighted(self) -> dict[int, Rate]:
        """Rates of those that may come next. What was seen before is a bound: money only goes."""
        best, seen = inf, {}
        while self._like and self._like[-1] not in self._low:
            self._like.pop()
        order = sorted(self._low, key=self._low.__getitem__)
        likely = self._like[-1:]
        for place in (*likely, *order):
            if place in seen or place not in self._low:
                continue
            if self._low[place] > best:
                break
            stand = self._market.stands[place]
            if self._market.has_bounds and self._gate.refuses(place):
                rate = TOO_DEAR
            else:
                rate = self._bounds.rate(stand, self._low[place] * stand.worth * DOWN, best * stand.worth / DOWN)
            if rate.low == inf:
                del self._low[place]
                continue
            self._low[place] = rate.low / stand.worth * DOWN
            seen[place] = rate
            best = min(best, rate.high / stand.worth / DOWN)
        return {place: rate for place, rate in seen.items() if self._low[place] <= best}

    def _next(self, rates: dict[int, Rate]) -> int | None:
        """Who is bought next; None when the exact figures strike one out instead."""
        if len(rates) == 1 and next(iter(rates.values())).high < inf:
            return next(iter(rates))
        stands = self._market.stands
        exact = (
            {place: stands[place].least for place in rates}
            if all(rate.is_even for rate in rates.values())
            else self._exactly(rates)
        )
        if not exact:
            return None
        least = min(exact.values())
        level = [place for place, rate in exact.items() if rate == least]
        place, tie = self._market.ordering.best(level)
        if tie:
            self._ties[place] = tie
        if rates[place].high == inf:
            rates[place] = _around(least * stands[place].worth)
        return place

    def _exactly(self, rates: dict[int, Rate]) -> dict[int, Fraction]:
        """Exact ρ of each; those that cannot be paid are struck out."""
        if self._book is None:
            self._book = Book(self._market.profile, self._share)
        for sale in self._sales[self._book.settled :]:
            self._book.settle(sale)
        exact = {}
        for place in rates:
            stand = self._market.stands[place]
            seen = rates[place]
            rate = self._book.rate(sale_of(self._bounds, stand, seen.low, seen.high))
            if rate is None:
                del self._low[place]
            else:
                exact[place] = rate / stand.worth
        return exact


def _around(rate: Fraction) -> Rate:
    return Rate(low=float(rate) * DOWN, high=float(rate) / DOWN)
