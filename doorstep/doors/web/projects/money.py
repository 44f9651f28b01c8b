"""Public money by source, and what society added; each number with the projects it is made of."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.projects.shaping import leaf, purse_rows, yuan
from doorstep.doors.web.projects.words import project_law
from doorstep.wings.projects import queries
from doorstep.wings.projects.spending import together

MOST = 400


@guarded(everyone)
@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """?source= opens one source."""
    law, totals = project_law(), queries.totals()
    source = request.GET.get("source", "")[:20]
    asked = queries.Asked(states=queries.CHOSEN_STATES, source=source if source in totals.money else "")
    rows = [leaf(row, law) for row in queries.projects(asked, order="batch", limit=MOST) if row.money_fen]
    context = {
        "here": "projects",
        "now": timezone.now(),
        "purse": purse_rows(totals.money, law),
        "all": yuan(totals.money_fen),
        "spent": yuan(together(totals.money).spent),
        "is_balanced": not sum(queries.accounts().values()),
        "source": source,
        "leaves": rows,
    }
    return render(request, "projects/money.html", context)
