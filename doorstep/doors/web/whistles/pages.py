"""The page of one whistle, and of one turnout: where, why, who commands, who has come, and what I may do now."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.cases import standing_of, told_of
from doorstep.doors.web.desk.forms import Attempt, StepForm, step_forms
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.guards import guarded
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.whistles.entering import context_of, turns_out
from doorstep.doors.web.whistles.shapes import left, level_words, whistle_row
from doorstep.kernel.case import Case
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases import ties
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held, find
from doorstep.store.cases.stories import Line, story_of
from doorstep.store.cases.tracing import trace
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.whistles import queries, services

CHECK_IN = "check_in"
KINDS = ("whistle", "turnout")
# What one came for, by verb: it stands open on the page, the rest is folded away.
FIRST = ("check_in", "ask_leave", "let_go", "approve", "call", "release", "rate_unit", "rate_whistle")
AT_WORK = ("called", "on_site", "refused")
SHOWN = ("reason", "tried", "lacking", "commander_name")


@guarded(turns_out)
@never_cache
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """?step= opens that step's form. A case of another kind is shown on its own page."""
    held = held_case(request, number)
    if held.case.mechanism not in KINDS:
        return redirect("desk_case", number)
    return show(request, held, wanted=request.GET.get("step", ""))


def show(
    request: HttpRequest, held: Held, *, wanted: str = "", attempt: Attempt | None = None, status: int = 200
) -> HttpResponse:
    """The page, also after a step was refused: then with what was typed."""
    context = context_of(request) | standing_of(held)
    desk: Desk = context["desk"]
    above = ties.above(held.case.id)
    whistle = held if held.case.mechanism == "whistle" else _whistle_among(above)
    line = queries.newest("w.case_id = %s", [whistle.case.id], after=None, limit=1)
    turnouts = queries.beneath([whistle.case.id]).get(whistle.case.id, [])
    if not line:
        raise CaseNotFound
    lines = story_of(whistle.case, law(whistle.law_id), "staff")
    if request.method != "HEAD":
        trace(whistle.case.id, desk.actor, "story", now=desk.now)
    forms = forms_of(request, held, attempt=attempt, wanted=wanted)
    first = _first(forms, turnouts)
    own = lines if whistle is held else story_of(held.case, law(held.law_id), "staff")
    context |= {
        "whistle": whistle_row(line[0], turnouts, desk.keys, desk.now),
        "is_turnout": held.case.mechanism == "turnout",
        "level": level_words(line[0].level),
        "asked": _asked(lines),
        "first": first,
        "forms": [form for form in forms if form is not first],
        "every_form": forms,
        "due": left(held.case.due_at, _next_clock(held), held.case.urgency, desk.now),
        "unit": unit_tree().label(held.case.lead_unit),
        "story": told_of(held, own, desk)["lines"],
        "above": [one for one in above if one.mechanism not in KINDS],
        "address": request.path if request.method == "GET" else "",
    }
    return render(request, "whistles/page.html", context, status=status)


def _first(forms: Sequence[StepForm], turnouts: Sequence[queries.TurnoutLine]) -> StepForm | None:
    """A whistle is not offered to be released while somebody is still at work; it can be, further down."""
    is_awaited = any(one.state in AT_WORK for one in turnouts)
    usual = [form for form in forms if form.step.verb in FIRST and not (form.step.verb == "release" and is_awaited)]
    return next((form for verb in FIRST for form in usual if form.step.verb == verb), None)


def _whistle_among(above: Sequence[ties.Tied]) -> Held:
    """The whistle that a turnout hangs beneath. Raises CaseNotFound."""
    found = next((one for one in above if one.mechanism == "whistle"), None)
    whistle = find(found.id) if found else None
    if whistle is None:
        raise CaseNotFound
    return whistle


def _next_clock(held: Held) -> str:
    running = held.running
    return min(running, key=lambda name: str(running[name]), default="")


def _asked(lines: list[Line]) -> list[tuple[Any, Any]]:
    """What the whistler said, and who commands by name, the last who was named."""
    said = {answer.name: answer for line in lines for answer in line.answers if answer.name in SHOWN}
    return [(said[name].label, said[name].value) for name in SHOWN if name in said]


def forms_of(request: HttpRequest, held: Held, *, attempt: Attempt | None, wanted: str) -> tuple[StepForm, ...]:
    """The steps open to me, as this page asks for them: called units are proposed, a position is chosen among places near."""
    forms = step_forms(request, held, attempt=attempt, wanted=wanted)
    return tuple(_fitted(form, held) for form in forms)


def _fitted(form: StepForm, held: Held) -> StepForm:
    if form.step.verb == CHECK_IN:
        return replace(form, fields=tuple(_near(field, held.case) for field in form.fields))
    if form.step.verb in ("approve", "call"):
        asked = asked_units(held)
        return replace(form, fields=tuple(_proposed(field, asked) for field in form.fields))
    return form


def asked_units(held: Held) -> tuple[str, ...]:
    """Those whom the whistle asked for."""
    return tuple(services.asked_units(held.case.id))


def _proposed(field: FormField, asked: tuple[str, ...]) -> FormField:
    """Those who were asked for come first, ticked; the others are few enough to scroll."""
    if field.name != "units":
        return field
    first = [option for option in field.options if option.code in asked]
    rest = [option for option in field.options if option.code not in asked]
    return replace(field, options=(*first, *rest), value=field.value or asked)


def _near(field: FormField, case: Case) -> FormField:
    """The position is hidden and filled by the phone; without it one chooses among the places around the spot."""
    if field.name in ("lon", "lat"):
        return replace(field, kind="hidden")
    if field.name != "place":
        return field
    return replace(field, options=places_near(case.place_path), help=_("定不了位，就在这里选。"))


def places_near(path: str) -> tuple[Option, ...]:
    """The spot itself, what lies below it, and the places beside it."""
    town = atlas()
    spot = town.at(path)
    if spot is None:
        return ()
    below = town.children(spot.code)
    beside = [one for one in town.children(spot.parent) if one.code != spot.code]
    return (
        Option(code=spot.code, label=spot.label, group=_("现场")),
        *(Option(code=one.code, label=one.label, group=_("现场里面")) for one in below),
        *(Option(code=one.code, label=one.label, group=_("附近")) for one in beside),
    )
