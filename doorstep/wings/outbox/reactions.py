"""What this wing answers to which event."""

from collections.abc import Iterable, Mapping

from doorstep.store.cases.hearing import Reaction

REACTIONS: Mapping[str, Iterable[Reaction]] = {}
