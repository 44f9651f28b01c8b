"""Reads subscriptions, messages that did not arrive, and the log of all."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q

from doorstep.wings.relay.models import FAILED, GIVEN_UP, QUEUED, SENT, Delivery, Sender, Subscription

PAGE = 50


def subscriptions() -> list[Subscription]:
    """Running ones first, then those that ended last."""
    return list(Subscription.objects.order_by(F("ended_at").desc(nulls_first=True), "-made_at")[:100])


def late_counts() -> dict[UUID, tuple[int, int]]:
    """By subscription, how many messages wait and how many were given up. What was sent is by far the most, and is not looked at:
    the index of what was not holds the rest."""
    late = Delivery.objects.exclude(state=SENT).values("to").order_by()
    counted = late.annotate(
        waiting=Count("id", filter=Q(state__in=(QUEUED, FAILED))), dead=Count("id", filter=Q(state=GIVEN_UP))
    )
    return {row["to"]: (row["waiting"], row["dead"]) for row in counted}


def log(*, before: tuple[datetime, UUID] | None = None, only_dead: bool = False) -> list[Delivery]:
    """Every message, or those that were given up, newest first, fifty a page and one more; each with who pushed it again."""
    rows = Delivery.objects.select_related("to").prefetch_related("resends").order_by("-made_at", "-id")
    if only_dead:
        rows = rows.filter(state=GIVEN_UP)
    if before:
        rows = rows.filter(Q(made_at__lt=before[0]) | Q(made_at=before[0], id__lt=before[1]))
    return list(rows[: PAGE + 1])


def senders() -> list[Sender]:
    """Systems that sign what they push."""
    return list(Sender.objects.order_by("system"))
