"""A case as the kernel sees it: where it stands, whose it is, and what it remembers of its own past. No personal data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from doorstep.kernel.words import Words

SEALED = "sealed"  # the flag of a case that its keeper alone may see
KEEPER = "keeper"  # the party that keeps it: such a case waits for nobody else


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """What deciding needs of a case's past, derivable from its events.

    `counts`: how often each verb was taken, and each turn as "verb>state". `by`: who took each verb last.
    `moved`: number of the last event that changed the state. `at`: where it stands in a list of the pack, by the list's name.
    """

    flags: frozenset[str] = frozenset()
    counts: Mapping[str, int] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)
    moved: int = 0
    at: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """`place_path` and `lead_path` end with "/"; `community` is the 12-digit code of the community, or "".

    `beside`: paths of the units that lead what hangs beneath or above the case, or recorded it. `waits_for`: what is still
    open beneath it, in words, of the kinds that the step in question awaits.
    """

    id: UUID
    number: str
    mechanism: str
    version: str
    state: str
    seq: int
    head: bytes
    memory: Memory
    opened_at: datetime
    category: str = ""
    request_type: str = ""
    urgency: str = "ordinary"
    channel: str = ""
    place_path: str = ""
    community: str = ""
    lead_unit: str = ""
    lead_path: str = ""
    opened_unit: str = ""
    is_final: bool = False
    due_at: datetime | None = None
    beside: tuple[str, ...] = ()
    waits_for: tuple[Words, ...] = ()
