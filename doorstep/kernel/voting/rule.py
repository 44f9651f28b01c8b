"""The rule by which ballots become a decision, written down before anybody votes. Refuses a rule that leaves anything to chance."""

from dataclasses import dataclass
from typing import Literal, get_args

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words

Name = Literal["top_k", "greedy", "equal_shares"]
By = Literal["votes", "score", "votes_per_cost", "score_per_cost"]
AtOverflow = Literal["skip", "stop", "part"]
Utility = Literal["cost", "cardinality", "points", "cost_points"]
Completion = Literal["none", "greedy", "add1", "add1_greedy"]
TieBreak = Literal["votes", "score", "cheaper", "dearer", "listed", "key", "lot"]
DECISIVE = ("listed", "key", "lot")
EVERYTHING = "*"


class RuleRefused(Refusal):
    """这条计票规则不能用：%(why)s。"""

    status = 422


@dataclass(frozen=True, kw_only=True, slots=True)
class Cap:
    """A quota 名额 for options whose `of` is `value`; `*` is each value of its own.

    `most_…` is an upper quota: what would go beyond it is passed over. `least_…` is a lower one (see `floors`).
    """

    of: Literal["place", "kind"]
    value: str = EVERYTHING
    most_cost: int | None = None
    most_chosen: int | None = None
    least_cost: int | None = None
    least_chosen: int | None = None

    def __post_init__(self) -> None:
        if self.of not in ("place", "kind"):
            raise RuleRefused(why=Words(zh="名额要按地点或者类别定", en="a quota is of a place or a kind"))
        figures = (self.most_cost, self.most_chosen, self.least_cost, self.least_chosen)
        if all(one is None for one in figures) or any(one is not None and one < 0 for one in figures):
            raise RuleRefused(
                why=Words(zh=f"“{self.value}”的名额没有写明数目", en=f"the quota of “{self.value}” states no figure")
            )
        for most, least in ((self.most_cost, self.least_cost), (self.most_chosen, self.least_chosen)):
            if most is not None and least is not None and least > most:
                raise RuleRefused(
                    why=Words(
                        zh=f"“{self.value}”的下限比上限还大", en=f"the least of “{self.value}” is more than its most"
                    )
                )

    def covers(self, value: str) -> bool:
        """Whether it is about options of this place or kind."""
        return bool(value) and self.value in (value, EVERYTHING)

    @property
    def has_floor(self) -> bool:
        """Whether it is a lower quota too."""
        return bool(self.least_cost or self.least_chosen)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule with everything that decides, ties included.

    top_k: the `seats` first by `by`. greedy: down the list by `by` while the money lasts; `at_overflow` says what happens
    to one that does not fit (skip it, stop there, fund the part that is left). equal_shares: everybody's equal part of
    the budget pays for what they support, dearest support last (Peters, Pierczyński, Skowron 2021); `utility` is what an
    option is worth to a supporter, `completion` what becomes of the rest: `add1` raises everybody's part by `step` (one
    unit of money when None) as long as the budget holds, `greedy` spends what is left down the list by `by`.
    Options below `least_votes` or `least_score` are out; of two in the same `conflicts` group at most one is chosen.
    `ties` are asked in turn and end with one that always decides; `lot` draws by `seed`, which is published.
    """

    name: Name
    seats: int | None = None
    by: By = "votes"
    at_overflow: AtOverflow = "skip"
    utility: Utility = "cost"
    completion: Completion = "none"
    step: int | None = None
    least_votes: int = 0
    least_score: int = 0
    caps: tuple[Cap, ...] = ()
    conflicts: tuple[tuple[str, ...], ...] = ()
    ties: tuple[TieBreak, ...] = ("votes", "cheaper", "listed")
    seed: str = ""

    def __post_init__(self) -> None:
        for what, value, known in (
            ("规则", self.name, get_args(Name)),
            ("排序", self.by, get_args(By)),
            ("超出预算的办法", self.at_overflow, get_args(AtOverflow)),
            ("效用", self.utility, get_args(Utility)),
            ("补足办法", self.completion, get_args(Completion)),
            *(("平局办法", tie, get_args(TieBreak)) for tie in self.ties),
        ):
            if value not in known:
                zh = f"没有“{value}”这种{what}，可以写的有：{'、'.join(known)}"
                raise RuleRefused(why=Words(zh=zh, en=f"“{value}” is none of: {', '.join(known)}"))
        if self.name == "top_k" and (self.seats is None or self.seats < 1):
            raise RuleRefused(
                why=Words(zh="取前几名没有写明，名额至少是 1", en="how many to take is not stated; it is at least 1")
            )
        if not any(tie in DECISIVE for tie in self.ties):
            raise RuleRefused(
                why=Words(
                    zh="平局办法最后须有一项总能分出先后：listed、key 或 lot",
                    en="the order of ties must end with one that always decides: listed, key or lot",
                )
            )
        if "lot" in self.ties and not self.seed:
            raise RuleRefused(
                why=Words(
                    zh="用抽签定平局须先公布抽签的种子", en="ties drawn by lot need a seed that is published before"
                )
            )
        if self.step is not None and self.step < 1:
            raise RuleRefused(why=Words(zh="每次增加的数额至少是 1", en="a step is at least 1"))
        if self.least_votes < 0 or self.least_score < 0:
            raise RuleRefused(why=Words(zh="最低票数不能是负数", en="the least votes cannot be negative"))
