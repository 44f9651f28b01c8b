"""两张清单: the two lists as the jurisdiction names them; each entry with who answers, by when, and where it stands."""

from datetime import date
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
from doorstep.store.cases import towns
from doorstep.store.cases.inner_lists import Order, orders
from doorstep.store.cases.keysets import read_mark
from doorstep.store.people.units import unit_tree


@guarded(may("themes"))
@never_cache
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """?list= one of the two; ?struck=1 what was struck off or taken out."""
    context = frame(request, "lists")
    registers = towns.pack().registers
    code = request.GET.get("list", "")
    chosen = registers.get(code) or next(iter(registers.values()))
    is_struck = request.GET.get("struck") == "1"
    page = orders(
        "list.entered",
        context["desk"].view,
        now=context["now"],
        is_open=not is_struck,
        fact=("list", chosen.code),
        after=read_mark(request.GET.get("after", "")),
    )
    today = towns.pack().calendar.local_date(context["now"])
    asked = {"list": chosen.code, "struck": int(is_struck), "after": page.after}
    context |= {
        "registers": registers.values(),
        "chosen": chosen,
        "is_struck": is_struck,
        "rows": [_row(one, today) for one in page.rows],
        "pager": Pager(
            newer_url=f"?list={chosen.code}" if request.GET.get("after") else "",
            older_url=f"?{urlencode(asked)}" if page.after else "",
        ),
    }
    return render(request, "themes/lists.html", context)


def _row(one: Order, today: date) -> dict[str, Any]:
    (case_row,) = rows_of([one.line])
    unit, by = one.line.lead_unit, str(one.facts.get("by", ""))
    day = date.fromisoformat(by) if by else None
    return {
        "case": case_row,
        "unit": unit_tree().label(unit) if unit in unit_tree() else Words(zh=unit, en=unit),
        "by": day,
        "is_late": bool(day and day < today and not one.line.is_final),
        "cases": one.tied.get("list_entry", (0, 0))[0],
    }
