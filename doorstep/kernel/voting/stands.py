"""Who stands behind each option and how strongly, as equal shares needs it: rows, weights, and what a unit of pay is worth."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from doorstep.kernel.voting.election import Option
from doorstep.kernel.voting.profile import Profile
from doorstep.kernel.voting.rule import Utility

if TYPE_CHECKING:
    from doorstep.kernel.voting.profile import Real, Whole


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """Supporters pay in proportion to `points`; a rate of pay a point over `worth` is ρ, the rate a unit of utility.

    `marks` and `times` are the points and the number of ballots of each row; `points` and `weight` the same as floats,
    None where all are one, and `force` their product. `total` is all points of all ballots.
    """

    place: int
    cost: int
    worth: int
    rows: "Whole"
    marks: "Whole"
    times: "Whole"
    points: "Real | None"
    weight: "Real | None"
    force: "Real | None"
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
        marks = np.ones(len(support.rows), np.int64) if alike else support.points
        times = profile.times[support.rows]
        force = marks * times
        found.append(
            Stand(
                place=place,
                cost=option.cost,
                worth=option.cost if utility in ("cost", "cost_points") else 1,
                rows=support.rows,
                marks=marks,
                times=times,
                points=_floats(marks),
                weight=_floats(times),
                force=_floats(force),
                total=int(force.sum()),
            )
        )
    return tuple(found)


def _floats(whole: "Whole") -> "Real | None":
    return None if (whole == 1).all() else whole.astype("float64")
