"""The records behind each figure of the meetings page, of this year; what is not the reader's to open is counted and not named."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.joint.meetings import mark_of, read_mark, unit_named, year_of
from doorstep.doors.web.joint.orders import units_of
from doorstep.doors.web.shapes import Pager
from doorstep.kernel.words import Words
from doorstep.store.cases.keysets import PAGE
from doorstep.wings.joint import counted as read

HEADINGS = {
    "consultations": Words(zh="今年开的会商", en="Consultations held this year"),
    "sittings": Words(zh="今年开的协调会", en="Coordination meetings held this year"),
    "ruled": Words(zh="今年裁定的问题", en="Questions ruled this year"),
    "opinions": Words(zh="今年来开会的单位怎么评", en="How those who came rated the meetings of this year"),
}


@guarded(staff)
@never_cache
@require_safe
def counted(request: HttpRequest, kind: str) -> HttpResponse:
    """?before= continues."""
    if kind not in read.KINDS:
        return render(request, "404.html", status=404)
    context = frame(request, "meetings")
    desk: Desk = context["desk"]
    units = None if desk.view.everything else units_of(desk)
    mark = read_mark(request.GET.get("before", ""))
    found = read.behind(kind, units, since=year_of(desk.now), until=desk.now, before=mark)
    here = reverse("meetings_counted", args=[kind])
    older = f"{here}?before={mark_of(found[PAGE - 1].at, found[PAGE - 1].position)}" if len(found) > PAGE else ""
    context |= {
        "heading": HEADINGS[kind],
        "rows": [(one, unit_named(one.unit)) for one in found[:PAGE]],
        "pager": Pager(newer_url=here if mark else "", older_url=older),
    }
    return render(request, "joint/counted.html", context)
