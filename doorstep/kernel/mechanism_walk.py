"""Walks every way a case can go through a mechanism.

A place in the walk is a state, the flags on the case and whether a unit leads it. Times a step was taken are
left out, so the walk may go further than a case can, never less far.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from doorstep.kernel.mechanism import Mechanism, Step

MOST_FLAGS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """Where a case may stand."""

    state: str
    flags: frozenset[str]
    led: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """All stands a case can come to, and the verbs that can ever be taken, each with its ways out."""

    stands: frozenset[Stand]
    taken: frozenset[tuple[str, str]]

    @property
    def states(self) -> frozenset[str]:
        """The states a case can come to."""
        return frozenset(stand.state for stand in self.stands)

    @property
    def verbs(self) -> frozenset[str]:
        """The verbs that can ever be taken."""
        return frozenset(verb for verb, _ in self.taken)


def walk(law: Mechanism) -> Walk:
    """Every stand reachable from the opening."""
    opening = law.opening
    start = Stand(state=opening.enters or "", flags=frozenset(opening.marks), led=opening.names_unit is not None)
    seen, waiting, taken = {start}, [start], {(opening.verb, start.state)}
    while waiting:
        here = waiting.pop()
        for step in law.steps_from(here.state):
            for there in _after(step, here):
                taken.add((step.verb, there.state))
                if there not in seen:
                    seen.add(there)
                    waiting.append(there)
    return Walk(stands=frozenset(seen), taken=frozenset(taken))


def _after(step: Step, here: Stand) -> Iterator[Stand]:
    if not _fits(step.needs, step.unless, here.flags):
        return
    led = here.led or step.names_unit is not None
    flags = (here.flags - set(step.clears)) | set(step.marks)
    yield Stand(state=step.enters or here.state, flags=flags, led=led)
    for turn in step.turns:
        if _fits(turn.needs, turn.unless, here.flags):
            yield Stand(state=turn.enters, flags=flags | set(turn.marks), led=led)


def _fits(needs: tuple[str, ...], unless: tuple[str, ...], flags: frozenset[str]) -> bool:
    return flags.issuperset(needs) and flags.isdisjoint(unless)


def reaching(law: Mechanism, goals: frozenset[str]) -> frozenset[str]:
    """The states from which some way leads to one of the goals, flags left aside."""
    found = set(goals)
    while True:
        more = {state for step in law.steps if found & set(step.ways) for state in step.leaves if state not in found}
        if not more:
            return frozenset(found)
        found |= more
