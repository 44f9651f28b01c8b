"""The exact book of a run of equal shares: what each purchase cost whom, in fractions, without an account for every ballot.

A ballot that never ran out has its share less the rates of what it bought; one that ran out has nothing. So the exact sum
of any group is so many shares less so many of each rate, and only the counts have to be taken. Who runs out is read off
the bounds; where they leave it open, ballots that bought the same are judged together, exactly.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from doorstep.kernel.voting.bounds import Bounds
from doorstep.kernel.voting.outcome import Payment
from doorstep.kernel.voting.profile import Profile
from doorstep.kernel.voting.stands import Stand

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from doorstep.kernel.voting.profile import Whole

    Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sale:
    """A purchase: who (among the rows of its stand) surely runs out at it, and of whom that is open."""

    stand: Stand
    out: "Mask"
    doubt: "Mask"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bought:
    """A purchase settled: the rate ρ (money a unit of utility) and who paid what."""

    place: int
    rate: Fraction
    payments: tuple[Payment, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """A sale entered: the rate a point, who has nothing afterwards, and who of them gave their last at it."""

    stand: Stand
    rate: Fraction
    out: "Mask"
    last: "Mask"


def sale_of(bounds: Bounds, stand: Stand, low: float, high: float) -> Sale:
    """Judged by the money before it is paid."""
    most = high if stand.points is None else high * stand.points
    least = low if stand.points is None else low * stand.points
    out = bounds.high.take(stand.rows) < least
    return Sale(stand=stand, out=out, doubt=~out & (bounds.low.take(stand.rows) < most))


class Book:
    """Sales in their order, settled exactly."""

    def __init__(self, profile: Profile, share: Fraction) -> None:
        import numpy as np

        self._np = np
        self._share = share
        self._gone: Mask = np.zeros(len(profile.times), np.bool_)
        self._settled: list[tuple[Stand, Fraction]] = []

    @property
    def settled(self) -> int:
        """How many sales are entered."""
        return len(self._settled)

    def settle(self, sale: Sale) -> "Settled":
        """Enter a purchase that is known to be affordable."""
        found = self._solved(sale)
        if found is None:
            raise ArithmeticError(f"option {sale.stand.place} was bought and cannot be paid")
        rate, out = found
        stand, last = sale.stand, out & self._alive(sale.stand)
        self._gone[stand.rows[out]] = True
        self._settled.append((stand, rate))
        return Settled(stand=stand, rate=rate, out=out, last=last)

    def rate(self, sale: Sale) -> Fraction | None:
        """The exact rate a point; None when the supporters do not have the cost."""
        found = self._solved(sale)
        return found[0] if found else None

    def left(self, stand: Stand) -> Fraction:
        """All that the supporters still have."""
        return self._sum(stand, self._alive(stand))

    def _alive(self, stand: Stand) -> "Mask":
        return ~self._gone.take(stand.rows)

    def _sum(self, stand: Stand, among: "Mask") -> Fraction:
        """The money of some rows that have not run out."""
        np = self._np
        chosen = np.zeros(len(self._gone), np.int64)
        chosen[stand.rows[among]] = stand.times[among]
        total = self._share * int(chosen.sum())
        for earlier, rate in self._settled:
            count = int((chosen.take(earlier.rows) * earlier.marks).sum())
            if count:
                total -= rate * count
        return total

    def _solved(self, sale: Sale) -> "tuple[Fraction, Mask] | None":
        """The rate, and which rows run out at it."""
        stand, alive = sale.stand, self._alive(sale.stand)
        out = (sale.out & alive) | ~alive
        force = stand.marks * stand.times
        missing = stand.cost - self._sum(stand, out & alive)
        points = stand.total - int(force[out].sum())
        for members, money in self._patterns(stand, sale.doubt & alive):
            if money * points >= missing:
                break
            out[members] = True
            missing -= money * int(force[members].sum())
            points -= int(force[members].sum())
        if not points:
            return None
        return missing / points, out

    def _patterns(self, stand: Stand, doubt: "Mask") -> "list[tuple[Whole, Fraction]]":
        """Rows in doubt, those alike together, with the money each has a point, poorest first."""
        np = self._np
        where = np.flatnonzero(doubt)
        if not len(where):
            return []
        rows, marks = stand.rows[where], stand.marks[where]
        columns = [marks]
        for earlier, _ in self._settled:
            given = np.zeros(len(self._gone), np.int64)
            given[earlier.rows] = earlier.marks
            columns.append(given.take(rows))
        patterns, which = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
        found = []
        for number, pattern in enumerate(patterns.tolist()):
            money = self._share
            for points, (_, rate) in zip(pattern[1:], self._settled, strict=True):
                money -= rate * points
            found.append((where[which.reshape(-1) == number], money / pattern[0]))
        return sorted(found, key=lambda one: one[1])


def bought_of(settled: Settled) -> Bought:
    """The purchase with who paid what: those with money to spare by their points, then those who gave all they had."""
    import numpy as np

    stand, out, paid = settled.stand, settled.out, []
    for points in np.unique(stand.marks[~out]).tolist()[::-1]:
        ballots, each = int(stand.times[~out & (stand.marks == points)].sum()), settled.rate * points
        paid.append(Payment(ballots=ballots, each=each, total=each * ballots))
    if settled.last.any():
        total = stand.cost - sum((payment.total for payment in paid), Fraction(0))
        paid.append(Payment(ballots=int(stand.times[settled.last].sum()), each=None, total=total))
    return Bought(place=stand.place, rate=settled.rate / stand.worth, payments=tuple(paid))
