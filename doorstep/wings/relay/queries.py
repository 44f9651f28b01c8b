"""Reads subscriptions, messages that did not arrive, and the log of all."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from doorstep.wings.relay.models import FAILED, GIVEN_UP, QUEUED, Delivery, Sender, Subscription

PAGE = 50


def subscriptions() -> list[Subscription]:
    """Running ones first, each with counts of what waits and what was given up (`waiting`, `dead`)."""
    counted = Subscription.objects.annotate(
        waiting=Count("delivery", filter=Q(delivery__state__in=(QUEUED, FAILED))),
        dead=Count("delivery", filter=Q(delivery__state=GIVEN_UP)),
    )
    return list(counted.order_by("ended_at", "-made_at")[:100])


def dead_letters() -> list[Delivery]:
    """Messages that were given up, newest first."""
    return list(Delivery.objects.select_related("to").filter(state=GIVEN_UP).order_by("-made_at", "-id")[:PAGE])


def log(*, before: tuple[datetime, UUID] | None = None) -> list[Delivery]:
    """Every message, newest first, fifty a page and one more."""
    rows = Delivery.objects.select_related("to").order_by("-made_at", "-id")
    if before:
        rows = rows.filter(Q(made_at__lt=before[0]) | Q(made_at=before[0], id__lt=before[1]))
    return list(rows[: PAGE + 1])


def senders() -> list[Sender]:
    """Systems that sign what they push."""
    return list(Sender.objects.order_by("system"))
