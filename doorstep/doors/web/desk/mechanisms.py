"""机制: the laws in force, each drawn, with every step, who takes it, what it starts, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.frame import frame
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.words import language
from doorstep.kernel.diagram import svg
from doorstep.kernel.mechanism import Mechanism, Step
from doorstep.kernel.refusals import CaseNotFound
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import LawUnknown, current_law


@guarded(staff)
@require_safe
def mechanisms(request: HttpRequest) -> HttpResponse:
    """All that the pack brings."""
    known = [(one, len(one.states), len(one.steps)) for one in towns.pack().mechanisms.values()]
    return render(request, "desk/mechanisms.html", {**frame(request, "mechanisms"), "mechanisms": known})


@guarded(staff)
@require_safe
def mechanism(request: HttpRequest, name: str) -> HttpResponse:
    """The version under which new cases are opened."""
    try:
        shown = current_law(name).mechanism
    except LawUnknown as unknown:
        raise CaseNotFound from unknown
    drawn = svg(shown, language(), parties=towns.pack().parties)
    context = {
        "mechanism": shown,
        "diagram": mark_safe(drawn),  # made by the kernel, which escapes every word of a pack
        "steps": [_row(step, shown) for step in (shown.opening, *shown.steps)],
    }
    return render(request, "desk/mechanism.html", frame(request, "mechanisms") | context)


def _row(step: Step, whole: Mechanism) -> dict[str, object]:
    states = {state.name: state.label for state in whole.states}
    parties, clocks = towns.pack().parties, towns.pack().clocks.labels
    return {
        "step": step,
        "from": [states[name] for name in step.leaves if name in states],
        "into": [states[name] for name in step.ways],
        "who": [parties[name].label for name in step.who],
        "form": [field.label for field in step.form],
        "starts": [clocks.get(name, Words(zh=name, en=name)) for name in sorted(step.starts_ever)],
        "stops": [clocks.get(name, Words(zh=name, en=name)) for name in step.stops],
        "tells": [parties[name].label for name in step.tells],
    }
