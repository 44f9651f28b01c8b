"""What equal shares would buy at each of many shares, looked at together for as long as they buy the same.

A range of shares is followed as one; where not all of it surely buys the same next, it is parted there and what was followed so
far is kept for both. What is still open for a single share is asked of an exact run. So nothing is skipped, only shared.

Whoever only asks where the money first does not suffice, or nothing more would fit (`room`), is not told what is bought where it is
sure that neither happens: there a range is not parted further.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, inf
from typing import TYPE_CHECKING

from doorstep.kernel.voting.bounds import dot
from doorstep.kernel.voting.corridor import NONE, Corridor, Line, Span, corridor_of, higher
from doorstep.kernel.voting.gate import Gate
from doorstep.kernel.voting.running import DOWN, Market

if TYPE_CHECKING:
    from doorstep.kernel.voting.profile import Real

WELL_UP = 1 + 2.0**-20  # more than all rounding in a sum over all ballots there can be


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """At every step from `first` to `last` these places are bought, in some order. `is_roomy`: they are only some of them, and
    surely at every step all that is bought costs no more than the room there is, and something more that is wanted fits in."""

    first: int
    last: int
    places: tuple[int, ...]
    is_roomy: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rival:
    """One that may be next: its ρ between two lines, and the rate a point it comes from."""

    place: int
    low: Line
    high: Line
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class _Parting:
    """The range agrees to this step at the most. `is_vague`: the lines do not say where, it is the middle."""

    after: int
    is_vague: bool = False


class Ahead:
    """Shares a step apart, from `share` on."""

    def __init__(self, market: Market, share: Fraction, step: int, room: int | None = None) -> None:
        self._market, self._share, self._step, self._room = market, share, step, room

    def at(self, step: int) -> Fraction:
        """The share at a step."""
        return self._share + step * self._step

    def pieces(self, first: int, last: int, like: tuple[int, ...]) -> Iterator[Piece]:
        """The range in pieces, from its beginning. `like`: the likely order; it changes nothing."""
        waiting = [self._whole(first, last, like)]
        while waiting:
            block, is_roomy = waiting.pop(), False
            while (found := block.follow()) is not None:
                if self._room is not None and block.is_roomy(self._room):
                    is_roomy = True
                    break
                if found.is_vague and block.is_worn:
                    block.renew(self.at(block.first), self.at(block.last))
                elif block.first == block.last:
                    block.bought = self._market.run(self.at(block.first), block.bought).places
                    break
                else:
                    waiting.append(block.part(found.after + 1, block.last))
                    block = block.part(block.first, found.after)
            yield Piece(first=block.first, last=block.last, places=tuple(block.bought), is_roomy=is_roomy)

    def _whole(self, first: int, last: int, like: tuple[int, ...]) -> "_Block":
        import numpy as np

        market = self._market
        low = np.full(len(market.stands), inf)
        for place, least in market.least.items():
            low[place] = least
        corridor = corridor_of(len(market.profile.times), self.at(first), self.at(last))
        block = _Block(market, first, last, corridor, (low, low.copy()), like)
        for gratis in market.free:
            if not block.gate.refuses(gratis):
                block.takes(gratis)
        return block


class _Block:
    """A range of steps being followed: what was bought so far, and what is known of the rest."""

    def __init__(
        self,
        market: Market,
        first: int,
        last: int,
        corridor: Corridor,
        low: "tuple[Real, Real]",
        like: tuple[int, ...],
        bought: tuple[int, ...] = (),
        width: int | None = None,
    ) -> None:
        self.first, self.last = first, last
        self._width = last - first if width is None else width  # when the corridor was laid
        self.bought: tuple[int, ...] = ()
        self.gate: Gate = market.gate()
        self._market, self._corridor, self._low, self._like = market, corridor, low, like
        for place in bought:
            self.takes(place)

    def takes(self, place: int) -> None:
        """Note a purchase."""
        self.gate.takes(place)
        self.bought = (*self.bought, place)

    def part(self, first: int, last: int) -> "_Block":
        """A part of the range, with all that was followed so far."""
        width = self.last - self.first
        start, end = (first - self.first) / width, (last - self.first) / width
        low = tuple(_between(self._low, way) for way in (start, end))
        corridor = self._corridor.part(start, end)
        return _Block(self._market, first, last, corridor, (low[0], low[1]), self._like, self.bought, self._width)

    @property
    def is_worn(self) -> bool:
        """Whether the corridor was laid for a range at least twice as wide: what bends in that, bends less in this."""
        return self._width >= 2 * max(self.last - self.first, 1) or (self._width > 0 and self.first == self.last)

    def renew(self, least: Fraction, most: Fraction) -> None:
        """Lay the corridor anew through the same purchases."""
        market = self._market
        self._corridor, self._width = corridor_of(len(market.profile.times), least, most), self.last - self.first
        for place in self.bought:
            stand = market.stands[place]
            if stand.cost:
                self._corridor.pay(stand, self._corridor.span(stand, float(stand.least) * stand.worth * DOWN, NONE))

    def follow(self) -> _Parting | None:
        """Buy what is bought at every step alike; None when nothing more is bought at any of them."""
        while rivals := self._rivals():
            chosen = self._chosen(rivals)
            if chosen is None:
                return self._parting(rivals)
            self._corridor.pay(self._market.stands[chosen.place], chosen.span)
            self._low[0][chosen.place] = self._low[1][chosen.place] = inf
            self.takes(chosen.place)
        return None

    def is_roomy(self, room: int) -> bool:
        """Whether at every step all that is bought surely costs no more than `room`, and something wanted is not bought and fits."""
        import numpy as np

        market, stands = self._market, self._market.stands
        if market.has_bounds:  # what fits may be kept out
            return False
        spent = sum(stands[place].cost for place in self.bought)
        money = np.maximum(*self._corridor.high) * WELL_UP
        may_pay, costs, never = np.zeros(len(money), np.bool_), 0, inf
        for place in market.least.keys() - set(self.bought):
            stand = stands[place]
            behind = money.take(stand.rows, mode="clip")
            has = behind.sum() if stand.weight is None else dot(behind, stand.weight)
            if self._low[0][place] == inf or has * WELL_UP < stand.cost:
                never = min(never, stand.cost)
            else:
                may_pay[stand.rows], costs = True, costs + stand.cost
        left = float((money * market.profile.times)[may_pay].sum()) * WELL_UP
        return spent + min(left, costs) + never <= room

    def _rivals(self) -> list[_Rival]:
        """Those that may be next at some step of the range."""
        import numpy as np

        first, last = self._low
        best: Line = NONE
        found: list[_Rival] = []
        likely = next((place for place in self._like if first[place] < inf), None)
        if likely is not None:
            best = self._looks(likely, found, best)
        open_ = np.flatnonzero((first <= best[0]) | (last <= best[1]) if best[0] < inf else first < inf)
        for place in open_[np.argsort((first + last)[open_], kind="stable")].tolist():
            if place != likely and not (first[place] > best[0] and last[place] > best[1]):
                best = self._looks(place, found, best)
        return [one for one in found if not (one.low[0] > best[0] and one.low[1] > best[1])]

    def _looks(self, place: int, found: list[_Rival], best: Line) -> Line:
        """Look at one; the line below which others are no rivals any more."""
        first, last = self._low
        rival = self._seen(place, (float(first[place]), float(last[place])), best)
        first[place], last[place] = rival.low
        if rival.low[0] == inf or (rival.low[0] > best[0] and rival.low[1] > best[1]):
            return best
        found.append(rival)
        return rival.high if rival.high[0] + rival.high[1] < best[0] + best[1] else best

    def _seen(self, place: int, known: Line, best: Line) -> _Rival:
        stand = self._market.stands[place]
        if self._market.has_bounds and self.gate.refuses(place):
            return _Rival(place=place, low=NONE, high=NONE, span=Span(low=NONE))
        worth = stand.worth
        ceiling = best[0] * worth / DOWN, best[1] * worth / DOWN
        guess = (known[0] + known[1]) * 0.5 * worth
        span = self._corridor.span(stand, guess * DOWN, ceiling)
        low = higher((span.low[0] / worth * DOWN, span.low[1] / worth * DOWN), known)
        high = span.high[0] / worth / DOWN, span.high[1] / worth / DOWN
        return _Rival(place=place, low=low, high=high, span=span)

    def _chosen(self, rivals: list[_Rival]) -> _Rival | None:
        """The one that is next at every step, if that is sure."""
        if len(rivals) == 1:
            return rivals[0] if rivals[0].high[0] < inf else None
        if not all(one.span.payers for one in rivals):
            return None
        stands = self._market.stands
        exact = [Fraction(stands[one.place].cost, one.span.payers * stands[one.place].worth) for one in rivals]
        least = min(exact)
        level = {one.place: one for one, rate in zip(rivals, exact, strict=True) if rate == least}
        return level[self._market.ordering.best(list(level))[0]]

    def _parting(self, rivals: list[_Rival]) -> _Parting:
        """Where one of them stops being next, as the lines have it; else in the middle."""
        width = self.last - self.first
        middle = self.first + max(width - 1, 0) // 2
        for end in (0, 1):
            leader = min(rivals, key=lambda one: one.high[end])
            if leader.high[end] == inf:
                break
            gaps = [
                (one.low[end] - leader.high[end], one.low[1 - end] - leader.high[1 - end])
                for one in rivals
                if one is not leader
            ]
            if all(near > 0 for near, _ in gaps):
                way = min((near / (near - far) for near, far in gaps if far <= 0), default=0.5)
                steps = min(max(ceil(way * width) - 1, 0), width - 1)
                return _Parting(after=self.first + steps if end == 0 else self.last - 1 - steps)
        return _Parting(after=middle, is_vague=True)


def _between(ends: "tuple[Real, Real]", way: float) -> "Real":
    import numpy as np

    known = ends[0] < inf
    found = np.full(len(ends[0]), inf)
    found[known] = (ends[0][known] * (1 - way) + ends[1][known] * way) * DOWN
    return found
