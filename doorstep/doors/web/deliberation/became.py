"""后来怎样了: from one's own suggestion or request to what took it up, what was decided about it and why. For whoever holds its receipt."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.resident.holding import held_case
from doorstep.doors.web.resident.story import to_you
from doorstep.doors.web.shapes import StoryLine
from doorstep.store.cases.about import about
from doorstep.store.cases.laws import law
from doorstep.wings.deliberation.becoming import Stage, what_became
from doorstep.wings.deliberation.candidates import CANDIDATE
from doorstep.wings.voting.models import Poll

# Where everybody may read on, by mechanism.
PUBLIC = {"assembly": "assembly_public", "project": "project_public"}


@guarded(everyone)
@never_cache
@require_safe
def became(request: HttpRequest, number: str) -> HttpResponse:
    """The nearest first."""
    held = held_case(request, number)
    mechanism, stages = law(held.law_id), what_became(held.case.id)
    context = {
        "here": "track",
        "number": number,
        "title": about(held.case.id).title,
        "mechanism": mechanism.title,
        "opened_at": held.case.opened_at,
        "state": mechanism.state(held.case.state).label,
        "stages": [_shown(stage) for stage in stages],
        "polls": polls_of([stage.id for stage in stages if stage.mechanism == CANDIDATE]),
    }
    return render(request, "deliberation/became.html", context)


def _shown(stage: Stage) -> dict[str, Any]:
    lines = [StoryLine(text=one.said, at=one.at, said=one.why) for one in reversed(stage.happened)]
    return {"stage": stage, "plain": to_you(stage.plain), "lines": lines, "url": _public(stage)}


def polls_of(candidates: list[UUID]) -> list[Poll]:
    """The votes in which these were an option, once they were announced."""
    found = Poll.objects.filter(options__candidate__in=candidates).exclude(announced_at=None).distinct()
    return list(found.order_by("opens_at", "number")[:10])


def _public(stage: Stage) -> str:
    try:
        return reverse(PUBLIC[stage.mechanism], args=[stage.number]) if stage.mechanism in PUBLIC else ""
    except NoReverseMatch:
        return ""
