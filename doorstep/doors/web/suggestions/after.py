"""我的建议后来怎样了: for every suggestion whose receipt is held here, what it came to, why, and what it was taken up into."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.actors import receipts_of
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.resident.story import to_you
from doorstep.store.cases.laws import law
from doorstep.store.cases.models import Case
from doorstep.wings.suggestions import queries

MOST = 20


@guarded(everyone)
@never_cache
@require_safe
def after(request: HttpRequest) -> HttpResponse:
    """Newest first; somebody without a receipt reads how to show one."""
    held = receipts_of(request)
    rows: list[dict[str, Any]] = []
    if held:
        cases = Case.objects.filter(id__in=held, law__name="suggestion").select_related("words")
        chosen = list(cases.order_by("-opened_at", "-id")[:MOST])
        becoming = queries.what_became(tuple(case.id for case in chosen))
        rows = [_row(case, becoming.get(case.id, ())) for case in chosen]
    return render(request, "suggestions/after.html", {"here": "suggest", "rows": rows})


def _row(case: Case, became: tuple[queries.Became, ...]) -> dict[str, Any]:
    state = law(case.law_id).state(case.state)
    return {
        "number": case.number,
        "title": case.words.title,
        "state": state.label,
        "plain": to_you(state.plain),
        "is_final": state.final,
        "opened_at": case.opened_at,
        "became": became,
    }
