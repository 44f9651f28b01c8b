"""What society added, for everybody: totals by kind that open the pledges behind them; givers by name only where they wished."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.pledges.shaping import asked_for, kind_rows, leverage_of, place_rows, rows_of
from doorstep.doors.web.projects.shaping import yuan
from doorstep.wings.pledges import queries
from doorstep.wings.projects.queries import totals


@guarded(everyone)
@require_safe
def pledges(request: HttpRequest) -> HttpResponse:
    """?kind=, ?project=, ?place= open the entries of a total."""
    given, sums = asked_for(request), queries.sums()
    found = queries.pledges(given.within(queries.EVERYWHERE), limit=queries.PAGE + 1, offset=given.offset)
    whole = queries.total(sums)
    context = {
        "here": "projects",
        "now": timezone.now(),
        "rows": rows_of(found[: queries.PAGE]),
        "pager": given.pager(len(found)),
        "kinds": kind_rows(sums),
        "places": place_rows(sums),
        "asked": given.given,
        "rules": queries.book().kinds(timezone.localdate()),
        "leverage": leverage_of(sums, totals().money_fen),
        "promised": yuan(whole.promised),
        "received": yuan(whole.received),
        "used": yuan(whole.used),
        "count": whole.pledges,
        "is_balanced": not queries.unbalanced() and sum(queries.balances().values()) == 0,
    }
    return render(request, "pledges/public.html", context)
