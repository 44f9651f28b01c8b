"""Reads imports, their first orders as they would become, and their faults."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Count
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from doorstep.wings.transfer.models import CHECKING, LOOK, QUEUE, RUNNING, WORK, Fault, Import, Mapping

PAGE = 50
# A worker says every few seconds that it lives.
SILENT = timedelta(seconds=30)
Hitch = Literal["", "left", "no_worker"]


def import_of(import_id: UUID) -> Import:
    """Raises Import.DoesNotExist."""
    return Import.objects.get(id=import_id)


def hitch_of(row: Import, *, now: datetime) -> Hitch:
    """Why an import that should move does not: its jobs failed for good, so that somebody has to press; or no worker runs, and
    it goes on by itself once one does. "" when it moves, or need not."""
    if row.state not in (CHECKING, RUNNING):
        return ""
    jobs = ProcrastinateJob.objects.filter(queue_name=QUEUE, task_name__in=(LOOK, WORK), status__in=("todo", "doing"))
    if not jobs.filter(args__import_id=str(row.id)).exists():
        return "left"
    is_served = ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - SILENT).exists()
    return "" if is_served else "no_worker"


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


def faults_of(import_id: UUID, *, most: int) -> Sequence[Fault]:
    """By row."""
    return list(Fault.objects.filter(of_id=import_id).order_by("row", "id")[:most])


def count_faults(import_id: UUID) -> int:
    """How many faults and remarks."""
    return Fault.objects.filter(of_id=import_id).count()


def unknown_words(import_id: UUID, *, most: int = 40) -> list[tuple[str, str]]:
    """Field and word of what the last look did not understand, the most frequent first."""
    codes = ("state_unknown", "type_unknown", "category_unknown", "place_unknown")
    rows = Fault.objects.filter(of_id=import_id, code__in=codes).exclude(value="").exclude(field="spot")
    counted = rows.values_list("field", "value").annotate(times=Count("id")).order_by("-times", "field", "value")
    return [(field, value) for field, value, _times in counted[:most]]
