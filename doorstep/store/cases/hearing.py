"""Which reactions hear which event. Filled once by the wiring; asked when an event is written and when its job runs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from doorstep.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a reaction is told: which event of which case. It reads the rest itself."""

    town: str
    case_id: UUID
    seq: int
    event: str


class Reaction(Protocol):
    """A wing's answer to an event."""

    __module__: str
    __qualname__: str

    def __call__(self, told: Told, *, now: datetime) -> None: ...


EVERY_EVENT = "*"
_by_event: dict[str, list[str]] = {}
_by_name: dict[str, Reaction] = {}
_listening: ContextVar[list[Told] | None] = ContextVar("doorstep_listening", default=None)


def connect(reactions: Mapping[str, Iterable[Reaction]]) -> None:
    """Let these reactions hear these events; "*" hears every event. Raises ValueError for two reactions of one name: jobs are
    kept by name, and the one would be taken for the other."""
    for event, heard_by in reactions.items():
        for reaction in heard_by:
            name = f"{reaction.__module__.removeprefix('doorstep.wings.')}.{reaction.__qualname__}"
            if _by_name.setdefault(name, reaction) is not reaction:
                raise ValueError(f"two reactions are called {name}")
            if name not in _by_event.setdefault(event, []):
                _by_event[event].append(name)


def reactions_to(event: str) -> tuple[str, ...]:
    """Names of the reactions to this event."""
    return (*_by_event.get(event, ()), *_by_event.get(EVERY_EVENT, ()))


def reaction_named(name: str) -> Callable[..., None]:
    """Raises KeyError for a reaction that no longer exists: its job is then shown as failed."""
    return _by_name[name]


@contextmanager
def told_at_once() -> Iterator[list[Told]]:
    """Events written in the block make no jobs: they are put into this list, and whoever opened the block answers them.

    For a demo town, which lives weeks in a minute: its reactions run at the moment it pretends, not at the worker's.
    """
    told: list[Told] = []
    token = _listening.set(told)
    try:
        yield told
    finally:
        _listening.reset(token)


def is_told_at_once(town: str, event: Event) -> bool:
    """Whether somebody listens to this event here and now, so that it needs no job."""
    listening = _listening.get()
    if listening is None:
        return False
    listening.append(Told(town=town, case_id=event.case_id, seq=event.seq, event=event.name))
    return True
