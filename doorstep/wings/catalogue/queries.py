"""Reads the catalogue in force, kept in memory, and every version ever published.

The one in force costs a statement at most every two seconds. Reads only.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from doorstep.kernel.catalogue import Catalogue, Row
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.kept import Kept
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.catalogue.models import WAITING, CatalogueRow, Proposal, Version
from doorstep.wings.catalogue.rules import LISTS, TEXTS

URGENCIES = {
    "ordinary": Words(zh="一般", en="ordinary"),
    "urgent": Words(zh="紧急", en="urgent"),
    "emergency": Words(zh="特急", en="emergency"),
}
ROWS_SHOWN = 2000


class TownNames:
    """What things are called in the town being served: for `kernel.catalogue_words`."""

    def category(self, code: str) -> Words:
        return towns.pack().categories.label(code)

    def place(self, path: str) -> Words:
        return atlas().label(path)

    def unit(self, code: str) -> Words:
        return unit_tree().label(code)

    def request_type(self, code: str) -> Words:
        kind = towns.pack().categories.request_types.get(code)
        return kind.label if kind else Words(zh=code, en=code)

    def urgency(self, code: str) -> Words:
        return URGENCIES.get(code, Words(zh=code, en=code))


NAMES = TownNames()


def versions() -> QuerySet[Version]:
    """All versions, the newest first."""
    return Version.objects.order_by("-id")


def version_named(name: str) -> Version | None:
    """The version of this name."""
    return Version.objects.filter(name=name).first() if len(name) <= 12 and "\x00" not in name else None


def rows_of(version: Version) -> tuple[Row, ...]:
    """Its rows by line."""
    return tuple(row_from(row) for row in CatalogueRow.objects.filter(version=version).order_by("line"))


def row_cited(name: str, line: int) -> Row | None:
    """That line of that version, in force or not."""
    version = version_named(name)
    found = CatalogueRow.objects.filter(version=version, line=line).first() if version else None
    return row_from(found) if found else None


def row_from(row: CatalogueRow) -> Row:
    """A table's row as the kernel has it."""
    lists: dict[str, Any] = {name: tuple(getattr(row, name)) for name in LISTS}
    texts: dict[str, Any] = {name: getattr(row, name) for name in TEXTS}
    return Row(
        line=row.line,
        **lists,
        **texts,
        from_on=row.from_on or date.min,
        until_on=row.until_on or date.max,
    )


def waiting_rulings() -> list[Proposal]:
    """Rulings that nobody has taken up or let be, the newest first."""
    return list(Proposal.objects.filter(state=WAITING).order_by("-ruled_at", "-id")[:100])


def catalogue_of(rows: Sequence[Row], name: str = "") -> Catalogue:
    """Rows with what the town's places are answered for by."""
    answering = {
        unit.place: unit.code for unit in unit_tree().all() if unit.place and unit.kind in ("street", "community")
    }
    return Catalogue(rows, version=name, answering=answering)


def _current_name() -> str:
    found = Version.objects.filter(is_current=True).values_list("name", "digest").first() or ("", "")
    return f"{found[0]}|{found[1]}|{len(unit_tree().all())}"


def _read_current() -> Catalogue:
    version = Version.objects.filter(is_current=True).first()
    return catalogue_of(rows_of(version), version.name) if version else Catalogue(())


_kept = Kept(version=_current_name, read=_read_current)


def current_catalogue() -> Catalogue:
    """The catalogue in force in the jurisdiction being served; an empty one where none was ever published."""
    return _kept.get()


def forget() -> None:
    """Read the catalogue anew at the next question."""
    _kept.forget_all()
