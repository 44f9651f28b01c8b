"""The office's side of rights: requests with their clocks, and what outlived its retention. A request's page is that of every case."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.dues import due_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import CaseRow, Due
from doorstep.store.cases.laws import law
from doorstep.wings.rights import queries
from doorstep.wings.rights.queries import Row
from doorstep.wings.rights.retention import due as retention_due
from doorstep.wings.rights.retention import erase_due


@guarded(may("rights"))
@never_cache
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """?closed=1 for those that are over."""
    context = frame(request, "rights")
    is_over = request.GET.get("closed") == "1"
    context |= {
        "rows": [_row(row, context["now"]) for row in queries.requests(is_over=is_over)],
        "is_closed": is_over,
        "tab": "requests",
    }
    return render(request, "rights/office.html", context)


def _row(row: Row, now: datetime) -> CaseRow:
    mechanism = law(row.law_id)
    state = mechanism.state(row.state)
    kinds = {choice.code: choice.label for choice in mechanism.opening.form[0].choices}
    return CaseRow(
        title=kinds[row.kind],
        url=reverse("desk_case", args=[row.number]),
        number=row.number,
        next=state.label,
        due=Due(tone="done", text=state.label) if state.final else due_of(row.due_at, row.due_clock, now),
    )


@guarded(may("rights"))
@never_cache
@require_http_methods(["GET", "POST"])
def due(request: HttpRequest) -> HttpResponse:
    """GET lists what outlived its retention, POST erases it once it was confirmed."""
    context = frame(request, "rights")
    if request.method == "POST":
        if request.POST.get("confirmed") != "yes":
            messages.error(request, _("没有勾“我核对过”，一条也没有抹去。"))
            return redirect("rights_due")
        only = request.POST.get("only", "")[:40]
        gone = erase_due(now=context["now"], by=actor_of(request).id, only=only)
        messages.success(request, _("抹去了 %(rows)s 条，留了痕。") % {"rows": sum(gone.values())})
        return redirect("rights_due")
    context |= {"rows": retention_due(now=context["now"]), "erasures": queries.erasures(), "tab": "due"}
    return render(request, "rights/due.html", context)
