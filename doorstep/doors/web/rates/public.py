"""The plain figures for everybody, where the pack allows it: the last whole month, by street; small cells are not shown."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.rates.periods import days
from doorstep.doors.web.rates.shaping import interval, label_of, percent
from doorstep.wings.rates import queries, services
from doorstep.wings.rates.queries import Scope
from doorstep.wings.rates.rules import Formula, Tally, rates


@guarded(everyone)
@require_safe
def public_rates(request: HttpRequest) -> HttpResponse:
    """Three months, so that little towns have something to show."""
    rules, now = services.rules(), timezone.now()
    if not rules.is_public:
        raise Http404
    first, last = days("quarter", rules.windows, now)
    found = queries.tallies(Scope(first=first, last=last), "street")
    formula = rules.formula(last)
    rows = [{"label": label_of("street", key), **_shown(one, formula, rules.fewest)} for key, one in found.items()]
    context = {
        "here": "figures",
        "now": now,
        "first": first,
        "last": last,
        "fewest": rules.fewest,
        "formula": formula,
        "whole": _shown(sum(found.values(), Tally()), formula, rules.fewest),
        "rows": sorted(rows, key=lambda row: row["label"].zh),
    }
    return render(request, "rates/public.html", context)


def _shown(tally: Tally, formula: Formula, fewest: int) -> dict[str, Any]:
    if tally.valid < fewest:
        return {"is_shown": False}
    found = rates(tally, formula)
    return {
        "is_shown": True,
        "n": tally.valid,
        "shares": [
            {"value": percent(one.value), "between": interval(one)}
            for one in (found.response, found.solved, found.satisfied)
        ],
    }
