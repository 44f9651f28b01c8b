"""What society added, for everybody: totals by kind that open the pledges behind them; givers by name only where they wished."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.pledges.shaping import kind_rows, leverage_of, rows_of
from doorstep.doors.web.projects.shaping import yuan
from doorstep.doors.web.shapes import Pager
from doorstep.kernel.whole_numbers import read_whole
from doorstep.wings.pledges import queries
from doorstep.wings.projects.queries import totals


@guarded(everyone)
@require_safe
def pledges(request: HttpRequest) -> HttpResponse:
    """?kind=, ?project= open the entries of a total."""
    given = {name: request.GET.get(name, "").replace("\x00", "")[:24] for name in ("kind", "project")}
    raw = request.GET.get("page", "")
    page = read_whole(raw, digits=4) or 1
    found = queries.pledges(
        kind=given["kind"],
        project_number=given["project"],
        limit=queries.PAGE + 1,
        offset=(page - 1) * queries.PAGE,
    )
    sums = queries.sums()
    whole = queries.total(sums)
    asked: dict[str, str | int] = {name: value for name, value in given.items() if value}
    context = {
        "here": "projects",
        "now": timezone.now(),
        "rows": rows_of(found[: queries.PAGE]),
        "pager": Pager(
            newer_url=f"?{urlencode({**asked, 'page': page - 1})}" if page > 1 else "",
            older_url=f"?{urlencode({**asked, 'page': page + 1})}" if len(found) > queries.PAGE else "",
        ),
        "kinds": kind_rows(sums),
        "asked": given,
        "rules": queries.book().kinds(timezone.localdate()),
        "leverage": leverage_of(sums, totals().money_fen),
        "promised": yuan(whole.promised),
        "received": yuan(whole.received),
        "used": yuan(whole.used),
        "count": whole.pledges,
        "is_balanced": not queries.unbalanced() and sum(queries.balances().values()) == 0,
    }
    return render(request, "pledges/public.html", context)
