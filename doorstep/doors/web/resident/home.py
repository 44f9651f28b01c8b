"""The front page of the jurisdiction for its residents: one thing to do, a way back to one's cases, and the town's figures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doorstep.doors.web.actors import receipts_of
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.resident.cases import rows_of
from doorstep.store.cases import towns

SHOWN = 5


@guarded(everyone)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Nothing is counted here; the figures have a page of their own."""
    rows = rows_of(receipts_of(request), limit=SHOWN + 1)
    return render(request, "resident/home.html", {"here": "home", "rows": rows[:SHOWN], "has_more": len(rows) > SHOWN})


@guarded(everyone)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of a report, why, for how long, and what its reporter may ask."""
    days = towns.pack().jurisdiction.keeps_personal_days
    return render(request, "resident/privacy.html", {"days": days})
