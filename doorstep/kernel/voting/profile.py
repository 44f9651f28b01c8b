"""All ballots of an election as columns: which rows stand behind an option, with how many points. Loads numpy when first asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from doorstep.kernel.voting.election import Ballot, Election, ElectionRefused
from doorstep.kernel.voting.outcome import Counted
from doorstep.kernel.voting.sheets import Sheets
from doorstep.kernel.words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Real = NDArray[np.float64]

MOST_BALLOTS = 2**31  # sums of points stay whole in every step below
MOST_POINTS = 2**20


@dataclass(frozen=True, kw_only=True, slots=True)
class Support:
    """The rows that support an option (points above nothing), and the points of each, both whole numbers."""

    rows: "Whole"
    points: "Whole"


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """`times` how many ballots a row stands for; `supports` and `counted` in the order of the options."""

    times: "Whole"
    supports: tuple[Support, ...]
    counted: tuple[Counted, ...]
    cast: int
    empty: int


def profile_of(election: Election) -> Profile:
    """The columns. Raises ElectionRefused for a ballot that names an option that does not stand."""
    import numpy as np

    ballots = election.ballots
    index = {option.key: place for place, option in enumerate(election.options)}
    sheets = ballots if isinstance(ballots, Sheets) else _columns(ballots)
    lengths = np.fromiter(map(len, sheets.choices), np.int64, len(ballots))
    named = chain.from_iterable(sheets.choices)
    try:
        chosen = np.fromiter(map(index.__getitem__, named), np.int64, int(lengths.sum()))
    except KeyError as unknown:
        raise ElectionRefused(
            why=Words(
                zh=f"有选票选了不存在的选项“{unknown.args[0]}”",
                en=f"a ballot chooses “{unknown.args[0]}”, which does not stand",
            )
        ) from None
    times = np.array(sheets.times, np.int64)
    if len(times) and (int(times.min()) < 1 or int(times.sum()) > MOST_BALLOTS):
        raise ElectionRefused(
            why=Words(zh="选票的张数不是正数，或者太多", en="the number of ballots is not positive, or too great")
        )
    points = _points(election, sheets, lengths)
    rows = np.repeat(np.arange(len(ballots)), lengths)
    order = np.argsort(chosen, kind="stable")
    bounds = np.searchsorted(chosen[order], np.arange(len(index) + 1))
    supports, counted = [], []
    for place in range(len(index)):
        part = order[bounds[place] : bounds[place + 1]]
        marks, weight = points[part], times[rows[part]]
        counted.append(_counted(election.kind, marks, weight))
        for_it = part if (marks > 0).all() else part[marks > 0]
        supports.append(Support(rows=rows[for_it], points=points[for_it]))
    return Profile(
        times=times,
        supports=tuple(supports),
        counted=tuple(counted),
        cast=int(times.sum()),
        empty=int(times[lengths == 0].sum()),
    )


def _columns(ballots: Sequence[Ballot]) -> Sheets:
    return Sheets(
        tuple(ballot.choices for ballot in ballots),
        tuple(ballot.points for ballot in ballots),
        tuple(ballot.times for ballot in ballots),
    )


def _points(election: Election, sheets: Sheets, lengths: "Whole") -> "Whole":
    """Approval: one each. Ordinal: as many as places remain, Borda's way: of three 3, 2, 1. Which places, the convention says."""
    import numpy as np

    total = int(lengths.sum())
    match election.kind:
        case "approval":
            return np.ones(total, np.int64)
        case "ordinal":
            places = election.limits.most_choices or len(election.options)
            of_sheet = lengths if election.convention == "pabulib" else np.full(len(lengths), places)
            starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
            return np.maximum(np.repeat(of_sheet, lengths) - (np.arange(total) - starts), 0)
        case "cumulative" | "scoring" | "consent":
            given_points = sheets.points or ((),) * len(sheets)
            if list(map(len, given_points)) != lengths.tolist():
                raise ElectionRefused(
                    why=Words(zh="有选票打的分和选的项对不上", en="points and choices of a ballot do not match")
                )
            given = np.fromiter(chain.from_iterable(given_points), np.int64, total)
            if total and max(abs(int(given.min())), int(given.max())) > MOST_POINTS:
                raise ElectionRefused(
                    why=Words(zh=f"有选票打的分超过 {MOST_POINTS}", en=f"a ballot gives more than {MOST_POINTS} points")
                )
            return given


def _counted(kind: str, marks: "Whole", weight: "Whole") -> Counted:
    score = int((marks * weight).sum())
    if kind != "consent":
        return Counted(votes=int(weight.sum()), score=score)
    counts: Any = [int(weight[marks == mark].sum()) for mark in (1, -1, 0)]
    return Counted(votes=counts[0], score=score, against=counts[1], abstained=counts[2])
