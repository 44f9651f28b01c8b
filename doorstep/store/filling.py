"""Fills a jurisdiction from its pack: units, places, and the mechanisms in force. Doing it twice changes nothing."""

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
    """What the filling changed."""

    units: int
    places: int
    laws: tuple[str, ...]


def fill(entry: Entry, *, now: datetime) -> Filled:
    """Make the jurisdiction's tables say what its pack says. Raises PackError and touches nothing when the pack has faults."""
    pack = towns.pack_named(entry.pack)
    with serving(entry.schema), transaction.atomic():
        units = load_units(pack.units, now=now)
        places = load_places(pack.places, now=now)
        published = [mechanism.name for mechanism in pack.mechanisms.values() if laws.publish(mechanism, now=now)]
    return Filled(units=units.added + units.changed, places=places.added + places.changed, laws=tuple(published))
