"""Fills a jurisdiction from its pack: units, places, and mechanisms it does not have yet. Doing it twice changes nothing.

Refuses to change a mechanism in force: a new version is published by itself, by somebody who has read the difference.
"""

from dataclasses import dataclass
from datetime import datetime

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


def fill(entry: Entry, *, now: datetime) -> Filled:
    """Make the jurisdiction's tables say what its pack says. Raises PackError and touches nothing when the pack has faults."""
    pack = towns.pack_named(entry.pack)
    with serving(entry.schema), transaction.atomic():
        units = load_units(pack.units, now=now)
        places = load_places(pack.places, now=now)
        in_force = laws.versions_in_force()
        new = [mechanism for name, mechanism in pack.mechanisms.items() if name not in in_force]
        for mechanism in new:
            laws.publish(mechanism, now=now)
    return Filled(
        units=units.added + units.changed,
        places=places.added + places.changed,
        laws=tuple(mechanism.name for mechanism in new),
        waiting=tuple(
            name
            for name, version in in_force.items()
            if name in pack.mechanisms and pack.mechanisms[name].version != version
        ),
    )
