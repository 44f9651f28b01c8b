"""Which new group is which old one, and what a person decided about single cases, put on top of both. Pure.

A group keeps the name of the old one with which it shares most cases. A decision by hand outweighs any gathering: a case that
was taken out stays out, one that was put in stays in.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

SHARED = 2  # of the smaller of the two, one case in so many must be shared


def match(new: Sequence[Collection[UUID]], old: Mapping[UUID, int], sizes: Mapping[int, int]) -> list[int | None]:
    """For each new group, hottest first, the old one it goes on; None for a new one. No old one goes on twice."""
    taken: set[int] = set()
    found: list[int | None] = []
    for group in new:
        shared = Counter(old[case] for case in group if case in old)
        likely = [
            (-count, name)
            for name, count in shared.items()
            if name not in taken and count * SHARED >= min(len(group), sizes[name])
        ]
        name = min(likely)[1] if likely else None
        if name is not None:
            taken.add(name)
        found.append(name)
    return found


def decide(groups: Mapping[int, Collection[UUID]], decided: Mapping[UUID, int | None]) -> dict[int, set[UUID]]:
    """The groups with every decision carried out; a group that only decisions hold is there too."""
    result = {name: {case for case in cases if case not in decided} for name, cases in groups.items()}
    for case, name in decided.items():
        if name is not None:
            result.setdefault(name, set()).add(case)
    return result
