"""The order in which a rule looks at the options, ties broken step by step as published. Leaves nothing to the order of ballots."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from doorstep.kernel.voting.election import Election, Option
from doorstep.kernel.voting.outcome import Counted, Tie
from doorstep.kernel.voting.rule import DECISIVE, Rule

Key = tuple[int | str | Fraction, ...]


def lot_of(seed: str, key: str) -> str:
    """The lot an option draws: SHA-256 of seed, line feed, key. The least comes first."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordering:
    """Places of options in the order of the rule, and what decided where two were level."""

    options: tuple[Option, ...]
    counted: tuple[Counted, ...]
    rule: Rule

    def first(self) -> Callable[[int], Key]:
        """The figure the list is ordered by, greatest first."""
        counted, options, by = self.counted, self.options, self.rule.by

        def key(place: int) -> Key:
            one, cost = counted[place], options[place].cost
            figure = one.votes if by.startswith("votes") else one.score
            if not by.endswith("per_cost"):
                return (-figure,)
            return (1, Fraction(-figure, cost)) if cost else (0, -figure)

        return key

    def ties(self, place: int) -> tuple[tuple[str, int | str], ...]:
        """What each step of the tie order says of an option, up to the first that always decides."""
        option, counted = self.options[place], self.counted[place]
        said: list[tuple[str, int | str]] = []
        for step in self.rule.ties:
            said.append((step, _says(step, option, counted, place, self.rule.seed)))
            if step in DECISIVE:
                break
        return tuple(said)

    def listed(self) -> list[int]:
        """All options in the order of the rule."""
        first = self.first()
        return sorted(range(len(self.options)), key=lambda place: (first(place), self.ties(place)))

    def best(self, level: Sequence[int]) -> tuple[int, Tie | None]:
        """Of options that are level, the one that comes first, and what decided."""
        order = sorted(level, key=self.ties)
        return order[0], self.tie(order[0], order)

    def tie(self, place: int, level: Sequence[int]) -> Tie | None:
        """How `place` stands among those level with it: named by the step that parts it from its nearest."""
        order = sorted(level, key=self.ties)
        if len(order) < 2:
            return None
        at = order.index(place)
        nearest = order[at + 1] if at + 1 < len(order) else order[at - 1]
        steps = zip(self.ties(place), self.ties(nearest), strict=True)
        decided = next(mine[0] for mine, theirs in steps if mine != theirs)
        others = tuple(self.options[other].key for other in sorted(level) if other != place)
        return Tie(others=others, by=decided)

    def level_with(self, places: Sequence[int]) -> dict[int, Tie | None]:
        """For each option of the list the tie it was in, if any."""
        first = self.first()
        groups: dict[Key, list[int]] = {}
        for place in places:
            groups.setdefault(first(place), []).append(place)
        return {place: self.tie(place, group) for group in groups.values() for place in group}


def _says(step: str, option: Option, counted: Counted, place: int, seed: str) -> int | str:
    match step:
        case "votes":
            return -counted.votes
        case "score":
            return -counted.score
        case "cheaper":
            return option.cost
        case "dearer":
            return -option.cost
        case "key":
            return option.key
        case "lot":
            return lot_of(seed, option.key)
        case _:
            return place


def ordering_of(election: Election, counted: tuple[Counted, ...], rule: Rule) -> Ordering:
    """The ordering of an election under a rule."""
    return Ordering(options=election.options, counted=counted, rule=rule)
