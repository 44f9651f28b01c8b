"""What is voted on and what was voted: options, ballots, and the bounds a ballot keeps. Refuses what could be counted two ways."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words

Kind = Literal["approval", "ordinal", "cumulative", "scoring", "consent"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Convention = Literal["sheet", "pabulib"]
NO_POINTS: tuple[int, ...] = ()


class BallotRefused(Refusal):
    """这张选票不能计：%(why)s。"""

    status = 422


class ElectionRefused(Refusal):
    """这次表决不能计票：%(why)s。"""

    status = 422


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One thing that may be chosen. `cost` in the smallest unit; `least` is the least part worth funding (None: all or nothing)."""

    key: str
    title: str = ""
    cost: int = 0
    place: str = ""
    kind: str = ""
    least: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ballot:
    """One way of filling in the sheet, and how many filled it in so.

    approval: `choices`; ordinal: `choices` best first; cumulative and scoring: `points` beside `choices`;
    consent: points 1 yes, -1 no, 0 abstain beside `choices`. No choices at all is an empty ballot.
    """

    choices: tuple[str, ...] = ()
    points: tuple[int, ...] = NO_POINTS
    times: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a ballot must keep to; None is no bound. Sums are of points, `…_cost` of the costs of what is ticked."""

    least_choices: int = 0
    most_choices: int | None = None
    least_sum: int | None = None
    most_sum: int | None = None
    least_points: int | None = None
    most_points: int | None = None
    least_cost: int | None = None
    most_cost: int | None = None
    allows_empty: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Election:
    """Options in their published order, ballots in any order, the budget (0 where nothing is paid).

    `per_unit` is how many of the smallest unit make one unit of money: 100 fen a yuan. `convention`: on our sheets a rank
    is worth by the places of the sheet (of three: 3, 2, 1, however many are filled in) and what nobody chose is never chosen.
    Whoever publishes in Pabulib's format counts ranks by how many the ballot has (two: 2, 1), and goes down the list to its end.
    """

    title: str = ""
    kind: Kind = "approval"
    options: tuple[Option, ...]
    ballots: Sequence[Ballot] = ()
    budget: int = 0
    per_unit: int = 100
    limits: Limits = field(default_factory=Limits)
    convention: Convention = "sheet"

    def __post_init__(self) -> None:
        keys = Counter(option.key for option in self.options)
        if twice := sorted(key for key, times in keys.items() if times > 1):
            raise ElectionRefused(why=Words(zh=f"选项“{twice[0]}”出现了两次", en=f"option “{twice[0]}” appears twice"))
        if below := [option.key for option in self.options if option.cost < 0]:
            raise ElectionRefused(
                why=Words(zh=f"选项“{below[0]}”的造价是负数", en=f"the cost of option “{below[0]}” is negative")
            )
        kind_named(self.kind)
        if self.budget < 0 or self.per_unit < 1:
            raise ElectionRefused(
                why=Words(zh="预算或货币单位不是正数", en="the budget or the unit of money is not positive")
            )

    @property
    def cast(self) -> int:
        """How many ballots were cast, the empty ones among them."""
        return sum(ballot.times for ballot in self.ballots)

    @property
    def empty(self) -> int:
        """How many of them choose nothing."""
        return sum(ballot.times for ballot in self.ballots if not ballot.choices)


def kind_named(said: str) -> Kind:
    """The kind of ballot of this name, as read from a table or a file. Raises ElectionRefused."""
    for kind in KINDS:
        if kind == said:
            return kind
    raise ElectionRefused(why=Words(zh=f"没有“{said}”这种选票", en=f"there is no kind of ballot “{said}”"))


def check_ballot(
    ballot: Ballot, *, kind: Kind, options: Mapping[str, Option] | Iterable[Option], limits: Limits
) -> None:
    """Raises BallotRefused with what is wrong with the ballot and would have to change."""
    known = options if isinstance(options, Mapping) else {option.key: option for option in options}
    chosen, points = ballot.choices, ballot.points
    if strange := [key for key in chosen if key not in known]:
        raise BallotRefused(why=Words(zh=f"没有“{strange[0]}”这个选项", en=f"there is no option “{strange[0]}”"))
    if len(set(chosen)) < len(chosen):
        raise BallotRefused(why=Words(zh="同一个选项选了两次", en="the same option is chosen twice"))
    if ballot.times < 1:
        raise BallotRefused(why=Words(zh="张数不是正数", en="the number of sheets is not positive"))
    _check_number(len(chosen), limits)
    if kind in ("approval", "ordinal"):
        if points:
            raise BallotRefused(why=Words(zh="这种选票不打分", en="this kind of ballot gives no points"))
    elif len(points) != len(chosen):
        raise BallotRefused(why=Words(zh="打的分和选的项对不上", en="points and choices do not match"))
    elif kind == "consent":
        if any(mark not in (-1, 0, 1) for mark in points):
            raise BallotRefused(why=Words(zh="只能填同意、不同意或弃权", en="only yes, no or abstain can be marked"))
    else:
        _check_points(points, kind, limits)
    _check_cost(sum(known[key].cost for key in chosen), limits, is_empty=not chosen)


def _check_cost(cost: int, limits: Limits, *, is_empty: bool) -> None:
    if limits.least_cost is not None and cost < limits.least_cost and not is_empty:
        raise BallotRefused(why=Words(zh="所选项目的总造价不到下限", en="what is chosen costs less than the bound"))
    if limits.most_cost is not None and cost > limits.most_cost:
        raise BallotRefused(why=Words(zh="所选项目的总造价超过了限额", en="what is chosen costs more than the bound"))


def _check_number(chosen: int, limits: Limits) -> None:
    if not chosen:
        if not limits.allows_empty:
            raise BallotRefused(why=Words(zh="这次表决不收空白票", en="this vote takes no empty ballots"))
        return
    if chosen < limits.least_choices:
        raise BallotRefused(
            why=Words(
                zh=f"至少要选 {limits.least_choices} 项，只选了 {chosen} 项",
                en=f"at least {limits.least_choices} must be chosen, {chosen} were",
            )
        )
    if limits.most_choices is not None and chosen > limits.most_choices:
        raise BallotRefused(
            why=Words(
                zh=f"最多选 {limits.most_choices} 项，选了 {chosen} 项",
                en=f"at most {limits.most_choices} may be chosen, {chosen} were",
            )
        )


def _check_points(points: tuple[int, ...], kind: Kind, limits: Limits) -> None:
    if kind == "cumulative" and any(one < 0 for one in points):
        raise BallotRefused(why=Words(zh="分数不能是负数", en="points cannot be negative"))
    if limits.least_points is not None and any(one < limits.least_points for one in points):
        raise BallotRefused(
            why=Words(zh=f"每项至少打 {limits.least_points} 分", en=f"each gets at least {limits.least_points} points")
        )
    if limits.most_points is not None and any(one > limits.most_points for one in points):
        raise BallotRefused(
            why=Words(zh=f"每项最多打 {limits.most_points} 分", en=f"each gets at most {limits.most_points} points")
        )
    if points and limits.least_sum is not None and sum(points) < limits.least_sum:
        raise BallotRefused(
            why=Words(
                zh=f"总分至少 {limits.least_sum}，只打了 {sum(points)}",
                en=f"at least {limits.least_sum} points in all, only {sum(points)} were given",
            )
        )
    if limits.most_sum is not None and sum(points) > limits.most_sum:
        raise BallotRefused(
            why=Words(
                zh=f"总分最多 {limits.most_sum}，打了 {sum(points)}",
                en=f"at most {limits.most_sum} points in all, {sum(points)} were given",
            )
        )
