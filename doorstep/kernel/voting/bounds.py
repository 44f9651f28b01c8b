"""What every ballot still has to give, between two floats that surely hold the exact figure. Fast; never decides what is close.

Every bound is rounded outward by more than the sum of all rounding before it, so a comparison of bounds that says “less” is
right for the exact figures too.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from doorstep.kernel.voting.stands import Stand

if TYPE_CHECKING:
    from doorstep.kernel.voting.profile import Real

UNIT = 2.0**-52
ROUNDS = 60  # of Newton's method, which ends far earlier
WIDEST = 1e-6
PIECE = 8192


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """Pay a point lies in [low, high]. low = inf: surely not affordable; high = inf: perhaps not. `is_even`: surely nobody runs out."""

    low: float
    high: float
    is_even: bool = False


TOO_DEAR = Rate(low=inf, high=inf)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Near:
    """Newton's last: the rate, what is paid at it, and the points of those who do not run out at it."""

    rate: float
    paid: float
    rest: float


class Bounds:
    """The money of all rows, each between `low` and `high`."""

    def __init__(self, rows: int, share: Fraction) -> None:
        import numpy as np

        self._np = np
        self.low: Real = np.full(rows, float(share) * (1 - UNIT))
        self.high: Real = np.full(rows, float(share) * (1 + UNIT))

    def rate(self, stand: Stand, guess: float = 0.0, ceiling: float = inf) -> Rate:
        """The rate a point at which the supporters pay the cost, whoever runs out giving all.

        `guess` is surely no more than it. Where it is surely above `ceiling` that is all that is found out: high = inf.
        """
        cost, total = float(stand.cost), float(stand.total)
        slack = (len(stand.rows) + 16) * UNIT
        even = cost / total
        if guess <= even and self._least(self.low.take(stand.rows), stand) >= even * (1 + slack):
            return Rate(low=even * (1 - slack), high=even * (1 + slack), is_even=True)
        rich, least = self.high.take(stand.rows), max(guess, even * (1 - slack))
        near = _paid(rich, stand, ceiling if ceiling < inf else max(guess, even))
        if ceiling < inf and (low := _least_rate(near, cost, slack)) > ceiling:
            return Rate(low=max(low, least), high=inf)
        if near.rest <= 0 and near.paid > cost:  # they have it, and need not give all: from below then
            near = _paid(rich, stand, least)
        near = _newton(rich, stand, near, cost)
        if near.rest <= 0:
            if near.paid * (1 + slack) < cost:
                return TOO_DEAR
            return Rate(low=least, high=inf)
        low = max(_least_rate(near, cost, slack), least)
        return Rate(low=low, high=least_that_pays(self.low.take(stand.rows), stand, near.rate))

    def pay(self, stand: Stand, rate: Rate) -> None:
        """Take it from the supporters."""
        np, rows = self._np, stand.rows
        up, down = rate.high * (1 + UNIT), rate.low * (1 - UNIT)
        most = up if stand.points is None else up * stand.points
        least = down if stand.points is None else down * stand.points
        self.low[rows] = np.maximum(self.low.take(rows) - most, 0.0) * (1 - 2 * UNIT)
        self.high[rows] = np.maximum(self.high.take(rows) - least, 0.0) * (1 + 2 * UNIT)

    def _least(self, money: "Real", stand: Stand) -> float:
        return float((money if stand.points is None else money / stand.points).min())


def dot(one: "Real", other: "Real") -> float:
    """The sum of the products. In pieces: a longer one is shared out among threads, which burn more time waiting for each other."""
    if len(one) <= PIECE:
        return float(one.dot(other))
    return sum(float(one[at : at + PIECE].dot(other[at : at + PIECE])) for at in range(0, len(one), PIECE))


def least_that_pays(money: "Real", stand: Stand, guess: float) -> float:
    """A rate at which supporters with this money surely pay the cost, every rounding against it, and hardly more than the least
    such; inf if none is sure. `guess` is not above it."""
    slack, cost = (len(stand.rows) + 16) * UNIT, float(stand.cost)
    rate = guess * (1 + 64 * slack)
    for _ in range(ROUNDS):
        near = _paid(money, stand, rate)
        if near.paid * (1 - slack) >= cost * (1 + slack):
            return rate
        if near.rest <= 0 or (margin := 16 * slack * (1 + cost / (rate * near.rest))) > WIDEST:
            return inf
        rate = (rate + (cost - near.paid) / near.rest) * (1 + margin)
    return inf


def _paid(money: "Real", stand: Stand, rate: float) -> _Near:
    import numpy as np

    each = rate if stand.points is None else rate * stand.points
    given = np.minimum(money, each)
    paid = np.add.reduce(given) if stand.weight is None else dot(given, stand.weight)
    out = money < each
    gone = np.count_nonzero(out) if stand.force is None else dot(out.astype("float64"), stand.force)
    return _Near(rate=rate, paid=float(paid), rest=stand.total - float(gone))


def _newton(money: "Real", stand: Stand, near: _Near, cost: float) -> _Near:
    """Towards the rate: what is paid grows ever slower, so that one step leads below it and the others upwards."""
    for _ in range(ROUNDS):
        if near.rest <= 0:
            break
        nearer = near.rate + (cost - near.paid) / near.rest
        if abs(nearer - near.rate) <= near.rate * 8 * UNIT:
            break
        near = _paid(money, stand, nearer)
    return near


def _least_rate(near: _Near, cost: float, slack: float) -> float:
    """Whoever is taken to run out, the rate is at least what the rest would then pay: a bound whatever the guess."""
    if near.rest <= 0:
        return 0.0
    return (near.rate + (cost - near.paid - slack * (near.paid + cost)) / near.rest) * (1 - 4 * UNIT)
