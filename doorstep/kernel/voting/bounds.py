"""What every ballot still has to give, between two floats that surely hold the exact figure. Fast; never decides what is close.

Every bound is rounded outward by more than the sum of all rounding before it, so a comparison of bounds that says “less” is
right for the exact figures too. A whole range of shares can be followed at once: whatever is sure is sure for all of them.
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """Pay a point lies in [low, high]. low = inf: surely not affordable; high = inf: perhaps not. `is_even`: surely nobody runs out."""

    low: float
    high: float
    is_even: bool = False


TOO_DEAR = Rate(low=inf, high=inf)


class Bounds:
    """The money of all rows, each between `low` and `high`."""

    def __init__(self, rows: int, least: Fraction, most: Fraction) -> None:
        import numpy as np

        self._np = np
        self.low: Real = np.full(rows, float(least) * (1 - UNIT))
        self.high: Real = np.full(rows, float(most) * (1 + UNIT))

    def rate(self, stand: Stand) -> Rate:
        """The rate a point at which the supporters pay the cost, whoever runs out giving all."""
        cost, total = float(stand.cost), float(stand.total)
        slack = (len(stand.rows) + 16) * UNIT
        even = cost / total
        rich, poor = self.high[stand.rows], self.low[stand.rows]
        if self._least(poor, stand) >= even * (1 + slack):
            return Rate(low=even * (1 - slack), high=even * (1 + slack), is_even=True)
        if self._sum(rich, stand) * (1 + slack) < cost:
            return TOO_DEAR
        low, guess = self._low(rich, stand, cost, total, slack)
        if self._sum(poor, stand) * (1 - slack) < cost:
            return Rate(low=low, high=inf)
        return Rate(low=low, high=self._high(poor, stand, guess, cost, total, slack))

    def pay(self, stand: Stand, rate: Rate) -> None:
        """Take it from the supporters."""
        np, rows = self._np, stand.rows
        up, down = rate.high * (1 + UNIT), rate.low * (1 - UNIT)
        most = up if stand.points is None else up * stand.points
        least = down if stand.points is None else down * stand.points
        self.low[rows] = np.maximum(self.low[rows] - most, 0.0) * (1 - 2 * UNIT)
        self.high[rows] = np.maximum(self.high[rows] - least, 0.0) * (1 + 2 * UNIT)

    def _least(self, money: "Real", stand: Stand) -> float:
        return float((money if stand.points is None else money / stand.points).min())

    def _sum(self, money: "Real", stand: Stand) -> float:
        return float(money.sum() if stand.weight is None else money @ stand.weight)

    def _paid(self, money: "Real", stand: Stand, rate: float) -> float:
        each = rate if stand.points is None else rate * stand.points
        return self._sum(self._np.minimum(money, each), stand)

    def _out(self, money: "Real", stand: Stand, rate: float) -> tuple[float, float]:
        """Of those who run out at a rate: all their money, and all their points."""
        each = rate if stand.points is None else rate * stand.points
        out = money < each
        had = money[out]
        match stand.points, stand.weight:
            case None, None:
                return float(had.sum()), float(len(had))
            case points, None:
                return float(had.sum()), float(points[out].sum())
            case None, weight:
                return float(had @ weight[out]), float(weight[out].sum())
            case points, weight:
                return float(had @ weight[out]), float(points[out] @ weight[out])

    def _newton(
        self, money: "Real", stand: Stand, rate: float, cost: float, total: float
    ) -> tuple[float, float, float]:
        """From below towards the rate; with the money and points of those who run out at the last but one."""
        had, points = 0.0, 0.0
        for _ in range(ROUNDS):
            had, points = self._out(money, stand, rate)
            if points >= total:
                break
            nearer = (cost - had) / (total - points)
            if nearer <= rate:
                break
            rate = nearer
        return rate, had, points

    def _low(self, money: "Real", stand: Stand, cost: float, total: float, slack: float) -> tuple[float, float]:
        """Whoever is taken to run out, the rate is at least what the rest would then pay: a bound for any such guess."""
        rate, had, points = self._newton(money, stand, cost / total, cost, total)
        if points >= total:
            return cost / total * (1 - slack), rate
        return max((cost - had * (1 + slack)) / (total - points), cost / total) * (1 - slack), rate

    def _high(self, money: "Real", stand: Stand, guess: float, cost: float, total: float, slack: float) -> float:
        """A rate at which, summed up with every rounding against it, the cost is surely paid."""
        rate, _, _ = self._newton(money, stand, guess * (1 - slack), cost, total)
        margin = 4 * slack
        while margin < WIDEST:
            if self._paid(money, stand, rate * (1 + margin)) * (1 - slack) >= cost * (1 + slack):
                return rate * (1 + margin)
            margin *= 16
        return inf
