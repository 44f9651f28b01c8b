"""Reads notices: a member of staff's own, how many are new, and what could not be delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from doorstep.kernel.words import Words
from doorstep.store.cases.sheets import run
from doorstep.wings.outbox.models import FAILED, GIVEN_UP, Notice, Seen, key_of
from doorstep.wings.outbox.wording import words_of

PAGE = 50
UNREAD = """
SELECT count(*) FROM (SELECT 1 FROM outbox_notice n WHERE n.channel = 'in_app' AND n.recipient = ANY(%s)
    AND n.id > coalesce((SELECT s.up_to FROM outbox_seen s WHERE s.person_id = %s), 0) LIMIT %s) AS fresh
"""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A notice in words."""

    id: int
    words: Words
    number: str
    path: str
    at: datetime
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Undelivered:
    """A message that did not arrive: to the reporter of which case, and what the gateway said. No number, no name."""

    id: int
    number: str
    template: str
    words: Words
    is_given_up: bool
    tries: int
    error: str
    created_at: datetime
    tried_at: datetime | None


def notices_for(keys: Sequence[str], person_id: UUID, *, before: int | None = None) -> list[Told]:
    """The notices to these parties and to this person, newest first, fifty a page and one more."""
    seen = seen_up_to(person_id)
    rows = Notice.objects.filter(channel="in_app", recipient__in=(*keys, key_of(person_id)))
    if before:
        rows = rows.filter(id__lt=before)
    return [
        Told(
            id=row.pk,
            words=words_of(row.template, row.channel, row.params),
            number=row.params.get("number", ""),
            path=row.params.get("link", "/"),
            at=row.created_at,
            is_new=row.pk > seen,
        )
        for row in rows.order_by("-id")[: PAGE + 1]
    ]


def seen_up_to(person_id: UUID) -> int:
    """The last notice this person had before their eyes; 0 for none."""
    return Seen.objects.filter(person_id=person_id).values_list("up_to", flat=True).first() or 0


def unread_count(keys: Sequence[str], person_id: UUID, *, most: int = 100) -> int:
    """How many are new to this person, counted up to `most`."""
    return int(run(UNREAD, [[*keys, key_of(person_id)], person_id, most])[0][0])


def mark_seen(person_id: UUID, up_to: int, *, now: datetime) -> None:
    """Nothing up to here is new to this person any more."""
    Seen.objects.update_or_create(person_id=person_id, defaults={"up_to": up_to, "at": now})


def undelivered(*, before: int | None = None) -> list[Undelivered]:
    """Messages that failed or were given up, newest first, fifty a page and one more."""
    rows = Notice.objects.filter(state__in=(FAILED, GIVEN_UP))
    if before:
        rows = rows.filter(id__lt=before)
    return [
        Undelivered(
            id=row.pk,
            number=row.params.get("number", ""),
            template=row.template,
            words=words_of(row.template, row.channel, row.params),
            is_given_up=row.state == GIVEN_UP,
            tries=row.tries,
            error=row.last_error,
            created_at=row.created_at,
            tried_at=row.tried_at,
        )
        for row in rows.order_by("-id")[: PAGE + 1]
    ]
