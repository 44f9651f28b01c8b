"""Fills a jurisdiction from its pack: units, places, and mechanisms it does not have yet. Doing it twice changes nothing.

Refuses to change a mechanism in force: a new version is published by itself, by somebody who has read the difference.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction

from doorstep.store.cases import laws, towns
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.register import Entry
from doorstep.store.people.units import load_units
from doorstep.store.places.loading import load_places


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What the filling changed: numbers of units and places, names of mechanisms now in force for the first time.

    `waiting`: mechanisms of which the pack holds another version than the one in force.
    """

    units: int
    places: int
    laws: tuple[str, ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Mechanisms of the pack that are not in force: those the jurisdiction never had, and newer versions of those it has."""

    new: tuple[str, ...]
    newer: tuple[str, ...]


class Filler(Protocol):
    """Fills what a wing keeps, from the pack of the jurisdiction being served. Doing it twice changes nothing."""

    def __call__(self, *, now: datetime) -> object: ...


_fillers: list[Filler] = []


def connect(fillers: Iterable[Filler]) -> None:
    """Let these fill too, after units, places and mechanisms."""
    _fillers.extend(filler for filler in fillers if filler not in _fillers)


def waiting_in(entry: Entry) -> Waiting:
    """What the pack holds and nobody has put in force. Raises PackError."""
    pack = towns.pack_named(entry.pack)
    with serving(entry.schema):
        in_force = laws.versions_in_force()
    return Waiting(
        new=tuple(name for name in pack.mechanisms if name not in in_force),
        newer=tuple(
            name
            for name, version in in_force.items()
            if name in pack.mechanisms and pack.mechanisms[name].version != version
        ),
    )


def fill(entry: Entry, *, now: datetime) -> Filled:
    """Make the jurisdiction's tables say what its pack says. Raises PackError and touches nothing when the pack has faults."""
    pack = towns.pack_named(entry.pack)
    waiting = waiting_in(entry)
    with serving(entry.schema), transaction.atomic():
        units = load_units(pack.units, now=now)
        places = load_places(pack.places, now=now)
        for name in waiting.new:
            laws.publish(pack.mechanisms[name], now=now)
        for filler in _fillers:
            filler(now=now)
    return Filled(
        units=units.added + units.changed,
        places=places.added + places.changed,
        laws=waiting.new,
        waiting=waiting.newer,
    )
