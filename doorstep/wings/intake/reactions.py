"""What this wing answers to which event: to none. What it does when time has passed: forget."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction
from doorstep.wings.intake.forgetting import forget_what_is_over

REACTIONS: Mapping[str, Iterable[Reaction]] = {}
SWEEPS: tuple[Callable[[datetime], None], ...] = (forget_what_is_over,)
