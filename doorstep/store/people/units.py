"""Units of the jurisdiction being served: loads them from a pack, and keeps names and tree in memory for the pages.

A unit that is no longer in the pack is retired, never deleted. Loading the same pack twice changes nothing.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from doorstep.kernel import geography
from doorstep.kernel.words import Words
from doorstep.store.kept import Kept
from doorstep.store.people.models import Charter, Unit

TOLD = ("zh", "en", "kind", "parent_code", "path", "place_code", "is_retired")


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How many units were new, changed, left as they were, retired."""

    added: int
    changed: int
    unchanged: int
    retired: int


class UnitTree:
    """Built once from rows, then only read. Retired units still have names but are in no list."""

    def __init__(self, rows: Iterable[Unit]) -> None:
        ordered = list(rows)
        self._units = {row.code: _unit(row) for row in ordered}
        self._retired = {row.code for row in ordered if row.is_retired}
        self._by_place = {u.place: u for u in self._units.values() if u.place and u.code not in self._retired}

    def __contains__(self, code: object) -> bool:
        return code in self._units and code not in self._retired

    def get(self, code: str) -> geography.Unit | None:
        """The unit with this code, retired or not."""
        return self._units.get(code)

    def label(self, code: str) -> Words:
        """Its name; an unknown code stands for itself."""
        unit = self._units.get(code)
        return unit.label if unit else Words(zh=code, en=code)

    def path(self, code: str) -> str:
        """Its path, "" for an unknown code."""
        unit = self._units.get(code)
        return unit.path if unit else ""

    def all(self, *kinds: str) -> tuple[geography.Unit, ...]:
        """Units in use, of these kinds if any are named, parents before children."""
        return tuple(
            unit
            for unit in sorted(self._units.values(), key=lambda unit: unit.path)
            if unit.code not in self._retired and (not kinds or unit.kind in kinds)
        )

    def children(self, code: str = "") -> tuple[geography.Unit, ...]:
        """Units directly below; of "" the topmost."""
        return tuple(unit for unit in self.all() if unit.parent == code)

    def within(self, path: str) -> tuple[str, ...]:
        """Codes of the unit with this path and of all below it, retired ones too, since cases of the past name them."""
        return tuple(unit.code for unit in self._units.values() if path and unit.path.startswith(path))

    def for_place(self, place_code: str) -> geography.Unit | None:
        """The unit that answers for a place, e.g. the community's own office."""
        return self._by_place.get(place_code)


def _unit(row: Unit) -> geography.Unit:
    return geography.Unit(
        code=row.code,
        label=Words(zh=row.zh, en=row.en),
        kind=row.kind,
        parent=row.parent_code,
        place=row.place_code,
        path=row.path,
    )


@transaction.atomic
def load_units(units: Iterable[geography.Unit], *, now: datetime) -> Loaded:
    """Make the table say what the pack says."""
    rows = [_row(unit) for unit in units]
    told = {row.code for row in rows}
    known = {row.code: row for row in Unit.objects.select_for_update()}
    changed = [row for row in rows if row.code not in known or _facts(row) != _facts(known[row.code])]
    Unit.objects.bulk_create(changed, update_conflicts=True, unique_fields=["code"], update_fields=list(TOLD))
    gone = [code for code, row in known.items() if code not in told and not row.is_retired]
    Unit.objects.filter(code__in=gone).update(is_retired=True)
    if changed or gone or not known:
        digest = hashlib.sha256(repr(sorted((row.code, _facts(row)) for row in rows)).encode()).hexdigest()
        Charter.objects.update_or_create(id=1, defaults={"digest": digest, "loaded_at": now})
    forget()
    transaction.on_commit(forget)
    added = sum(row.code not in known for row in changed)
    return Loaded(added=added, changed=len(changed) - added, unchanged=len(rows) - len(changed), retired=len(gone))


def _row(unit: geography.Unit) -> Unit:
    return Unit(
        code=unit.code,
        zh=unit.label.zh,
        en=unit.label.en,
        kind=unit.kind,
        parent_code=unit.parent,
        path=unit.path,
        place_code=unit.place,
    )


def _facts(row: Unit) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in TOLD)


def _version() -> str:
    return str(Charter.objects.filter(id=1).values_list("digest", flat=True).first() or "")


_kept = Kept(version=_version, read=lambda: UnitTree(Unit.objects.all()))


def unit_tree() -> UnitTree:
    """The units of the jurisdiction being served."""
    return _kept.get()


def forget() -> None:
    """Read the units anew at the next question, in every jurisdiction."""
    _kept.forget_all()
