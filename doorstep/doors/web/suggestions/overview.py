"""建议台: every suggestion and letter of thanks in view, newest first, and ways to campaigns, points and what looks misfiled."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.rows import rows_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Pager
from doorstep.store.cases.inner_lists import orders
from doorstep.store.cases.keysets import read_mark
from doorstep.wings.suggestions import queries

EVENTS = {"suggestion": "suggestion.received", "praise": "praise.received"}


@guarded(may("suggestions"))
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """?kind=praise for letters of thanks; ?closed=1 for what is over."""
    kind = "praise" if request.GET.get("kind") == "praise" else "suggestion"
    is_closed = request.GET.get("closed") == "1"
    context = frame(request, "letters" if kind == "praise" else "suggestions")
    page = orders(
        EVENTS[kind],
        context["desk"].view,
        now=context["now"],
        is_open=not is_closed,
        after=read_mark(request.GET.get("after", "")),
    )
    asked: dict[str, str | int] = {"kind": kind, "closed": int(is_closed)}
    context |= {
        "kind": kind,
        "is_closed": is_closed,
        "doubts": queries.open_doubts(),
        "rows": rows_of(one.line for one in page.rows),
        "pager": Pager(
            newer_url=f"?{urlencode(asked)}" if request.GET.get("after") else "",
            older_url=f"?{urlencode({**asked, 'after': page.after})}" if page.after else "",
        ),
    }
    return render(request, "suggestions/overview.html", context)
