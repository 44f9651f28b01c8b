"""The other sides of a case: its clocks day by day, its way through the mechanism, and the page to print."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.clock_words import counted_out, due_of
from doorstep.doors.web.desk.cases import standing_of, told_of
from doorstep.doors.web.desk.facts import facts_of
from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.desk.story import duties_of
from doorstep.doors.web.desk.veil import read_by
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.words import language
from doorstep.kernel.diagram import svg
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.about import about
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held
from doorstep.store.cases.recounting import changes_of
from doorstep.store.cases.tracing import trace

WAY = "SELECT verb, leaves, enters FROM cases_event WHERE case_id = %s ORDER BY seq"


@guarded(staff)
@never_cache
@require_safe
def clocks(request: HttpRequest, number: str) -> HttpResponse:
    """Why each duty is due on its day, counted out."""
    held = held_case(request, number)
    context = _frame(request, held)
    desk: Desk = context["desk"]
    labels = towns.pack().clocks.labels
    context["changes"] = [(labels.get(one.name, one.name), one) for one in changes_of(held.case.id)]
    context["clocks"] = [
        {
            "duty": duty,
            "due": due_of(duty, desk.now),
            "counted": counted_out(duty, duty.stopped_at or desk.now),
        }
        for duty in duties_of(held.case.id)
    ]
    return render(request, "desk/clocks.html", context)


@guarded(staff)
@never_cache
@require_safe
def path(request: HttpRequest, number: str) -> HttpResponse:
    """The mechanism drawn, with the way this case has come."""
    held = held_case(request, number)
    context = _frame(request, held)
    way = [(verb, enters) for verb, leaves, enters in sheets.run(WAY, [held.case.id]) if leaves != enters]
    drawn = svg(law(held.law_id), language(), way, parties=towns.pack().parties)
    context["diagram"] = mark_safe(drawn)  # made by the kernel, which escapes every word of a pack
    return render(request, "desk/path.html", context)


@guarded(staff)
@never_cache
@require_safe
def printed(request: HttpRequest, number: str) -> HttpResponse:
    """Everything on one page without anything to press. Opens what is sealed, and says so in the trace."""
    held = held_case(request, number)
    context = _frame(request, held)
    desk: Desk = context["desk"]
    lines = read_by(desk.actor, held)
    if request.method == "GET":
        trace(held.case.id, desk.actor, "print", now=desk.now)
    context |= told_of(held, lines, desk) | {"facts": facts_of(held, context["about"]), "reader": request.user}
    return render(request, "desk/print.html", context)


def _frame(request: HttpRequest, held: Held) -> dict[str, Any]:
    return frame(request) | standing_of(held) | {"about": about(held.case.id)}
