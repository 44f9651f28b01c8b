"""For staff: needs in hand and what waits to be checked; one need with who fits and why, to be asked at one click."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.law_words import law_words
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.resources import shaping
from doorstep.kernel.decide import steps_open_to
from doorstep.kernel.refusals import CaseNotFound
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.wings.resources import queries
from doorstep.wings.resources.queries import PAGE, Sought


@guarded(may("resources"))
@never_cache
@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """What is looked for in the whole jurisdiction, open first; what I may open is a link."""
    context, given, totals = frame(request, "resources"), shaping.asked(request), queries.recorded()
    rows, pager = shaping.listed_needs(given)
    waiting = queries.resources(Sought(states=("offered",)), today=timezone.localdate())
    words = law_words("need")
    context |= {
        "rows": rows,
        "pager": pager,
        "asked": given.given,
        "figures": shaping.need_figures(totals, "office_resources"),
        "gaps": shaping.gaps(totals, "office_resources"),
        "waiting": [shaping.offered(row) for row in waiting],
        "applied": [shaping.growing(row, state) for row, state in queries.incubated("applied")],
        "kinds": words.choices("kind"),
        "states": words.states,
    }
    return render(request, "resources/office.html", context)


@guarded(may("resources"))
@never_cache
@require_safe
def need(request: HttpRequest, number: str) -> HttpResponse:
    """Who fits, best first, and who does not; the steps open to me. Raises CaseNotFound outside my posts."""
    row = queries.need(number[:24]) if "\x00" not in number else None
    held = find(row.case_id) if row else None
    context = frame(request, "resources")
    actor = context["desk"].actor
    if row is None or held is None or not in_view(actor, held.case, towns.pack().roles):
        raise CaseNotFound
    steps = steps_open_to(held.case, law(held.law_id), actor, towns.pack().parties)
    context |= {
        "one": shaping.wanted(row),
        "case": held.case,
        "may_ask": any(step.verb == "propose" for step in steps),
        "steps": [step for step in steps if step.verb not in ("propose", "note")],
    }
    if row.state == "sought":
        context |= _fitting(request, row)
    return render(request, "resources/need.html", context)


def _fitting(request: HttpRequest, row: queries.NeedRow) -> dict[str, Any]:
    """A page of all of the sort: first those that fit, then the others with the reason; how many of each there are."""
    given, found = shaping.asked(request), queries.matches(row, today=timezone.localdate())
    here = found[given.offset : given.offset + PAGE]
    fit = sum(1 for one in found if not one.fit.misses)
    return {
        "fitting": fit,
        "missing": len(found) - fit,
        "from_rank": given.offset + 1,
        "fits": [(shaping.offered(one.row), one.fit.reasons) for one in here if not one.fit.misses],
        "misses": [(shaping.offered(one.row), one.fit.misses) for one in here if one.fit.misses],
        "pager": given.pager(len(found) - given.offset),
    }
