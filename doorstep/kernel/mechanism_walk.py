"""Walks every way a case can go through a mechanism.

A place in the walk is a state, the flags on the case and whether a unit leads it. Times a step was taken are
left out, so the walk may go further than a case can, never less far.
"""

from dataclasses import dataclass

from doorstep.kernel.mechanism import Mechanism, Step

MOST_FLAGS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """The states a case can come to, those of them it can be in while no unit leads it, and the verbs that can ever be taken."""

    states: frozenset[str]
    unled: frozenset[str]
    verbs: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Way:
    """One outcome of a step, flags as bits: thousands of stands are tried against each."""

    verb: str
    needs: int
    unless: int
    keeps: int
    marks: int
    leads: bool
    enters: str


def walk(law: Mechanism) -> Walk:
    """Every stand reachable from the opening."""
    bits = _Bits()
    ways = {
        state.name: [way for step in law.steps_from(state.name) for way in _ways(step, state.name, bits)]
        for state in law.states
    }
    opening = law.opening
    start = (opening.enters or "", bits.of(opening.marks), opening.names_unit is not None)
    seen, waiting, verbs = {start}, [start], {opening.verb}
    while waiting:
        state, flags, led = waiting.pop()
        for way in ways.get(state, ()):
            if flags & way.needs == way.needs and not flags & way.unless:
                verbs.add(way.verb)
                there = (way.enters, flags & way.keeps | way.marks, led or way.leads)
                if there not in seen:
                    seen.add(there)
                    waiting.append(there)
    return Walk(
        states=frozenset(state for state, _, _ in seen),
        unled=frozenset(state for state, _, led in seen if not led),
        verbs=frozenset(verbs),
    )


class _Bits(dict[str, int]):
    """A bit for each flag."""

    def __missing__(self, flag: str) -> int:
        self[flag] = 1 << len(self)
        return self[flag]

    def of(self, flags: tuple[str, ...]) -> int:
        return sum({self[flag] for flag in flags})


def _ways(step: Step, state: str, bits: _Bits) -> list[_Way]:
    """The step's own outcome, then those of its turns."""
    keeps, leads = ~bits.of(step.clears), step.names_unit is not None
    outcomes = [(step.enters or state, (), (), ()), *((t.enters, t.needs, t.unless, t.marks) for t in step.turns)]
    return [
        _Way(
            verb=step.verb,
            needs=bits.of((*step.needs, *needs)),
            unless=bits.of((*step.unless, *unless)),
            keeps=keeps,
            marks=bits.of((*step.marks, *marks)),
            leads=leads,
            enters=enters,
        )
        for enters, needs, unless, marks in outcomes
    ]


def reaching(law: Mechanism, goals: frozenset[str]) -> frozenset[str]:
    """The states from which some way leads to one of the goals, flags left aside."""
    found = set(goals)
    while True:
        more = {state for step in law.steps if found & set(step.ways) for state in step.leaves if state not in found}
        if not more:
            return frozenset(found)
        found |= more
