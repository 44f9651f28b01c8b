"""通知 for staff: what happened that concerns their posts, newest first. Reading the list makes it read."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Pager
from doorstep.kernel.standing import keys_of
from doorstep.store.cases import towns
from doorstep.wings.outbox import queries


@guarded(staff)
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The notices to this person's posts."""
    context, actor = frame(request, "notices"), actor_of(request)
    raw = request.GET.get("before", "")
    before = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None
    keys = keys_of(actor, towns.pack().parties)
    found = queries.notices_for(keys, request.user.pk, before=before)
    rows, more = found[: queries.PAGE], found[queries.PAGE :]
    if rows and rows[0].is_new:
        queries.mark_seen(request.user.pk, rows[0].id, now=context["now"])
    older = f"?{urlencode({'before': rows[-1].id})}" if more else ""
    pager = Pager(newer_url="?" if before else "", older_url=older)
    new = sum(row.is_new for row in rows)
    return render(request, "office/notices.html", {**context, "rows": rows, "pager": pager, "new": new})
