"""Reads the answers kept ready: all of them with how often each was used, one with its versions, those that fit a few words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from doorstep.wings.hotline.models import ReadyText

MOST, OFFERED = 500, 8


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A version, with the uses of all versions of the same answer. `id`: of the version, `ready_id`: of the answer."""

    id: int
    ready_id: int
    number: int
    title: str
    text: str
    category: str
    written_by: UUID | None
    written_at: datetime
    retired_at: datetime | None
    uses: int
    as_kept: int
    used_at: datetime | None


def kept(*, category: str = "", retired: bool = False) -> list[Kept]:
    """Current versions, the most used first; at most five hundred."""
    rows = ReadyText.objects.filter(is_current=True, of__retired_at__isnull=not retired)
    return _counted(rows.filter(category=category) if category else rows)


def one(ready_id: int) -> Kept | None:
    """The current version of an answer."""
    return next(iter(_counted(ReadyText.objects.filter(is_current=True, of_id=ready_id))), None)


def _counted(rows: QuerySet[ReadyText]) -> list[Kept]:
    counted = rows.annotate(
        uses_in_all=Count("of__texts__uses"),
        as_kept=Count("of__texts__uses", filter=Q(of__texts__uses__is_as_kept=True)),
        used_at=Max("of__texts__uses__used_at"),
    ).select_related("of")
    return [
        Kept(
            id=row.pk,
            ready_id=row.of_id,
            number=row.number,
            title=row.title,
            text=row.text,
            category=row.category,
            written_by=row.written_by,
            written_at=row.written_at,
            retired_at=row.of.retired_at,
            uses=row.uses_in_all,
            as_kept=row.as_kept,
            used_at=row.used_at,
        )
        for row in counted.order_by("-uses_in_all", "title", "pk")[:MOST]
    ]


def versions(ready_id: int) -> Sequence[ReadyText]:
    """Newest first."""
    return list(ReadyText.objects.filter(of_id=ready_id).annotate(times=Count("uses")).order_by("-number"))


def fitting(words: str, *, category: str = "") -> list[Kept]:
    """What may be offered for these words: all of them are in its title or text; those of the category first."""
    wanted = words.lower().split()[:6]
    found = [row for row in kept() if all(word in f"{row.title}\n{row.text}".lower() for word in wanted)]
    above = category.split(".")[0]
    return sorted(found, key=lambda row: (row.category != category, row.category.split(".")[0] != above))[:OFFERED]
