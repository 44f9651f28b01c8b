"""The loop 环 of one theme: cases before, what was gathered and collected, talks, tasks, projects, cases after. For staff."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.loops import Station, drawn
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.themes.themes import cases_url, theme_held
from doorstep.store.cases import ties
from doorstep.store.cases.about import about
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held
from doorstep.store.people.units import unit_tree
from doorstep.wings.projects.bloodline import Origin, bloodline, grown_beneath
from doorstep.wings.themes import queries


@guarded(may("themes"))
@never_cache
@require_safe
def loop(request: HttpRequest, number: str) -> HttpResponse:
    """Below the picture stand the records of each station."""
    held = theme_held(request, number)
    context = frame(request, "themes" if held.case.mechanism == "theme" else "estates")
    beneath, line = ties.beneath(held.case.id), bloodline(held.case.id)
    parts = _parts(line, beneath, grown_beneath(held.case.id))
    measured = queries.measured(held.case, now=context["now"])
    context |= {
        "case": held.case,
        "about": about(held.case.id),
        "parts": parts,
        "loop": drawn(
            _stations(held, measured, parts),
            (law(held.law_id).state(held.case.state).label, unit_tree().label(held.case.lead_unit)),
        ),
    }
    return render(request, "themes/loop.html", context)


def _parts(
    line: Sequence[Origin], beneath: Sequence[ties.Tied], projects: Sequence[tuple[Any, str, str]]
) -> list[dict[str, Any]]:
    """What each station holds: its name, what it is called, its records as number, words and address."""
    by: dict[str, list[tuple[str, Any, str]]] = {}
    for one in line:
        mechanism = law(one.law_id)
        name = one.mechanism if one.mechanism in ("suggestion", "candidate", "assembly") else "case"
        if name != "case" or not mechanism.is_inner:
            row = (one.number, mechanism.state(one.state).label, reverse("desk_case", args=[one.number]))
            by.setdefault(name, []).append(row)
    by["task"] = [
        (one.number, one.state_label, reverse("desk_case", args=[one.number]))
        for one in beneath
        if one.kind == "theme_task"
    ]
    by["project"] = [(number, title, reverse("office_project", args=[number])) for _id, number, title in projects]
    labels = {
        "case": _("归集的诉求"),
        "suggestion": _("人民建议"),
        "candidate": _("征集项"),
        "assembly": _("议事"),
        "task": _("任务"),
        "project": _("项目"),
    }
    return [{"name": name, "label": label, "rows": by.get(name, [])} for name, label in labels.items()]


def _stations(held: Held, measured: queries.Measured, parts: Sequence[dict[str, Any]]) -> list[Station]:
    seen = measured.windows
    return [
        Station(name="before", label=_("之前的诉求"), count=str(measured.before), url=cases_url(held, seen.before)),
        *(
            Station(name=one["name"], label=one["label"], count=str(len(one["rows"])), url=f"#{one['name']}-title")
            for one in parts
        ),
        Station(
            name="after",
            label=_("再量诉求"),
            count="—" if measured.after is None else str(measured.after),
            url=cases_url(held, seen.after) if seen.after else reverse("theme", args=[held.case.number]),
        ),
    ]
