"""What every ballot has left while everybody's share goes from one figure to another: a straight line below it and one above.

What somebody has left bends as shares grow, and always the same way: never below its tangents, never above its chords. So
lines that hold at both ends of a range of shares hold for every share between, however many there are. Every figure is
rounded outward, as in `bounds`. Never decides what is close: there the range is parted, in the end into single shares.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from doorstep.kernel.voting.bounds import ROUNDS, UNIT, least_that_pays
from doorstep.kernel.voting.stands import Stand

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from doorstep.kernel.voting.profile import Real

    Mask = NDArray[np.bool_]

Line = tuple[float, float]
NONE: Line = (inf, inf)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """The rate a point lies between two lines, given at the ends. high = inf: perhaps not affordable. `payers`: where surely
    everybody with money has enough of it, their points, by which the cost is divided exactly; else 0."""

    low: Line
    high: Line = NONE
    payers: int = 0


TOO_DEAR = Span(low=NONE)


def higher(one: Line, other: Line) -> Line:
    """Of two lines below the same, the one that is higher in the middle. The higher ends of both would be no line below it."""
    return one if one[0] + one[1] > other[0] + other[1] else other


class Corridor:
    """The money of all rows, at both ends of a range of shares, each between `low` and `high`."""

    __slots__ = ("high", "low")

    def __init__(self, low: "tuple[Real, Real]", high: "tuple[Real, Real]") -> None:
        self.low, self.high = low, high

    def part(self, start: float, end: float) -> "Corridor":
        """The same between two parts of the way, both from 0 to 1."""
        import numpy as np

        margin = 4 * UNIT * (self.high[0] + self.high[1])

        def at(ends: "tuple[Real, Real]", way: float, outward: "Real") -> "Real":
            return np.maximum(ends[0] * (1 - way) + ends[1] * way + outward, 0.0)

        return Corridor(
            (at(self.low, start, -margin), at(self.low, end, -margin)),
            (at(self.high, start, margin), at(self.high, end, margin)),
        )

    def span(self, stand: Stand, guess: float, ceiling: Line) -> Span:
        """The rate a point. Where it is surely above the line `ceiling` that is all that is found out: high = inf."""
        slack = (len(stand.rows) + 16) * UNIT
        even = stand.cost / stand.total
        if guess <= even * (1 + slack) and self._is_flat(stand, None, even * (1 + slack)):
            return Span(low=(even * (1 - slack),) * 2, high=(even * (1 + slack),) * 2, payers=stand.total)
        high = self.high[0].take(stand.rows), self.high[1].take(stand.rows)
        low, rate = _least(high, stand, max(guess, even), ceiling, slack)
        if rate is None:
            return Span(low=low)
        has = high[1] > 0
        payers = int((stand.marks * stand.times)[has].sum())
        flat = stand.cost / max(payers, 1)
        may_be_flat = payers and rate <= flat * (1 + 2 * slack) and not high[0][~has].any()
        if may_be_flat and self._is_flat(stand, has, flat * (1 + slack)):
            return Span(low=(flat * (1 - slack),) * 2, high=(flat * (1 + slack),) * 2, payers=payers)
        first, last = (
            least_that_pays(money.take(stand.rows), stand, rate) for money, rate in zip(self.low, low, strict=True)
        )
        return Span(low=low, high=(first, last) if first < inf and last < inf else NONE)

    def _is_flat(self, stand: Stand, has: "Mask | None", rate: float) -> bool:
        """Whether everybody (who has money) surely has enough."""
        needs = rate if stand.points is None else rate * stand.points * (1 + UNIT)
        enough = [money.take(stand.rows) >= needs for money in self.low]
        return all(bool((one if has is None else one | ~has).all()) for one in enough)

    def pay(self, stand: Stand, span: Span) -> None:
        """Take it from the supporters."""
        import numpy as np

        rows, points = stand.rows, stand.points
        high = []
        for money, rate in zip(self.high, span.low, strict=True):
            least = rate * (1 - UNIT)
            rest = np.maximum(money.take(rows) - (least if points is None else least * points * (1 - UNIT)), 0.0)
            high.append(rest * (1 + 2 * UNIT))
        low = []
        for money, rate in zip(self.low, span.high, strict=True):
            most = rate * (1 + UNIT)
            low.append(money.take(rows) - (most if points is None else most * points * (1 + UNIT)))
        keeps = (low[0] >= 0) & (low[1] >= 0)
        for money, rest in zip(self.high, high, strict=True):
            money[rows] = rest
        for money, rest in zip(self.low, low, strict=True):
            money[rows] = np.where(keeps, rest * (1 - 2 * UNIT), 0.0)


def _least(
    high: "tuple[Real, Real]", stand: Stand, guess: float, ceiling: Line, slack: float
) -> tuple[Line, float | None]:
    """A line below the rate, and the rate in the middle of the range by Newton's method; None where the line is surely
    above the ceiling, or the supporters perhaps or surely (inf) do not have the cost. Whoever is taken to run out, the
    rest pays at least what is then missing: a bound whatever the guess."""
    middle, even = (high[0] + high[1]) * 0.5, stand.cost / stand.total * (1 - slack)
    best, cost, start = (even, even), float(stand.cost), guess
    if (limit := (ceiling[0] + ceiling[1]) * 0.5) < inf:
        guess = max(limit, guess)
    for turn in range(ROUNDS):
        out = (middle < (guess if stand.points is None else guess * stand.points)).astype("float64")
        gone = float(out.sum() if stand.force is None else out @ stand.force)
        if stand.weight is not None:
            out *= stand.weight
        first, last, rest = float(high[0] @ out), float(high[1] @ out), stand.total - gone
        if rest <= 0:
            if max(first, last) * (1 + slack) < cost * (1 - slack):
                return NONE, None
            if guess <= start or min(first, last) < cost:
                return best, None
            guess = start  # they have it, and need not give all: from below then
            continue
        ends = ((cost - paid - slack * (paid + cost)) / rest * (1 - 4 * UNIT) for paid in (first, last))
        best = higher((next(ends), next(ends)), best)
        if best[0] > ceiling[0] and best[1] > ceiling[1]:
            return best, None
        nearer = (cost - (first + last) * 0.5) / rest
        if abs(nearer - guess) <= guess * 16 * UNIT or (turn and nearer < guess):
            return best, nearer
        guess = nearer
    return best, guess


def corridor_of(rows: int, least: Fraction, most: Fraction) -> Corridor:
    """Nobody has paid anything; everybody has a share from `least` to `most`."""
    import numpy as np

    low, high = ([np.full(rows, float(share) * (1 + outward)) for share in (least, most)] for outward in (-UNIT, UNIT))
    return Corridor((low[0], low[1]), (high[0], high[1]))
