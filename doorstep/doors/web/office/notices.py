"""通知 for staff: what happened that concerns their posts, newest first. Reading the list makes it read."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Pager
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.people.keys import keys_held
from doorstep.wings.outbox import queries


@guarded(staff)
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The notices to this person's posts."""
    context, person_id = frame(request, "notices"), UUID(str(request.user.pk))
    raw = request.GET.get("before", "")
    before = read_whole(raw)
    keys = keys_held(actor_of(request))
    found = queries.notices_for(keys, person_id, before=before)
    rows, more = found[: queries.PAGE], found[queries.PAGE :]
    if rows and rows[0].is_new:
        queries.mark_seen(person_id, rows[0].id, now=context["now"])
    older = f"?{urlencode({'before': rows[-1].id})}" if more else ""
    pager = Pager(newer_url="?" if before else "", older_url=older)
    new = sum(row.is_new for row in rows)
    return render(request, "office/notices.html", {**context, "rows": rows, "pager": pager, "new": new})
