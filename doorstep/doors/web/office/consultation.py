"""会商: cases for which the catalogue names nobody, each with the reason, so that nobody guesses where they go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office import entries, proposing
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import CaseRow
from doorstep.kernel.words import Words
from doorstep.wings.dispatch import queries

LOOKED_AT = 500
CONSULT = Words(zh="会商", en="To consult")


@guarded(may("dispatch_board"))
@require_safe
def consultation(request: HttpRequest) -> HttpResponse:
    """Of the most pressing cases that wait to be dispatched, those without a row."""
    context = frame(request, "consultation")
    waiting = queries.waiting("pooled", limit=LOOKED_AT)
    undecided = [(case, why) for case in waiting[:LOOKED_AT] if (why := proposing.offer(case).consult)]
    rows = []
    for case, why in undecided:
        entry = entries.entry(case, context["now"])
        rows.append(
            CaseRow(
                title=case.title,
                url=reverse("desk_case", args=[case.number]),
                number=case.number,
                quiet=Words(zh=f"{entry.where.zh} · {entry.category.zh}", en=f"{entry.where.en} · {entry.category.en}"),
                next=CONSULT,
                next_quiet=why,
                due=entry.due,
            )
        )
    context |= {"rows": rows, "looked_at": min(len(waiting), LOOKED_AT), "is_cut": len(waiting) > LOOKED_AT}
    return render(request, "office/consultation.html", context)
