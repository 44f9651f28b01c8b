"""For everybody: who offers what, one with what came of it, what is looked for and what is missing, projects in incubation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.law_words import law_words
from doorstep.doors.web.resources import shaping
from doorstep.wings.resources import queries
from doorstep.wings.resources.queries import PAGE, SHOWN, Sought

MOST_DONE = 20


@guarded(everyone)
@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    given, law = shaping.asked(request), law_words("resource")
    rows = queries.resources(given.sought(SHOWN), today=timezone.localdate(), limit=PAGE + 1, offset=given.offset)
    context = {
        "here": "resources",
        "rows": [shaping.offered(row) for row in rows[:PAGE]],
        "pager": given.pager(len(rows)),
        "asked": given.given,
        "figures": shaping.partner_figures(queries.listed()),
        "partners": law.choices("partner"),
        "forms": law.choices("form"),
        "kinds": law.choices("kind"),
    }
    return render(request, "resources/public.html", context)


@guarded(everyone)
@require_safe
def resource(request: HttpRequest, number: str) -> HttpResponse:
    """One that was listed; Http404 for any other."""
    row = queries.resource(number[:24], today=timezone.localdate()) if "\x00" not in number else None
    if row is None or not queries.was_listed(row.case_id):
        raise Http404
    done = queries.needs(Sought(states=queries.DONE, resource=row.case_id), limit=MOST_DONE)
    context = {"here": "resources", "one": shaping.offered(row), "done": [shaping.wanted(need) for need in done]}
    return render(request, "resources/one.html", context)


@guarded(everyone)
@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """Open ones first."""
    given, totals, law = shaping.asked(request), queries.recorded(), law_words("need")
    rows, pager = shaping.listed_needs(given)
    context = {
        "here": "resources",
        "rows": rows,
        "pager": pager,
        "asked": given.given,
        "figures": shaping.need_figures(totals, "resource_needs"),
        "gaps": shaping.gaps(totals, "resource_needs"),
        "kinds": law.choices("kind"),
        "states": law.states,
    }
    return render(request, "resources/needs.html", context)


@guarded(everyone)
@require_safe
def incubation(request: HttpRequest) -> HttpResponse:
    """The ledger, newest application first."""
    given = shaping.asked(request)
    rows = queries.incubated(limit=PAGE + 1, offset=given.offset)
    context = {
        "here": "resources",
        "rows": [shaping.growing(row, state) for row, state in rows[:PAGE]],
        "pager": given.pager(len(rows)),
    }
    return render(request, "resources/incubation.html", context)
