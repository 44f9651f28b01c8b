"""What was pushed 推送记录, what did not arrive 没送到的, and pushing that again by hand."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.relay.shown import number_of, shown_deliveries
from doorstep.doors.web.shapes import Pager
from doorstep.wings.relay import queries, services


@guarded(may("webhooks"))
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Newest first, fifty a page."""
    return _listed(request, "log")


@guarded(may("webhooks"))
@require_safe
def dead(request: HttpRequest) -> HttpResponse:
    """What was given up, and the buttons that push it again."""
    return _listed(request, "dead")


def _listed(request: HttpRequest, tab: str) -> HttpResponse:
    before = _mark(request.GET.get("before", ""))
    found = queries.log(before=before, only_dead=tab == "dead")
    rows, more = found[: queries.PAGE], found[queries.PAGE :]
    older = f"?{urlencode({'before': f'{rows[-1].made_at.isoformat()} {rows[-1].id}'})}" if more else ""
    context: dict[str, Any] = {
        **frame(request, "webhooks"),
        "tab": tab,
        "rows": shown_deliveries(rows),
        "pager": Pager(newer_url="?" if before else "", older_url=older),
    }
    if tab == "dead":
        late = queries.late_counts()
        running = (row for row in queries.subscriptions() if row.ended_at is None)
        context["given_up"] = sum(count for _waiting, count in late.values())
        context["by_system"] = [(row.id, row.name, late[row.id][1]) for row in running if late.get(row.id, (0, 0))[1]]
    return render(request, f"relay/{tab}.html", context)


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
    """Push one message again, or all of a subscription that were given up."""
    by, now = actor_of(request).id, timezone.now()
    if "subscription" in request.POST:
        pushed = services.retry_all(number_of(request, "subscription"), by=by, now=now)
    else:
        pushed = int(services.retry(number_of(request, "delivery"), by=by, now=now))
    if pushed:
        said = ngettext(
            "又推了 %(count)s 条。一分钟后刷新，没送到的还会回到这里。",
            "又推了 %(count)s 条。一分钟后刷新，没送到的还会回到这里。",
            pushed,
        )
        messages.success(request, said % {"count": pushed})
    else:
        messages.info(request, _("不用再推：已经送到、正在推，或者订阅停了。"))
    return redirect("webhook_dead")
