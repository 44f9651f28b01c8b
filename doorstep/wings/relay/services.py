"""Keeps subscriptions, writes messages once, posts them. A message may in a crash be posted twice, under the same id; never lost."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from doorstep.adapters.webhooks import AddressNotAllowed, NotPosted, poster
from doorstep.kernel.actor import Post
from doorstep.kernel.ids import new_id
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.webhook_signing import SECRET_BYTES, headers_for, secret_from
from doorstep.store.jurisdictions.current import schema
from doorstep.store.sealing import seal, unseal
from doorstep.wings.relay.failures import ENDED, of_refusal, of_status, words_of
from doorstep.wings.relay.models import FAILED, GIVEN_UP, QUEUED, SENT, Delivery, Resend, Sender, Subscription

POST, QUEUE = "doorstep.post_webhook", "webhooks"
MOST_TRIES, MOST_AT_ONCE = 7, 500
GONE = 410


class NotDelivered(Exception):
    """没有送到，过一会儿再试。"""


class AddressRefused(Refusal):
    """这个地址不能推送：%(why)s"""

    status = 422


class NameMissing(Refusal):
    """给这个订阅取个名字，看得出是哪个系统。"""

    status = 422


class SubscriptionGone(Refusal):
    """没有这个订阅，或者它已经停了。"""

    status = 404


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be told to whom."""

    name: str
    url: str
    events: Sequence[str] = ()
    system: str = ""
    lead_unit: str = ""


@transaction.atomic
def subscribe(wanted: Wanted, *, post: Post, by: UUID | None, now: datetime) -> tuple[Subscription, str]:
    """The subscription, and its secret, which is shown this once. Raises NameMissing, AddressRefused."""
    if not wanted.name.strip():
        raise NameMissing
    try:
        poster().check(wanted.url)
    except AddressNotAllowed as refused:
        raise AddressRefused(why=words_of(of_refusal(refused))) from None
    secret = secret_from(os.urandom(SECRET_BYTES))
    row = Subscription.objects.create(
        id=new_id(now),
        name=wanted.name.strip()[:60],
        url=wanted.url[:500],
        secret=seal(secret),
        events=list(wanted.events),
        role=post.role,
        unit=post.unit,
        place_path=post.place_path,
        system=wanted.system,
        lead_unit=wanted.lead_unit,
        made_by=by,
        made_at=now,
    )
    return row, secret


def end(subscription_id: UUID, *, now: datetime, reason: str = "") -> None:
    """Tell it nothing more. Raises SubscriptionGone."""
    changed = Subscription.objects.filter(id=subscription_id, ended_at=None).update(ended_at=now, end_reason=reason)
    if not changed:
        raise SubscriptionGone


def write_delivery(
    to: Subscription, *, case_id: UUID, number: str, seq: int, event: str, body: str, now: datetime
) -> bool:
    """Write a message and its job, once; False when it was written before."""
    with transaction.atomic():
        row, is_new = Delivery.objects.get_or_create(
            to=to,
            case_id=case_id,
            seq=seq,
            defaults={"id": new_id(now), "number": number, "event": event, "body": body, "made_at": now},
        )
        if is_new:
            defer(row)
    return is_new


def defer(row: Delivery) -> None:
    """One job, in the caller's transaction. The lock keeps the messages about a case in order, pauses included."""
    lock = f"webhook:{schema()}:{row.to_id}:{row.case_id}"
    app.configure_task(POST, queue=QUEUE, lock=lock).defer(town=schema(), delivery_id=str(row.id))


def deliver(delivery_id: UUID, *, now: datetime) -> None:
    """One try. Raises NotDelivered to be tried again; after seven it is given up and shown to a person."""
    row = Delivery.objects.select_related("to").filter(id=delivery_id).first()
    if row is None or row.state in (SENT, GIVEN_UP):
        return
    status, error = _post(row, now)
    row.tries += 1
    row.tried_at, row.status, row.error = now, status, error[:200]
    if not error:
        row.state, row.sent_at = SENT, now
    else:
        is_last = row.tries >= MOST_TRIES or row.to.ended_at is not None or status == GONE
        row.state = GIVEN_UP if is_last else FAILED
    row.save(update_fields=["tries", "tried_at", "status", "error", "state", "sent_at"])
    if status == GONE:
        Subscription.objects.filter(id=row.to_id, ended_at=None).update(ended_at=now, end_reason="gone")
    if row.state == FAILED:
        raise NotDelivered(row.error)


def _post(row: Delivery, now: datetime) -> tuple[int, str]:
    """The status, 0 when there was none, and what went wrong, "" when nothing did."""
    if row.to.ended_at is not None:
        return 0, ENDED
    body = row.body.encode()
    headers = headers_for(unseal(bytes(row.to.secret)), f"msg_{row.id.hex}", now, body)
    try:
        answer = poster().post(row.to.url, body, {**headers, "Content-Type": "application/json"})
    except NotPosted as failed:
        return 0, of_refusal(failed)
    if 200 <= answer.status < 300:
        return answer.status, ""
    return answer.status, of_status(answer.status)


def retry(delivery_id: UUID, *, by: UUID | None, now: datetime) -> bool:
    """Start anew with a message that was given up; False when it is not one, or is on its way again already."""
    return bool(_push_again(Delivery.objects.filter(id=delivery_id), by, now))


def retry_all(subscription_id: UUID, *, by: UUID | None, now: datetime) -> int:
    """The same with the oldest that were given up of one subscription, as many as go into one request; how many."""
    given_up = Delivery.objects.filter(to=subscription_id, state=GIVEN_UP).order_by("made_at", "id")
    return _push_again(given_up, by, now)


@transaction.atomic
def _push_again(rows: QuerySet[Delivery], by: UUID | None, now: datetime) -> int:
    """Pressed twice, or by two people at once, each is pushed once; who it was stays on record."""
    held = rows.select_for_update(of=("self",)).filter(state=GIVEN_UP, to__ended_at=None)[:MOST_AT_ONCE]
    found = list(held)
    Resend.objects.bulk_create(Resend(of=row, by=by, at=now, tries=row.tries, error=row.error) for row in found)
    Delivery.objects.filter(id__in=[row.id for row in found]).update(state=QUEUED, tries=0)
    for row in found:
        defer(row)
    return len(found)


@transaction.atomic
def let_in(system: str, *, by: UUID | None, now: datetime) -> str:
    """A new secret with which a system signs what it pushes; the one before no longer works. Shown this once."""
    secret = secret_from(os.urandom(SECRET_BYTES))
    Sender.objects.update_or_create(system=system, defaults={"secret": seal(secret), "made_by": by, "made_at": now})
    return secret
