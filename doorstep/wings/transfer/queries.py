"""Reads imports, their first orders as they would become, and their faults."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count

from doorstep.wings.transfer.models import RUNNING, Fault, Import, Mapping

PAGE = 50


def import_of(import_id: UUID) -> Import:
    """Raises Import.DoesNotExist."""
    return Import.objects.get(id=import_id)


def broken_off(content: bytes, system: str) -> UUID | None:
    """The import of this very file that had begun to write and is not done."""
    digest = hashlib.sha256(content).hexdigest()
    return Import.objects.filter(digest=digest, system=system, state=RUNNING).values_list("id", flat=True).first()


def newest() -> list[Import]:
    """The last fifty imports."""
    return list(Import.objects.order_by("-started_at", "-id")[:PAGE])


def mappings(system: str = "") -> list[Mapping]:
    """Saved mappings by name."""
    rows = Mapping.objects.order_by("name")
    return list(rows.filter(system=system) if system else rows)


def faults_of(import_id: UUID, *, most: int, after: int = 0) -> Sequence[Fault]:
    """By row."""
    return list(Fault.objects.filter(of_id=import_id, id__gt=after).order_by("row", "id")[:most])


def count_faults(import_id: UUID) -> int:
    """How many faults and remarks."""
    return Fault.objects.filter(of_id=import_id).count()


def unknown_words(import_id: UUID, *, most: int = 40) -> list[tuple[str, str]]:
    """Field and word of what the last look did not understand, the most frequent first."""
    codes = ("state_unknown", "type_unknown", "category_unknown", "place_unknown")
    rows = Fault.objects.filter(of_id=import_id, code__in=codes).exclude(value="").exclude(field="spot")
    counted = rows.values_list("field", "value").annotate(times=Count("id")).order_by("-times", "field", "value")
    return [(field, value) for field, value, _times in counted[:most]]
