"""One step of the reporter's own: its form made from the mechanism's fields, taken once however often it is sent."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.form_keys import fresh_key, read_key
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import REPORTS, too_often
from doorstep.doors.web.resident.asking import place_options
from doorstep.doors.web.resident.holding import held_case, resident_of
from doorstep.doors.web.resident.story import to_you
from doorstep.doors.web.shapes import Option
from doorstep.doors.web.words import say
from doorstep.kernel.decide import check_open, check_standing
from doorstep.kernel.mechanism import Step
from doorstep.kernel.refusals import CaseNotFound, FormRefused
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held
from doorstep.store.people.units import unit_tree
from doorstep.wings.intake.photos import keep_photos


@guarded(everyone)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """GET asks, POST does. A step that is not the reporter's does not exist here; one not open now is refused in words."""
    held = held_case(request, number)
    wanted = _step_of(request, held, verb)
    if request.method == "POST":
        return _take(request, held, wanted)
    check_open(held.case, law(held.law_id), wanted)
    return _page(request, held, wanted, key=fresh_key(), seen=str(held.case.memory.moved))


def _step_of(request: HttpRequest, held: Held, verb: str) -> Step:
    mechanism, actor = law(held.law_id), resident_of(request)
    for candidate in mechanism.steps:
        if candidate.verb == verb and not candidate.joins:  # what is the same is asked before a report is sent
            check_standing(held.case, candidate, actor, towns.pack().parties)
            return candidate
    raise CaseNotFound


def _take(request: HttpRequest, held: Held, wanted: Step) -> HttpResponse:
    if (refused := too_often(request, REPORTS)) is not None:
        return refused
    key = read_key(request.POST)
    seen = request.POST.get("seen", "")
    form: dict[str, Any] = {}
    try:
        form = _form(request, wanted)
        done = act(
            case_id=held.case.id,
            verb=wanted.verb,
            form=form,
            actor=resident_of(request),
            now=timezone.now(),
            key=key,
            seen=read_whole(seen, digits=8),
        )
    except FormRefused as fault:
        return _page(request, held, wanted, key=key, seen=seen, filled=form or _texts(request, wanted), refused=fault)
    state = law(held.law_id).state(done.state)
    messages.success(request, _("记下了。%(state)s。") % {"state": say(to_you(state.plain))})
    return redirect("my_case", number=held.case.number)


def _texts(request: HttpRequest, wanted: Step) -> dict[str, Any]:
    """What was typed, without photos."""
    form: dict[str, Any] = {}
    for field in wanted.form:
        if field.kind == "photo":
            continue
        form[field.name] = request.POST.getlist(field.name) if field.multiple else request.POST.get(field.name, "")
    return form


def _form(request: HttpRequest, wanted: Step) -> dict[str, Any]:
    """What was typed, and the digests of the photos that came along. Raises FormRefused for a photo that is none."""
    form = _texts(request, wanted)
    for field in wanted.form:
        if field.kind != "photo":
            continue
        kept = [sha for sha in request.POST.getlist(f"{field.name}_kept")[:20] if len(sha) == 64]
        uploads = [upload for upload in request.FILES.getlist(field.name) if upload]
        form[field.name] = keep_photos(
            uploads, already=kept, field=field.name, uploaded_by="resident", now=timezone.now()
        )
    return form


def _page(
    request: HttpRequest,
    held: Held,
    wanted: Step,
    *,
    key: str,
    seen: str,
    filled: Mapping[str, Any] | None = None,
    refused: FormRefused | None = None,
) -> HttpResponse:
    kinds = {field.kind for field in wanted.form}
    options = {
        "unit": tuple(Option(code=unit.code, label=unit.label) for unit in unit_tree().all())
        if "unit" in kinds
        else (),
        "place": place_options() if "place" in kinds else (),
    }
    context = {
        "number": held.case.number,
        "step": wanted,
        "why": to_you(wanted.why),
        "fields": form_fields(wanted.form, filled=filled, refused=refused, options=options),
        "key": key,
        "seen": seen,
    }
    return render(request, "resident/step.html", context, status=422 if refused else 200)
