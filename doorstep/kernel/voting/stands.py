"""Who stands behind each option and how strongly, as equal shares needs it: rows, weights, and what a unit of pay is worth."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from doorstep.kernel.voting.election import Option
from doorstep.kernel.voting.profile import Profile, Support
from doorstep.kernel.voting.rule import Utility

if TYPE_CHECKING:
    from doorstep.kernel.voting.profile import Real, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """Supporters pay in proportion to `points`; a rate of pay a point over `worth` is ρ, the rate a unit of utility.

    `points` and `weight` are None where all are one; `total` is all points of all ballots.
    """

    place: int
    cost: int
    worth: int
    support: Support
    rows: "Whole"
    points: "Real | None"
    weight: "Real | None"
    total: int

    @property
    def least(self) -> Fraction:
        """The least ρ there can be: nobody runs out of money."""
        return Fraction(self.cost, self.total * self.worth)


def stands_of(options: tuple[Option, ...], profile: Profile, utility: Utility) -> tuple[Stand, ...]:
    """One for each option; `total` 0 where nobody supports it."""
    import numpy as np

    found = []
    for place, (option, support) in enumerate(zip(options, profile.supports, strict=True)):
        alike = utility in ("cost", "cardinality")
        points = np.ones(len(support.rows), np.int64) if alike else support.points
        weight = profile.times[support.rows]
        found.append(
            Stand(
                place=place,
                cost=option.cost,
                worth=option.cost if utility in ("cost", "cost_points") else 1,
                support=Support(rows=support.rows, points=points),
                rows=support.rows,
                points=None if (points == 1).all() else points.astype(np.float64),
                weight=None if (weight == 1).all() else weight.astype(np.float64),
                total=int((points * weight).sum()),
            )
        )
    return tuple(found)
