"""What every ballot still has to give, exactly. Ballots with the same money share a purse; money is whole numbers over a denominator.

A purse keeps the denominator it was last written with and is brought to the newest only when somebody pays from it.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING

from doorstep.kernel.voting.outcome import Payment
from doorstep.kernel.voting.profile import Profile, Support

if TYPE_CHECKING:
    from doorstep.kernel.voting.profile import Whole

EMPTY = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Ballots of one purse that support an option with the same points. `money` over the newest denominator."""

    purse: int
    points: int
    ballots: int
    money: int


class Purses:
    """The money of all ballots of a profile, beginning with the same share for each."""

    def __init__(self, profile: Profile, share: Fraction) -> None:
        import numpy as np

        self._profile = profile
        self._purse_of: Whole = np.ones(len(profile.times), np.int64)
        self._money = [0, share.numerator]
        self._level = [0, 0]
        self._over = [share.denominator]

    def rate(self, support: Support, cost: int) -> Fraction | None:
        """What supporters pay a point so that together they pay `cost`; None when they do not have it."""
        return self._solve(self._parts(support), cost)

    def pay(self, support: Support, cost: int, rate: Fraction) -> tuple[Payment, ...]:
        """Take it from the supporters: `rate` a point, or all that somebody has. Who paid what, greatest first."""
        parts = self._parts(support)
        old = self._over[-1]
        new = old * (rate.denominator // gcd(old, rate.denominator))
        level = len(self._over)
        self._over.append(new)
        each = rate.numerator * (new // rate.denominator)
        paid: dict[int, int] = {}
        fresh: dict[int, int] = {}
        moves: dict[tuple[int, int], int] = {}
        for part in parts:
            money = part.money * (new // old)
            amount = min(money, each * part.points)
            if amount:
                paid[amount] = paid.get(amount, 0) + part.ballots
            moves[part.purse, part.points] = self._purse(money - amount, level, fresh)
        self._move(support, moves)
        return tuple(Payment(ballots=n, amount=Fraction(a, new)) for a, n in sorted(paid.items(), reverse=True))

    def left(self, support: Support) -> Fraction:
        """All that the supporters still have."""
        return Fraction(sum(part.ballots * part.money for part in self._parts(support)), self._over[-1])

    def _purse(self, money: int, level: int, fresh: dict[int, int]) -> int:
        if not money:
            return EMPTY
        if money not in fresh:
            fresh[money] = len(self._money)
            self._money.append(money)
            self._level.append(level)
        return fresh[money]

    def _move(self, support: Support, moves: dict[tuple[int, int], int]) -> None:
        import numpy as np

        purses = self._purse_of[support.rows]
        for points in sorted({points for _, points in moves}):
            target = np.zeros(len(self._money), np.int64)
            for (purse, of_points), to in moves.items():
                if of_points == points:
                    target[purse] = to
            among = support.points == points
            self._purse_of[support.rows[among]] = target[purses[among]]

    def _parts(self, support: Support) -> list[Part]:
        import numpy as np

        purses, times = self._purse_of[support.rows], self._profile.times[support.rows]
        found = []
        for points in np.unique(support.points).tolist():
            among = support.points == points
            counts = np.bincount(purses[among], weights=times[among], minlength=len(self._money))
            for purse in np.flatnonzero(counts).tolist():
                money = self._newest(purse)
                found.append(Part(purse=purse, points=points, ballots=int(counts[purse]), money=money))
        return found

    def _newest(self, purse: int) -> int:
        level, newest = self._level[purse], len(self._over) - 1
        if level != newest:
            self._money[purse] *= self._over[newest] // self._over[level]
            self._level[purse] = newest
        return self._money[purse]

    def _solve(self, parts: list[Part], cost: int) -> Fraction | None:
        """Poorest first, each gives all it has until the rest can share what is missing by points."""
        over = self._over[-1]
        missing, points = cost * over, sum(part.ballots * part.points for part in parts)
        for part in sorted(parts, key=lambda part: Fraction(part.money, part.points)):
            if part.money * points >= missing * part.points:
                return Fraction(missing, points * over)
            missing -= part.money * part.ballots
            points -= part.ballots * part.points
        return None
