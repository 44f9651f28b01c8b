"""What the public reads: published items, by filter, newest first. The only way from the public pages to this wing's table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from doorstep.wings.publication.models import PUBLIC, Item

PAGE = 20
DONE_STATES = ("awaiting_rating", "rated", "closed_unrated")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Empty means any. `place` is the code of a street or community, `kind` a category or class, `stage` done | in_hand; `since`
    and `until` are days on which the matter was raised, both included."""

    place: str = ""
    kind: str = ""
    unit: str = ""
    stage: str = ""
    since: date | None = None
    until: date | None = None


def chosen(asked: Asked) -> QuerySet[Item]:
    """What is public and fits, in no order."""
    found = Item.objects.filter(PUBLIC)
    if asked.place:
        found = found.filter(community=asked.place) if len(asked.place) > 9 else found.filter(street=asked.place)
    if asked.kind:
        found = found.filter(Q(category=asked.kind) | Q(category__startswith=f"{asked.kind}."))
    if asked.unit:
        found = found.filter(unit=asked.unit)
    if asked.stage:
        done = Q(state__in=DONE_STATES)
        found = found.filter(done if asked.stage == "done" else ~done)
    if asked.since:
        found = found.filter(opened_on__gte=asked.since)
    return found.filter(opened_on__lte=asked.until) if asked.until else found


def published(asked: Asked, *, after: tuple[datetime, int] | None = None, limit: int = PAGE) -> list[Item]:
    """Newest first; one more than `limit` tells of a next page."""
    found = chosen(asked)
    if after:
        found = found.filter(Q(published_at__lt=after[0]) | Q(published_at=after[0], id__lt=after[1]))
    return list(found.order_by("-published_at", "-id")[: limit + 1])


def by_number(number: str) -> Item | None:
    """The public version of a case; None when it has none now."""
    return None if "\x00" in number else Item.objects.filter(PUBLIC, number=number).first()


def count_by_community(asked: Asked) -> dict[str, int]:
    """How many published items each community has."""
    rows = chosen(asked).values_list("community").annotate(n=Count("id")).order_by()
    return {community: n for community, n in rows if community}


def everything(asked: Asked, *, step: int = 1000) -> Iterator[Item]:
    """All of them, a thousand a statement, for export."""
    after: tuple[datetime, int] | None = None
    while True:
        rows = published(asked, after=after, limit=step)
        yield from rows[:step]
        if len(rows) <= step:
            return
        last: Any = rows[step - 1]
        after = (last.published_at, last.pk)
