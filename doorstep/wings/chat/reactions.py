"""What this wing answers to which event: to none. What it does when time has passed: forget."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction
from doorstep.wings.chat.services import forget_what_is_over

REACTIONS: Mapping[str, Iterable[Reaction]] = {}


def forget_cold_conversations(now: datetime) -> None:
    """Every few minutes."""
    forget_what_is_over(now)


SWEEPS: tuple[Callable[[datetime], None], ...] = (forget_cold_conversations,)
