"""Meetings as lists and as figures, each figure with the meetings behind it. Reads only."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import sheets, towns
from doorstep.store.people.units import unit_tree
from doorstep.wings.deliberation.models import PASSED, Meeting, Motion

PAGE = 30
OFFERED = """
SELECT m.case_id FROM deliberation_meeting m JOIN cases_case c ON c.id = m.case_id
WHERE m.held_at IS NOT NULL AND c.state = 'closed' AND c.memory @> '{"flags": ["offered"]}' AND NOT c.memory @> '{"flags": ["published"]}'
"""
CHANGED = "SELECT case_id, max(at) FROM cases_event WHERE case_id = ANY(%s::uuid[]) GROUP BY case_id"
FIGURES = ("held", "attended", "deputies", "decided")


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Of meetings held in a time: how many, how many came (each time anew), of these deputies, motions that passed."""

    held: int
    attended: int
    deputies: int
    decided: int
    offline: int


def in_view(view: Visibility) -> QuerySet[Meeting]:
    """The meetings somebody may see: of their places and units."""
    if view.everything:
        return Meeting.objects.all()
    if view.nothing:
        return Meeting.objects.none()
    mine = Q(pk=None)
    for path in view.place_paths:
        mine |= Q(place_path__startswith=path)
    units = [code for path in view.unit_paths for code in unit_tree().within(path)]
    return Meeting.objects.filter(mine | Q(unit__in=units))


def listed(view: Visibility, *, past: bool, page: int = 1) -> list[Meeting]:
    """Coming: the next first, those whose minutes are open among them. Past: the last first. One more tells of a next page."""
    found = in_view(view)
    if past:
        chosen = found.exclude(held_at=None, is_off=False).order_by("-meets_at", "-case_id")
    else:
        chosen = found.filter(held_at=None, is_off=False).order_by("meets_at", "case_id")
    return list(chosen[(page - 1) * PAGE : page * PAGE + 1])


def to_review(view: Visibility, limit: int = 20) -> list[Meeting]:
    """Minutes in view whose public version waits for a second person, the longest waiting first."""
    offered = [row[0] for row in sheets.run(OFFERED, [])]
    return list(in_view(view).filter(case_id__in=offered).order_by("held_at", "case_id")[:limit])


# What everybody may know of: announced, held, or announced once and moved since.
KNOWN = Q(announced_at__isnull=False) | Q(held_at__isnull=False) | Q(moved__gt=0)


def is_known(meeting: Meeting) -> bool:
    """Whether everybody may know of it, as KNOWN says."""
    return meeting.announced_at is not None or meeting.held_at is not None or meeting.moved > 0


def public_ones(*, past: bool, now: datetime, bodies: Collection[str] | None = None, page: int = 1) -> list[Meeting]:
    """What everybody may know of, of some bodies or of all. What was called off stands among the coming ones until its hour, so that
    nobody comes in vain, and then among the past ones."""
    found = _known(bodies)
    is_over = Q(held_at__isnull=False) | Q(is_off=True, meets_at__lt=now)
    over = found.filter(is_over).order_by("-meets_at", "-case_id")
    chosen = over if past else found.exclude(is_over).order_by("meets_at", "case_id")
    return list(chosen[(page - 1) * PAGE : page * PAGE + 1])


def _known(bodies: Collection[str] | None) -> QuerySet[Meeting]:
    found = Meeting.objects.filter(KNOWN)
    return found if bodies is None else found.filter(body__in=bodies)


def sums(*, since: datetime | None = None, until: datetime | None = None) -> Sums:
    """Of those held in the time; two statements."""
    found = _held(since, until)
    total = found.aggregate(attended=Sum("attended"), deputies=Sum("deputies"))
    decided = Motion.objects.filter(state=PASSED, meeting__in=found).count()
    return Sums(
        held=found.count(),
        attended=total["attended"] or 0,
        deputies=total["deputies"] or 0,
        decided=decided,
        offline=found.filter(is_offline=True).count(),
    )


def _held(since: datetime | None, until: datetime | None) -> QuerySet[Meeting]:
    found = Meeting.objects.exclude(held_at=None).filter(is_off=False)
    if since is not None:
        found = found.filter(held_at__gte=since)
    return found.filter(held_at__lt=until) if until is not None else found


def behind(figure: str, *, page: int = 1) -> Sequence[Meeting]:
    """The meetings that a figure counts, the last first. Raises KeyError for a figure that does not exist."""
    if figure not in FIGURES:
        raise KeyError(figure)
    found = _held(None, None)
    if figure == "deputies":
        found = found.filter(deputies__gt=0)
    if figure == "decided":
        found = found.filter(motions__state=PASSED).distinct()
    return list(found.order_by("-held_at", "-case_id")[(page - 1) * PAGE : page * PAGE + 1])


def in_calendar(bodies: Collection[str] | None, *, since: datetime, limit: int = 1000) -> list[Meeting]:
    """What everybody may know of, of some bodies or of all, called off ones included, the next first; the oldest make room."""
    found = _known(bodies).filter(meets_at__gte=since)
    return list(found.order_by("-meets_at", "-case_id")[:limit])[::-1]


def called_days(bodies: Collection[str], *, since: datetime) -> set[tuple[str, date]]:
    """On which days each body has called a meeting that is not called off."""
    local = towns.pack().calendar.local_date
    found = Meeting.objects.filter(body__in=bodies, meets_at__gte=since, is_off=False)
    return {(body, local(at)) for body, at in found.values_list("body", "meets_at")}


def changed_at(meetings: Iterable[Meeting]) -> dict[UUID, datetime]:
    """When each last changed, by its case."""
    return dict(sheets.run(CHANGED, [[one.case_id for one in meetings]]))
