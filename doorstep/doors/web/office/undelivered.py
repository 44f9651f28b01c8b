"""没送到的通知: messages that did not arrive, each with what the gateway said, and a button to try again."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Pager
from doorstep.kernel.whole_numbers import read_whole
from doorstep.wings.outbox import queries, services


@guarded(may("undelivered"))
@require_GET
def undelivered(request: HttpRequest) -> HttpResponse:
    """Newest first, fifty a page."""
    before = read_whole(request.GET.get("before", ""))
    found = queries.undelivered(before=before)
    rows, more = found[: queries.PAGE], found[queries.PAGE :]
    older = f"?{urlencode({'before': rows[-1].id})}" if more else ""
    pager = Pager(newer_url="?" if before else "", older_url=older)
    return render(request, "office/undelivered.html", {**frame(request, "undelivered"), "rows": rows, "pager": pager})


@guarded(may("undelivered"))
@require_POST
def retry(request: HttpRequest) -> HttpResponse:
    """Try one message again."""
    notice_id = read_whole(request.POST.get("notice", ""))
    if notice_id is None:
        raise Http404
    if services.retry(notice_id):
        messages.success(request, _("又发了一次。一分钟后刷新，没发到还会出现在这里。"))
    else:
        messages.info(request, _("这一条已经发出，不用再发。"))
    return redirect("undelivered")
