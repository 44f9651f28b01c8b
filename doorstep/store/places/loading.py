"""Brings the places of a pack into the jurisdiction's tables. Loading the same pack twice changes nothing.

A place that is no longer in the pack is retired, never deleted: cases of the past name it. Refuses outlines that cross
themselves, because no point can be located in them; other flaws are reported and the places loaded.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from doorstep.kernel import geography
from doorstep.store.places import atlas
from doorstep.store.places.models import Place, Survey
from doorstep.store.places.outlines import shape_of, wkb_of
from doorstep.store.places.topology import Flaw, find_flaws

TOLD = ("zh", "en", "level", "parent_code", "path", "area", "west", "south", "east", "north", "is_retired")


class OutlinesUnusable(Exception):
    """有地点的边界线自己相交，不能使用。"""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("\n".join(flaw.words.zh for flaw in self.flaws))


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How many places were new, changed, left as they were, retired; and what is wrong with their outlines."""

    added: int
    changed: int
    unchanged: int
    retired: int
    flaws: tuple[Flaw, ...]


@transaction.atomic
def load_places(places: Iterable[geography.Place], *, now: datetime) -> Loaded:
    """Make the tables say what the pack says. Raises OutlinesUnusable."""
    told = {place.code: place for place in places}
    flaws = find_flaws(told.values())
    if crossing := [flaw for flaw in flaws if flaw.kind == "self_crossing"]:
        raise OutlinesUnusable(crossing)
    known = {row.code: row for row in Place.objects.select_for_update()}
    rows = [_row(place) for place in told.values()]
    changed = [row for row in rows if row.code not in known or _facts(row) != _facts(known[row.code])]
    Place.objects.bulk_create(
        changed, batch_size=500, update_conflicts=True, unique_fields=["code"], update_fields=list(TOLD)
    )
    gone = [code for code, row in known.items() if code not in told and not row.is_retired]
    Place.objects.filter(code__in=gone).update(is_retired=True)
    if changed or gone or not known:
        Survey.objects.update_or_create(id=1, defaults={"digest": _digest(rows), "loaded_at": now})
    atlas.forget()
    transaction.on_commit(atlas.forget)
    added = sum(row.code not in known for row in changed)
    return Loaded(
        added=added,
        changed=len(changed) - added,
        unchanged=len(rows) - len(changed),
        retired=len(gone),
        flaws=flaws,
    )


def _row(place: geography.Place) -> Place:
    row = Place(
        code=place.code,
        zh=place.label.zh,
        en=place.label.en,
        level=place.level,
        parent_code=place.parent,
        path=place.path,
    )
    if place.area:
        shape = shape_of(place.area)
        row.area = wkb_of(shape)
        row.west, row.south, row.east, row.north = shape.bounds
    return row


def _facts(row: Place) -> tuple[object, ...]:
    values = (getattr(row, name) for name in TOLD)
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in values)


def _digest(rows: Iterable[Place]) -> str:
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.path):
        digest.update(repr(_facts(row)).encode())
    return digest.hexdigest()
