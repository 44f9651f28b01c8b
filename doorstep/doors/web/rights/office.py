"""The office's side of rights: requests with their clocks. A request's own page is that of every case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.dues import due_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import CaseRow, Due
from doorstep.store.cases.laws import law
from doorstep.wings.rights import queries
from doorstep.wings.rights.queries import Row


@guarded(may("rights"))
@never_cache
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """?closed=1 for those that are over."""
    context = frame(request, "rights")
    is_over = request.GET.get("closed") == "1"
    context |= {"rows": [_row(row, context["now"]) for row in queries.requests(is_over=is_over)], "is_closed": is_over}
    return render(request, "rights/office.html", context)


def _row(row: Row, now: object) -> CaseRow:
    mechanism = law(row.law_id)
    state = mechanism.state(row.state)
    kinds = {choice.code: choice.label for choice in mechanism.opening.form[0].choices}
    return CaseRow(
        title=kinds[row.kind],
        url=reverse("desk_case", args=[row.number]),
        number=row.number,
        next=state.label,
        due=Due(tone="done", text=state.label) if state.final else due_of(row.due_at, row.due_clock, now),  # type: ignore[arg-type]
    )
