"""What holds in a hall: quorum, what passes, who speaks next, when a notice was early enough. Pure, in whole numbers and fractions.

A tie does not pass, abstentions do not count; without a quorum nothing is decided (罗伯特议事规则, the Chinese twelve).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

PRO, CONTRA, OTHER = "pro", "contra", "other"
STANCES = (PRO, CONTRA, OTHER)
YES, NO, ABSTAIN = "yes", "no", "abstain"
CHOICES = (YES, NO, ABSTAIN)
Outcome = Literal["passed", "not_passed", "tied"]


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """`share` of those entitled; `is_more_than`: more than it (过半数), else at least (以上，含本数)."""

    share: Fraction
    is_more_than: bool

    def holds(self, present: int, entitled: int) -> bool:
        """Nobody entitled: never."""
        if entitled <= 0:
            return False
        came = Fraction(present, entitled)
        return came > self.share if self.is_more_than else came >= self.share

    def least(self, entitled: int) -> int:
        """How many must come."""
        needed = self.share * entitled
        whole = -(-needed.numerator // needed.denominator)
        return whole + 1 if self.is_more_than and whole == needed else whole


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Votes on one motion."""

    yes: int
    no: int
    abstained: int

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstained


def outcome(tally: Tally, *, of: Literal["votes", "present"], present: int) -> Outcome:
    """`of` votes: more yes than no, abstentions not counted. `of` present: more than half of those present said yes."""
    if of == "present":
        if tally.yes * 2 > present:
            return "passed"
        return "tied" if tally.yes * 2 == present else "not_passed"
    if tally.yes > tally.no:
        return "passed"
    return "tied" if tally.yes == tally.no else "not_passed"


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Somebody who wants to speak: `turn` counts from when they asked, `spoken` how often they spoke on this motion."""

    who: int
    stance: str
    turn: int
    spoken: int


def next_speakers(hands: Sequence[Hand], *, last_stance: str, most_turns: int) -> list[Hand]:
    """In order: those who have not spoken before those who have; within these pro and contra in turn, then by when they asked.

    Who has used up their turns is left out."""
    waiting = sorted((hand for hand in hands if hand.spoken < most_turns), key=lambda hand: (hand.spoken, hand.turn))
    found: list[Hand] = []
    last = last_stance
    while waiting:
        first = [hand for hand in waiting if hand.spoken == waiting[0].spoken]
        other_side = {PRO: CONTRA, CONTRA: PRO}.get(last, "")
        chosen = next((hand for hand in first if hand.stance == other_side), None)
        chosen = chosen or next((hand for hand in first if hand.stance != last), first[0])
        waiting.remove(chosen)
        found.append(chosen)
        last = chosen.stance
    return found


def earliest_day(announced_on: date, notice_days: int) -> date:
    """The first day on which a meeting may be held: the whole notice period lies between (提前 15 日: fifteen days after)."""
    return announced_on + timedelta(days=notice_days)
