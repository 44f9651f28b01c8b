"""后来怎样了: from one's own suggestion or request to what took it up, what was decided about it and why. For whoever holds its receipt."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.judging.shaping import of_project
from doorstep.doors.web.resident.holding import held_case
from doorstep.doors.web.resident.story import to_you
from doorstep.doors.web.shapes import StoryLine
from doorstep.store.cases.about import about
from doorstep.store.cases.laws import law
from doorstep.wings.deliberation.becoming import Stage, what_became
from doorstep.wings.deliberation.candidates import CANDIDATE
from doorstep.wings.projects.queries import in_queue
from doorstep.wings.voting.models import Option, Poll

# Where everybody may read on, by mechanism.
PUBLIC = {"assembly": "assembly_public", "project": "project_public"}


@guarded(everyone)
@never_cache
@require_safe
def became(request: HttpRequest, number: str) -> HttpResponse:
    """The nearest first."""
    held = held_case(request, number)
    mechanism, stages = law(held.law_id), what_became(held.case.id)
    voted = polls_of([stage.id for stage in stages if stage.mechanism == CANDIDATE])
    queue = in_queue([stage.id for stage in stages if stage.mechanism == "project"])
    context = {
        "here": "track",
        "number": number,
        "title": about(held.case.id).title,
        "mechanism": mechanism.title,
        "opened_at": held.case.opened_at,
        "state": mechanism.state(held.case.state).label,
        "stages": [
            _shown(stage, _before(turn, stages, held.case.id), voted) | {"waits_for": queue.get(stage.id)}
            for turn, stage in enumerate(stages)
        ],
    }
    return render(request, "deliberation/became.html", context)


def _shown(stage: Stage, before: list[str], voted: Mapping[UUID, list[Poll]]) -> dict[str, Any]:
    """`before`: what this one came out of, where that does not stand right above it."""
    lines = [StoryLine(text=one.said, at=one.at, said=one.why) for one in reversed(stage.happened)]
    return {
        "stage": stage,
        "before": before,
        "plain": to_you(stage.plain),
        "lines": lines,
        "url": _public(stage),
        "polls": voted.get(stage.id, []),
        "judged": of_project(stage.id) if stage.mechanism == "project" else [],
    }


def _before(turn: int, stages: Sequence[Stage], asked: UUID) -> list[str]:
    """Titles of what a stage came out of; none where it is plain: it follows from the one above, or is the first."""
    above = stages[turn - 1].id if turn else asked
    return [] if stages[turn].out_of == {above} else [one.title for one in stages if one.id in stages[turn].out_of]


def polls_of(candidates: list[UUID]) -> dict[UUID, list[Poll]]:
    """The votes in which each of these was an option, once they were announced."""
    found: dict[UUID, list[Poll]] = {}
    options = Option.objects.filter(candidate__in=candidates).exclude(poll__announced_at=None).select_related("poll")
    for one in options.order_by("poll__opens_at", "poll__number")[:20]:
        if one.candidate is not None:
            found.setdefault(one.candidate, []).append(one.poll)
    return found


def _public(stage: Stage) -> str:
    try:
        return reverse(PUBLIC[stage.mechanism], args=[stage.number]) if stage.mechanism in PUBLIC else ""
    except NoReverseMatch:
        return ""
