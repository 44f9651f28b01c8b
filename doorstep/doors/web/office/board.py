"""派单台: what waits on one side, the units with their load on the other; dragged or chosen, seen once more, then dispatched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.dues import due_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office import entries, proposing
from doorstep.doors.web.office.choices import unit_options
from doorstep.doors.web.office.frame import frame, key_of
from doorstep.doors.web.shapes import CaseRow
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.words import say
from doorstep.kernel.geography import Unit
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.people.units import unit_tree
from doorstep.wings.catalogue.services import CITED
from doorstep.wings.dispatch import queries, services

ALWAYS = ("department", "section", "company")
SUGGESTED = "@suggested"
CONSULT = Words(zh="会商", en="To consult")
MOST = 100
WAITING = 50


@dataclass(frozen=True, kw_only=True)
class Column:
    """A unit of the board. `share` compares it with the busiest, 0–100."""

    unit: Unit
    load: queries.Load
    share: int


@guarded(may("dispatch_board"))
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """All units with their load, and what waits; with ?unit= what that unit has before it."""
    context = frame(request, "board")
    now = context["now"]
    loads = queries.loads(now=now, tomorrow=_tomorrow(now))
    waiting = queries.waiting("pooled", limit=WAITING)[:WAITING]
    offered = proposing.offers(waiting)
    context |= {
        "columns": _columns(loads),
        "rows": [_row(case, offered[case.id], now) for case in waiting],
        "units": unit_options(),
        "suggested": SUGGESTED,
        "total": queries.count_waiting("pooled"),
        **_opened(request, now),
    }
    return render(request, "office/board.html", context)


@guarded(may("dispatch_board"))
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What would go where, case by case, before anything is dispatched."""
    context = frame(request, "board")
    numbers = list(dict.fromkeys(request.POST.getlist("chosen")))[:MOST]
    cases = queries.named(numbers)
    offered = proposing.offers(cases)
    orders = [_order(case, request.POST.get("unit", ""), offered[case.id].suggestions) for case in cases]
    foreseen = services.preview(orders)
    shown = [
        (
            one,
            sentence(one.refusal) if one.refusal else "",
            offered[case.id],
            unit_options((one.order.unit,) if one.order.unit else ()),
        )
        for one, case in zip(foreseen, cases, strict=True)
    ]
    return render(request, "office/preview.html", {**context, "shown": shown, "count": len(shown)})


@guarded(may("dispatch_board"))
@require_POST
def dispatch(request: HttpRequest) -> HttpResponse:
    """Dispatch each of what was previewed, and list what came of each."""
    context = frame(request, "board")
    numbers = list(dict.fromkeys(request.POST.getlist("number")))[:MOST]
    cases = {case.number: case for case in queries.named(numbers)}
    orders = [_posted(request, cases.get(number), number) for number in numbers]
    results = services.dispatch_many(
        orders, actor=actor_of(request), now=context["now"], key=key_of(request) or context["key"]
    )
    said = [(one, unit_tree().label(one.order.unit), sentence(one.refusal) if one.refusal else "") for one in results]
    done = sum(one.done is not None for one in results)
    return render(request, "office/results.html", {**context, "results": said, "done": done, "left": len(said) - done})


def _columns(loads: Mapping[str, queries.Load]) -> list[Column]:
    """Units that usually handle things, and any other with something in hand; the most overdue first."""
    tree = unit_tree()
    idle = queries.Load(unit="", to_accept=0, handling=0, overdue=0, due_today=0)
    units = {unit.code: unit for unit in tree.all() if unit.kind in ALWAYS or unit.code in loads}
    busiest = max((load.in_hand for load in loads.values()), default=0) or 1
    columns = [
        Column(unit=unit, load=loads.get(code, idle), share=round(100 * loads.get(code, idle).in_hand / busiest))
        for code, unit in units.items()
    ]
    return sorted(columns, key=lambda one: (-one.load.overdue, -one.load.due_today, -one.load.in_hand))


def _row(case: queries.Waiting, offered: proposing.Offered, now: datetime) -> CaseRow:
    entry = entries.entry(case, now)
    first = offered.suggestions[0] if offered.suggestions else None
    undecided = offered.consult or ""
    return CaseRow(
        title=case.title,
        url=reverse("desk_case", args=[case.number]),
        number=case.number,
        quiet=Words(zh=f"{entry.where.zh} · {entry.category.zh}", en=f"{entry.where.en} · {entry.category.en}"),
        next=first.label if first else CONSULT if undecided else "",
        next_quiet=(first.short or first.reason) if first else undecided,
        due=entry.due,
        tick="chosen",
    )


def _opened(request: HttpRequest, now: datetime) -> dict[str, object]:
    """The rows of the unit asked for."""
    unit = unit_tree().get(request.GET.get("unit", ""))
    if unit is None:
        return {}
    overdue_at = now if request.GET.get("overdue") else None
    rows = [
        CaseRow(
            title=case.title,
            url=reverse("desk_case", args=[case.number]),
            number=case.number,
            quiet=entries.entry(case, now).where,
            due=due_of(case.due_at, case.due_clock, now),
        )
        for case in queries.of_unit(unit.code, overdue_at=overdue_at, limit=WAITING)
    ]
    return {"opened": unit, "opened_rows": rows, "opened_overdue": overdue_at is not None}


def _order(case: queries.Waiting, unit: str, suggested: Sequence[entries.Suggestion]) -> services.Order:
    """To the chosen unit, or to the first suggested; basis and row are the suggestion's where it is the same unit."""
    if unit == SUGGESTED:
        unit = suggested[0].unit if suggested else ""
    same = next((one for one in suggested if one.unit == unit), None)
    basis, token = (say(same.basis), same.token) if same else ("", "")
    return services.Order(number=case.number, unit=unit, basis=basis, seen=case.seq, token=token)


def _posted(request: HttpRequest, case: queries.Waiting | None, number: str) -> services.Order:
    seen = request.POST.get(f"seen-{number}", "")
    filled = {"unit": request.POST.get(f"unit-{number}", ""), CITED: request.POST.get(f"row-{number}", "")}
    if case:
        proposing.keep_citation_only_if_it_fits(case, filled)
    return services.Order(
        number=number,
        unit=filled["unit"],
        basis=request.POST.get(f"basis-{number}", ""),
        seen=read_whole(seen, digits=9),
        token=filled.get(CITED, "") if case else "",
    )


def _tomorrow(now: datetime) -> datetime:
    """Midnight that ends the town's day."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
