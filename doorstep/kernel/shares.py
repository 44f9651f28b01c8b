"""A share of so many, with its interval: what any number in per cent is shown with. Pure.

Nothing of nothing is None, shown as “—”: never 0 %, never 100 %. Interval after Wilson, J. Amer. Statist. Assoc. 22 (1927) 209.
"""

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054


@dataclass(frozen=True, kw_only=True)
class Share:
    """A share of `n` between 0 and 1 with its 95 % interval; all None when there is nothing to divide by."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


def share(part: float, n: int) -> Share:
    """`part` of `n` with Wilson's interval. Raises ValueError for a negative part or more than there are."""
    if not 0 <= part <= n:
        raise ValueError(f"{part} of {n} is no share")
    if n == 0:
        return Share(value=None, n=0)
    p = part / n
    middle, width = (p + Z95**2 / (2 * n)), Z95 * sqrt(p * (1 - p) / n + Z95**2 / (4 * n * n))
    scale = 1 + Z95**2 / n
    low, high = (middle - width) / scale, (middle + width) / scale
    return Share(value=p, n=n, low=min(p, max(0.0, low)), high=max(p, min(1.0, high)))
