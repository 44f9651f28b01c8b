"""全部: every case in my view, newest first, with the filters in the address; and those my unit recorded."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.filters import fields_of, read_filters
from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.rows import rows_of
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.shapes import Pager
from doorstep.store.cases.keysets import read_mark
from doorstep.store.cases.listing import all_cases as listed


@guarded(staff)
@require_safe
def all_cases(request: HttpRequest) -> HttpResponse:
    """?after= and ?before= are marks."""
    context = frame(request, "all")
    desk: Desk = context["desk"]
    filters = read_filters(request, desk)
    after, before = read_mark(request.GET.get("after", "")), read_mark(request.GET.get("before", ""))
    page = listed(desk.view, filters.chosen, now=desk.now, after=after, before=before)
    fields = fields_of(filters.given, desk)
    context |= {
        "filters": filters,
        "fields": fields[:4],
        "more_fields": fields[4:],
        "has_more_filters": any(field.value for field in fields[4:]),
        "has_filters": any(name != "scope" for name in filters.given),
        "scope": filters.chosen.scope,
        "scope_urls": (filters.url(scope=""), filters.url(scope="opened")),
        "clear_url": filters.url(**{name: "" for name in filters.given if name != "scope"}),
        "rows": rows_of(page.rows),
        "pager": Pager(
            newer_url=filters.url(before=page.before) if page.before else "",
            older_url=filters.url(after=page.after) if page.after else "",
        ),
    }
    return render(request, "desk/all.html", context)
