"""Reads: what became of the pictures that messengers told of."""

from dataclasses import dataclass

from django.db.models import Count

from doorstep.wings.chat.models import Picture


@dataclass(frozen=True, kw_only=True)
class Told:
    """Of the last thirty days. `reasons` names, most frequent first, why pictures were lost, and how often."""

    waiting: int
    kept: int
    lost: int
    reasons: tuple[tuple[str, int], ...]


def pictures_told() -> Told:
    """One statement."""
    rows = Picture.objects.values_list("state", "fault").annotate(n=Count("id")).order_by("-n", "fault")
    found = [(state, fault, n) for state, fault, n in rows]
    counts = {state: sum(n for one, _, n in found if one == state) for state in ("waiting", "kept", "lost")}
    return Told(
        waiting=counts["waiting"],
        kept=counts["kept"],
        lost=counts["lost"],
        reasons=tuple((fault, n) for state, fault, n in found if state == Picture.LOST),
    )
