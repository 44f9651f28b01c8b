"""督办: every supervision order, who has to answer by when, and what it is about."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.rows import rows_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Pager
from doorstep.kernel.words import Words
from doorstep.store.cases.inner_lists import Order, orders
from doorstep.store.cases.keysets import read_mark
from doorstep.store.cases.laws import current_law
from doorstep.store.people.units import unit_tree


@guarded(may("levels"))
@never_cache
@require_safe
def supervision(request: HttpRequest) -> HttpResponse:
    """?closed=1 shows what is over."""
    context = frame(request, "supervision")
    is_closed = request.GET.get("closed") == "1"
    page = orders(
        "supervision.asked",
        context["desk"].view,
        now=context["now"],
        is_open=not is_closed,
        after=read_mark(request.GET.get("after", "")),
    )
    older = f"?{urlencode({'closed': int(is_closed), 'after': page.after})}" if page.after else ""
    context |= {
        "rows": [_row(one) for one in page.rows],
        "is_closed": is_closed,
        "pager": Pager(newer_url="?" if request.GET.get("after") else "", older_url=older),
    }
    return render(request, "escalation/supervision.html", context)


def _row(one: Order) -> dict[str, Any]:
    (case_row,) = rows_of([one.line])
    unit = one.line.lead_unit
    return {
        "case": case_row,
        "unit": unit_tree().label(unit) if unit in unit_tree() else Words(zh=unit, en=unit),
        "reason": _reason(str(one.facts.get("reason", ""))),
        "reply_by": one.facts.get("reply_by", ""),
        "begun_at": one.begun_at,
        "others": sum(count for count, _ in one.tied.values()),
    }


def _reason(code: str) -> Words:
    field = current_law("supervision").mechanism.opening.field("reason")
    labels = {choice.code: choice.label for choice in field.choices} if field else {}
    return labels.get(code, Words(zh=code, en=code))
