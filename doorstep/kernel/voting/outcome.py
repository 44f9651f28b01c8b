"""What came of a vote: who was chosen and, for every option, why or why not. Says it; decides nothing."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from doorstep.kernel.voting.rule import Rule
from doorstep.kernel.words import Words

Result = Literal["chosen", "part", "left_out"]
Reason = Literal[
    "among_the_first",  # top_k: within the seats
    "reserved",  # a lower quota would not have been met: chosen before the others
    "fits",  # greedy: its turn came and the money was there
    "paid",  # equal_shares: its supporters paid for it
    "completed",  # bought by a completion with what was left
    "free",  # costs nothing and somebody wants it
    "part_funded",  # the rest of the money covers a part
    "after_the_last",  # top_k: behind the last seat
    "too_dear",  # its turn came and the money was not there
    "after_the_stop",  # stands behind one that did not fit, where the rule stops
    "too_few",  # below the least votes or score
    "cap_full",  # the quota of its place or kind is used up
    "conflict",  # another of the same place was chosen
    "supporters_short",  # equal_shares: what its supporters had left does not pay for it
    "unwanted",  # nobody chose it
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """What the ballots said of one option. `votes`: ballots that choose it (consent: yes); `against`, `abstained`: consent only."""

    votes: int
    score: int
    against: int = 0
    abstained: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """So many ballots paid `each`, exactly, in the smallest unit; `each` None: all that every one of them had left."""

    ballots: int
    each: Fraction | None
    total: Fraction


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """Level with these others; `by` is the step of the published order that decided."""

    others: tuple[str, ...]
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """Why one option was chosen or not.

    `rank` counts from 1 in the order of the rule; `turn` counts choices. equal_shares: `rate` is ρ, the most anybody
    pays for one unit of utility; `payments` who paid what; `supporters_left` what its supporters have at the end and
    `missing` what they lacked (exact for the share with which the rule ended).
    """

    option: str
    result: Result
    reason: Reason
    counted: Counted
    rank: int
    turn: int | None = None
    granted: int = 0
    rate: Fraction | None = None
    payments: tuple[Payment, ...] = ()
    supporters_left: Fraction | None = None
    missing: Fraction | None = None
    against: str = ""
    tie: Tie | None = None
    words: Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Floor:
    """A lower quota and what came of it. `needed`: the rule alone did not meet it."""

    of: str
    value: str
    least_chosen: int
    least_cost: int
    chosen: int
    cost: int
    needed: bool
    is_met: bool
    words: Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The decision. `chosen` in the order chosen (a part-funded one last); `left_out` in the order of the reserve list.

    `share` is what everybody had to give (equal_shares; with add1 what it was raised to), `fingerprint` the SHA-256 of
    the canonical inputs and decision: whoever replays the ballots gets the same.
    """

    rule: Rule
    chosen: tuple[str, ...]
    left_out: tuple[str, ...]
    explanations: tuple[Explanation, ...]
    cast: int
    empty: int
    budget: int
    spent: int
    share: Fraction | None = None
    raised: int = 0
    floors: tuple[Floor, ...] = ()
    fingerprint: str = ""

    def of(self, key: str) -> Explanation:
        """The explanation of one option; KeyError for one that did not stand."""
        for explanation in self.explanations:
            if explanation.option == key:
                return explanation
        raise KeyError(key)
