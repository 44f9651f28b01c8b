"""Reads the roll for its pages: people by state, one with all that happened, the supervisor's counts and the records behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from doorstep.store.cases import sheets
from doorstep.wings.allowance.models import (
    Assessment,
    Batch,
    Certification,
    Change,
    Community,
    Delivery,
    Elder,
    Look,
    Payment,
)
from doorstep.wings.allowance.rules import STATES

PAGE = 50
COUNTS = "SELECT state, count(*) FROM allowance_elder WHERE place_path LIKE ANY(%s) GROUP BY state"


@dataclass(frozen=True, kw_only=True)
class History:
    """All that happened to one."""

    changes: list[Change]
    certifications: list[Certification]
    payments: list[Payment]
    looks: list[Look]


def counts(paths: Sequence[str]) -> dict[str, int]:
    """People by state, every state named."""
    found = dict(sheets.run(COUNTS, [[f"{path}%" for path in paths]]))
    return {state: found.get(state, 0) for state in STATES}


def count_late(paths: Sequence[str]) -> int:
    """People who were certified after it had been suspended."""
    rows = Elder.objects.extra(where=["place_path LIKE ANY(%s)"], params=[[f"{path}%" for path in paths]])
    return rows.filter(certification__is_late=True).distinct().count()


def people(
    paths: Sequence[str], *, state: str = "", is_late: bool = False, after: UUID | None = None
) -> tuple[list[Elder], UUID | None]:
    """In the order they were entered, and where to go on; `is_late`: those who were certified late alone."""
    rows = Elder.objects.extra(where=["place_path LIKE ANY(%s)"], params=[[f"{path}%" for path in paths]])
    if state:
        rows = rows.filter(state=state)
    if is_late:
        rows = rows.filter(certification__is_late=True).distinct()
    if after:
        rows = rows.filter(id__gt=after)
    found = list(rows.order_by("id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def find_number(id_hash: bytes) -> Elder | None:
    """By the keyed hash of the ID number."""
    return Elder.objects.filter(id_hash=id_hash).first()


def history(elder: Elder) -> History:
    """Newest first."""
    return History(
        changes=list(Change.objects.filter(elder=elder).order_by("-at", "-id")[:PAGE]),
        certifications=list(Certification.objects.filter(elder=elder).order_by("-at")[:PAGE]),
        payments=list(Payment.objects.filter(elder=elder).order_by("-month")[:PAGE]),
        looks=list(Look.objects.filter(elder=elder).order_by("-at")[:PAGE]),
    )


def looks_of(elder: Elder, most: int = 200) -> list[Look]:
    """Who opened what of theirs, newest first."""
    return list(Look.objects.filter(elder=elder).order_by("-at")[:most])


def communities() -> list[Community]:
    """Those that were ever switched on."""
    return list(Community.objects.order_by("-is_pilot", "place"))


def batches(paths: Sequence[str]) -> list[Batch]:
    """Newest first."""
    rows = Batch.objects.extra(where=["place_path LIKE ANY(%s)"], params=[[f"{path}%" for path in paths]])
    return list(rows.order_by("-at")[:PAGE])


def deliveries(unit: str = "") -> list[Delivery]:
    """Newest first; of one unit, or of all."""
    rows = Delivery.objects.filter(unit=unit) if unit else Delivery.objects.all()
    return list(rows.order_by("-at")[:PAGE])


def assessments(place: str) -> list[Assessment]:
    """Newest first."""
    return list(Assessment.objects.filter(place=place).order_by("-at")[:PAGE])


def periods(paths: Sequence[str]) -> list[tuple[str, int, datetime]]:
    """Periods with certifications: code, how many, when the last."""
    return [
        (period, count, at)
        for period, count, at in sheets.run(
            "SELECT c.period, count(*), max(c.at) FROM allowance_certification c JOIN allowance_elder e ON e.id = c.elder_id "
            "WHERE e.place_path LIKE ANY(%s) GROUP BY c.period ORDER BY c.period DESC LIMIT 24",
            [[f"{path}%" for path in paths]],
        )
    ]
