"""What was pushed 推送记录, and trying again by hand what was given up."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.relay.shown import number_of, shown_delivery
from doorstep.doors.web.shapes import Pager
from doorstep.wings.relay import queries, services


@guarded(may("webhooks"))
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Newest first, fifty a page."""
    before = _mark(request.GET.get("before", ""))
    found = queries.log(before=before)
    rows, more = found[: queries.PAGE], found[queries.PAGE :]
    older = f"?{urlencode({'before': f'{rows[-1].made_at.isoformat()} {rows[-1].id}'})}" if more else ""
    context = {
        **frame(request, "webhooks"),
        "tab": "log",
        "rows": [shown_delivery(row) for row in rows],
        "pager": Pager(newer_url="?" if before else "", older_url=older),
    }
    return render(request, "relay/log.html", context)


def _mark(raw: str) -> tuple[datetime, UUID] | None:
    try:
        at, _blank, row = raw[:80].rpartition(" ")
        moment = datetime.fromisoformat(at)
        return (moment, UUID(row)) if moment.tzinfo else None
    except ValueError:
        return None


@guarded(may("webhooks"))
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Push one message again."""
    if services.retry(number_of(request, "delivery")):
        messages.success(request, _("又推了一次。一分钟后刷新，没送到还会出现在这里。"))
    else:
        messages.info(request, _("这一条已经送到，或者订阅停了，不用再推。"))
    return redirect("webhooks")
