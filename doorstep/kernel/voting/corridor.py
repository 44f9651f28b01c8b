"""What every ballot has left while everybody's share goes from one figure to another: a straight line below it and one above.

What somebody has left bends as shares grow, and always the same way: never below its tangents, never above its chords. So
lines that hold at both ends of a range of shares hold for every share between, however many there are. Every figure is
rounded outward, as in `bounds`. Never decides what is close: there the range is parted, in the end into single shares.
"""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from doorstep.kernel.voting.bounds import ROUNDS, UNIT, dot, least_that_pays
from doorstep.kernel.voting.stands import Stand

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from doorstep.kernel.voting.profile import Real

    Mask = NDArray[np.bool_]

Line = tuple[float, float]
NONE: Line = (inf, inf)


class Span(NamedTuple):
    """The rate a point lies between two lines, given at the ends. high = inf: perhaps not affordable. `payers`: where surely
    everybody with money has enough of it, their points, by which the cost is divided exactly; else 0."""

    low: Line
    high: Line = NONE
    payers: int = 0


TOO_DEAR = Span(NONE)


class _Near(NamedTuple):
    """Newton's last: the rate in the middle of the range, who runs out at it, the points of the others, and whether those who
    run out surely had nothing any more."""

    rate: float
    out: "Mask"
    rest: int
    is_dry: bool


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
            return Span((even * (1 - slack),) * 2, (even * (1 + slack),) * 2, stand.total)
        high = self.high[0].take(stand.rows, mode="clip"), self.high[1].take(stand.rows, mode="clip")
        low, near = _least(high, stand, max(guess, even), ceiling, slack)
        if near is None:
            return Span(low)
        if near.is_dry:
            flat = stand.cost / near.rest
            if near.rate <= flat * (1 + 2 * slack) and self._is_flat(stand, ~near.out, flat * (1 + slack)):
                return Span((flat * (1 - slack),) * 2, (flat * (1 + slack),) * 2, near.rest)
        first = least_that_pays(self.low[0].take(stand.rows, mode="clip"), stand, low[0])
        if first == inf:
            return Span(low)
        last = least_that_pays(self.low[1].take(stand.rows, mode="clip"), stand, low[1])
        return Span(low, (first, last) if last < inf else NONE)

    def _is_flat(self, stand: Stand, has: "Mask | None", rate: float) -> bool:
        """Whether everybody (who has money) surely has enough."""
        needs = rate if stand.points is None else rate * stand.points * (1 + UNIT)
        for money in self.low:
            enough = money.take(stand.rows, mode="clip") >= needs
            if not (enough if has is None else enough | ~has).all():
                return False
        return True

    def pay(self, stand: Stand, span: Span) -> None:
        """Take it from the supporters."""
        import numpy as np

        rows, points = stand.rows, stand.points
        for money, rate in zip(self.high, span.low, strict=True):
            least = rate * (1 - UNIT)
            rest = money.take(rows, mode="clip")
            rest -= least if points is None else least * points * (1 - UNIT)
            np.maximum(rest, 0.0, out=rest)
            rest *= 1 + 2 * UNIT
            money[rows] = rest
        left = []
        for money, rate in zip(self.low, span.high, strict=True):
            most = rate * (1 + UNIT)
            rest = money.take(rows, mode="clip")
            rest -= most if points is None else most * points * (1 + UNIT)
            left.append(rest)
        keeps = np.minimum(*left) >= 0
        for money, rest in zip(self.low, left, strict=True):
            rest *= 1 - 2 * UNIT
            rest *= keeps
            money[rows] = rest


def _least(
    high: "tuple[Real, Real]", stand: Stand, guess: float, ceiling: Line, slack: float
) -> tuple[Line, _Near | None]:
    """A line below the rate, and the rate in the middle of the range by Newton's method; None where the line is surely
    above the ceiling, or the supporters perhaps or surely (inf) do not have the cost. Whoever is taken to run out, the
    rest pays at least what is then missing: a bound whatever the guess."""
    both, even = high[0] + high[1], stand.cost / stand.total * (1 - slack)
    best, cost, start = (even, even), float(stand.cost), guess
    limit = (ceiling[0] + ceiling[1]) * 0.5
    if limit < inf:
        guess = max(limit, guess)
    for turn in range(ROUNDS):
        out, weigh, rest = _out_at(both, stand, guess)
        nearer = (cost - dot(both, weigh) * 0.5) / rest if rest > 0 else guess
        is_near = abs(nearer - guess) <= guess * 16 * UNIT or (turn > 0 and nearer < guess)
        if not is_near and nearer <= limit:  # not yet so far that it could be above the ceiling
            guess = nearer
            continue
        first, last = dot(high[0], weigh), dot(high[1], weigh)
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
        if is_near:
            return best, _Near(nearer, out, int(rest), first == last == 0)
        guess = nearer
    return best, None


def _out_at(both: "Real", stand: Stand, rate: float) -> "tuple[Mask, Real, float]":
    """Who runs out at a rate in the middle of the range; with what weight each; the points of the others."""
    import numpy as np

    out = both < (2 * rate if stand.points is None else 2 * rate * stand.points)
    weigh = out.astype("float64")
    gone = float(np.count_nonzero(out) if stand.force is None else dot(weigh, stand.force))
    if stand.weight is not None:
        weigh *= stand.weight
    return out, weigh, stand.total - gone


def corridor_of(rows: int, least: Fraction, most: Fraction) -> Corridor:
    """Nobody has paid anything; everybody has a share from `least` to `most`."""
    import numpy as np

    low, high = ([np.full(rows, float(share) * (1 + outward)) for share in (least, most)] for outward in (-UNIT, UNIT))
    return Corridor((low[0], low[1]), (high[0], high[1]))
