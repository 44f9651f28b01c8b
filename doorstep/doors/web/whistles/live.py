"""The board: what whistles want of me, and every whistle that runs in my part of the town, with who has come."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.guards import capabilities, guarded
from doorstep.doors.web.shapes import Pager
from doorstep.doors.web.whistles.entering import context_of, turns_out
from doorstep.doors.web.whistles.shapes import call_rows, whistle_rows
from doorstep.store.cases.keysets import PAGE, read_mark
from doorstep.wings.whistles import queries


@guarded(turns_out)
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """?after= a mark. The part that changes asks for itself again every half minute."""
    context = context_of(request)
    desk: Desk = context["desk"]
    after = read_mark(request.GET.get("after", ""))
    after = after if after and after.moment else None
    found = queries.running(desk.view, after=after)
    lines = found[:PAGE]
    rows = whistle_rows(lines, queries.beneath(line.id for line in lines), desk.keys, desk.now)
    units = list(dict.fromkeys(post.unit for post in desk.actor.posts)) if "turn_out" in capabilities(request) else []
    context |= {
        "rows": rows,
        "calls": call_rows(queries.calls_for(units), desk.now),
        "is_called": bool(units),
        "address": request.get_full_path(),
        "pager": Pager(
            newer_url=reverse("whistles") if after else "",
            older_url=f"?after={lines[-1].mark}" if len(found) > PAGE else "",
        ),
    }
    return render(request, "whistles/board.html", context)
