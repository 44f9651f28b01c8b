"""What rounds came to, for everybody: always with n, how it was asked, and an interval; the rule in plain words."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.judging.judging import round_named
from doorstep.doors.web.judging.shaping import HOW, said, shown
from doorstep.kernel.voting import sortition
from doorstep.kernel.words import Words
from doorstep.wings.judging import queries
from doorstep.wings.judging.models import Round
from doorstep.wings.judging.rolls import published


@guarded(everyone)
@require_safe
def judged(request: HttpRequest) -> HttpResponse:
    """All rounds, newest first; those open now with a way in."""
    rounds, today = queries.rounds(limit=200), timezone.localdate()
    over = [one for one in rounds if one.closed_at is not None]
    whole = queries.all_answers()
    context: dict[str, Any] = {
        "here": "projects",
        "now": timezone.now(),
        "open": [one for one in rounds if one.closed_at is None and one.opens_on <= today <= one.closes_on],
        "results": [shown(result) for result in queries.results(over)],
        "whole": {
            "said": said(whole.all),
            "n": whole.all.n,
            "by": [{"how": HOW[part.how], "said": said(part.satisfied), "n": part.satisfied.n} for part in whole.by],
        }
        if whole
        else None,
        "rule": queries.judging().rule,
    }
    return render(request, "judging/judged.html", context)


@guarded(everyone)
@require_safe
def roll(request: HttpRequest, code: str) -> HttpResponse:
    """The opaque keys from which was drawn, as `doorstep sortition` reads them; nobody is to be known by theirs."""
    found = round_named(code)
    if not found.roll:
        raise Http404
    response = HttpResponse(published(found.roll)[0], content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="roll-{found.code}.csv"'
    return response


def _strata(found: Round) -> list[Words]:
    """How the seats were shared out, drawn again from what is published; nothing for a draw without strata."""
    _, entries = published(found.roll)
    if not entries or not entries[0].traits:
        return []
    return [place.words for place in sortition.draw(entries, seats=found.drawn, seed=found.seed).places]


@guarded(everyone)
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One round: by grade, by how it was asked, by indicator, what was seen; and how whoever was drawn was drawn."""
    found = round_named(code)
    context: dict[str, Any] = {"here": "projects", "round": found, "now": timezone.now(), "strata": _strata(found)}
    if found.closed_at is not None:
        context |= _over(found)
    return render(request, "judging/one.html", context)


def _over(found: Round) -> dict[str, Any]:
    (result,) = queries.results([found])
    counted, score = queries.indicated(found)
    law, told = result.law, result.is_told
    return {
        "one": shown(result),
        "law": law,
        "is_newer": queries.judging().current(timezone.localdate()) != law,
        "indicators": [
            {
                "label": item.label,
                "code": item.code,
                "weight": f"{float(item.weight):.0%}",
                "grades": [
                    (grade.label, code, counted.get(item.code, {}).get(code, 0)) for code, grade in law.grades.items()
                ],
            }
            for item in law.system.indicators
        ]
        if told
        else [],
        "score": f"{float(score):.1f}" if told and score is not None else "",
        "visits": [
            {"visit": visit, "grade": law.grades[visit.overall].label}
            for visit in queries.visits_of([found.pk], is_public=True)
        ],
    }
