"""The formulas of the three rates and their neighbours, as data and as sums. Pure.

Over valid call-backs V only: response = contacted / V, solved = solved / V, satisfied = (satisfied + f × fairly) / V, overall a
weighted sum. Nothing of nothing is None, shown as “—”: never 0 %, never 100 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.shares import Share, share
from doorstep.kernel.words import Words

Minutes = NDArray[np.int32]
FILE = "rates.toml"
GOOD = ("very_satisfied", "satisfied", "fairly_satisfied")
BAD = ("dissatisfied", "very_dissatisfied")
GRADES = (*GOOD, *BAD)


@dataclass(frozen=True, kw_only=True)
class Formula:
    """Weights of the overall rate, and what “fairly satisfied” is worth."""

    effective_from: date
    response: float
    solved: float
    satisfied: float
    fairly: float
    is_official: bool
    basis: Words


@dataclass(frozen=True, kw_only=True)
class Windows:
    """`day_starts_at`: hour of the day before at which a day begins (0: at midnight). `month_starts_on`: 1 is the calendar's."""

    day_starts_at: int
    month_starts_on: int
    basis: Words


@dataclass(frozen=True, kw_only=True)
class RateRules:
    """A pack's rates.toml."""

    formulas: tuple[Formula, ...]
    windows: Windows
    is_public: bool
    fewest: int
    relapse_days: int
    relapse_likeness: int
    relapse_basis: Words

    def formula(self, on: date) -> Formula:
        """The one in force on a day; before the first of them, the first."""
        held = [one for one in self.formulas if one.effective_from <= on]
        return max(held, key=lambda one: one.effective_from) if held else self.formulas[0]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Sums over call-backs that count; `left_out` of them do not. `reached_not`: three tries in vain."""

    valid: int = 0
    contacted: int = 0
    solved: int = 0
    satisfied: int = 0
    fairly: int = 0
    reached_not: int = 0
    declined: int = 0
    left_out: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in Tally.__dataclass_fields__})


@dataclass(frozen=True, kw_only=True)
class Rates:
    """The three rates, their weighted sum, and the plain share of those at least fairly satisfied."""

    response: Share
    solved: Share
    satisfied: Share
    overall: Share
    plain: Share


@dataclass(frozen=True, kw_only=True)
class Times:
    """Minutes: mean, median and ninetieth percentile of `n`; None for none."""

    n: int
    mean: float | None
    median: float | None
    p90: float | None


def rates(tally: Tally, formula: Formula) -> Rates:
    """The three rates of a tally. Intervals of weighted shares take them for plain ones, which is never too narrow."""
    n = tally.valid
    satisfied = tally.satisfied + formula.fairly * tally.fairly
    overall = formula.response * tally.contacted + formula.solved * tally.solved + formula.satisfied * satisfied
    return Rates(
        response=share(tally.contacted, n),
        solved=share(tally.solved, n),
        satisfied=share(satisfied, n),
        overall=share(min(overall, n), n),
        plain=share(tally.satisfied + tally.fairly, n),
    )


def times(minutes: Minutes) -> Times:
    """In any order. The percentiles are exact: the smallest value that so many do not exceed."""
    n = len(minutes)
    if n == 0:
        return Times(n=0, mean=None, median=None, p90=None)
    half, nine_tenths = -(-n // 2) - 1, -(-9 * n // 10) - 1
    placed = np.partition(minutes, (half, nine_tenths))
    total = int(minutes.sum(dtype=np.int64))
    return Times(n=n, mean=total / n, median=float(placed[half]), p90=float(placed[nine_tenths]))


def day_of(at: datetime, windows: Windows) -> date:
    """The day of the statistics: a window is called after the day on which it ends."""
    hours = (24 - windows.day_starts_at) % 24
    return (at.astimezone(SHANGHAI) + timedelta(hours=hours)).date()


def month_of(day: date, windows: Windows) -> tuple[date, date]:
    """First and last day of the assessment month in which a day lies; it is called after the month in which it ends."""
    first = windows.month_starts_on
    begins = day.replace(day=first) if day.day >= first else _month_before(day).replace(day=first)
    following = (begins.replace(day=1) + timedelta(days=32)).replace(day=first)
    return begins, following - timedelta(days=1)


def _month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def read_rules(path: Path) -> RateRules:
    """A pack's rates.toml. Raises PackError with every fault."""
    page = read_toml(path)
    formulas = tuple(_formula(row) for row in page.tables("formula", required=True))
    windows, public, relapse = page.table("windows"), page.table("public"), page.table("relapse")
    found = RateRules(
        formulas=formulas,
        windows=Windows(
            day_starts_at=windows.whole("day_starts_at", least=0, most=23),
            month_starts_on=windows.whole("month_starts_on", least=1, most=28),
            basis=windows.words("basis"),
        ),
        is_public=public.flag("is_shown"),
        fewest=public.whole("fewest", least=2, most=1000),
        relapse_days=relapse.whole("days", least=1, most=366),
        relapse_likeness=relapse.whole("likeness", least=1, most=100),
        relapse_basis=relapse.words("basis"),
    )
    for table in (windows, public, relapse, page):
        table.refuse_the_rest()
    page.settle()
    return found


def _formula(row: Table) -> Formula:
    weights: Mapping[str, float] = {
        name: row.number(name, least=0.0, most=1.0) for name in ("response", "solved", "satisfied", "fairly")
    }
    found = Formula(
        effective_from=row.day("effective_from"),
        is_official=row.flag("is_official", default=False),
        basis=row.words("basis"),
        **weights,
    )
    if abs(found.response + found.solved + found.satisfied - 1) > 1e-9:
        row.fault(
            "response", "三个权重加起来不等于 1；改成合起来正好 1", "the three weights do not add up to 1; make them"
        )
    row.refuse_the_rest()
    return found
