"""小区高投诉: which places screening proposes, with the cases behind each number, and the files that were started."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Pager
from doorstep.doors.web.themes.rows import order_row
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.inner_lists import orders
from doorstep.store.cases.keysets import read_mark
from doorstep.store.people.units import unit_tree
from doorstep.wings.themes import queries


@guarded(may("themes"))
@never_cache
@require_safe
def estates(request: HttpRequest) -> HttpResponse:
    """Candidates above, files below."""
    context = frame(request, "estates")
    page = orders(
        "estate.screened", context["desk"].view, now=context["now"], after=read_mark(request.GET.get("after", ""))
    )
    screening = towns.pack().screening
    context |= {
        "found": [_candidate(one) for one in queries.candidates()],
        "counted_at": queries.counted_at(),
        "rules": screening.values(),
        "rows": [order_row(one) for one in page.rows],
        "pager": Pager(
            newer_url="?" if request.GET.get("after") else "",
            older_url=f"?{urlencode({'after': page.after})}" if page.after else "",
        ),
    }
    return render(request, "themes/estates.html", context)


def _candidate(one: queries.Found) -> dict[str, Any]:
    rule = towns.pack().screening.get(one.rule)
    unit = unit_tree().for_place(one.code[:12]) if one.code else None
    start = {"place": one.code, "found": one.cases, "days": rule.days if rule else 90}
    since = towns.pack().calendar.local_date(one.since).isoformat()
    return {
        "place": one.place,
        "cases": one.cases,
        "rule": rule.label if rule else Words(zh=one.rule, en=one.rule),
        "cases_url": f"{reverse('all_cases')}?{urlencode({'place': one.code, 'since': since})}",
        "start_url": f"{reverse('desk_open', args=['estate_file'])}?"
        + urlencode({**start, **({"unit": unit.code} if unit else {})}),
    }
