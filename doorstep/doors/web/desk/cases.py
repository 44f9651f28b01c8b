"""One case as staff see it: what was said, where it stands, what I may do, and everything that happened."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from doorstep.doors.web.clock_words import due_of
from doorstep.doors.web.desk.alike import may_be_alike
from doorstep.doors.web.desk.facts import facts_of
from doorstep.doors.web.desk.forms import Attempt, step_forms
from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.holding import held_case, is_sealed
from doorstep.doors.web.desk.pages import own_page
from doorstep.doors.web.desk.parties import rows_of, together
from doorstep.doors.web.desk.story import duties_of, said_in, shown, story_lines
from doorstep.doors.web.desk.veil import WhyOpen, check_reason, may_know, read_by
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import capabilities, guarded, staff
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.triage.hints import hints_of
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.routing import ReporterHidden
from doorstep.kernel.standing import owed_by
from doorstep.store.cases import ties, towns
from doorstep.store.cases.about import Contact, about, contacts_of
from doorstep.store.cases.laws import law
from doorstep.store.cases.lines import owed_words
from doorstep.store.cases.locking import Held
from doorstep.store.cases.stories import Line
from doorstep.store.cases.tracing import trace
from doorstep.store.people.acting import names_of


@guarded(staff)
@never_cache
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """?step= opens that step's form. What is sealed has a door of its own, for its keeper alone."""
    if "sealed" in capabilities(request) and is_sealed(number):
        return redirect(f"{reverse('sealed')}?{urlencode({'case': number})}")
    return page(request, held_case(request, number), wanted=request.GET.get("step", ""))


@guarded(staff)
@never_cache
@require_GET
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """What stands beside my work: the masked digest and the steps. Opens nothing that is sealed."""
    held = held_case(request, number)
    context = frame(request) | standing_of(held) | {"about": about(held.case.id), "is_panel": True}
    context |= {"forms": step_forms(request, held), "dues": _dues(held, context["desk"])}
    return render(request, "desk/panel.html", context)


@guarded(staff)
@never_cache
@require_POST
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """The reporters' names and phones, on request, traced."""
    held = held_case(request, number)
    desk: Desk = frame(request)["desk"]
    if not may_know(held.case, desk.actor):
        raise ReporterHidden
    trace(held.case.id, desk.actor, "contact", now=desk.now)
    return page(request, held, contacts=contacts_of(held.case.id))


@guarded(staff)
@never_cache
@require_POST
def original(request: HttpRequest, number: str) -> HttpResponse:
    """What was said, unmasked, to a person who says why; traced with the reason."""
    held = held_case(request, number)
    desk: Desk = frame(request)["desk"]
    try:
        reason = check_reason(request.POST.get("reason", ""))
    except WhyOpen as refused:
        return page(request, held, why_not_opened=sentence(refused), status=refused.status)
    trace(held.case.id, desk.actor, "original", now=desk.now, reason=reason)
    return page(request, held, is_opened=True)


def page(
    request: HttpRequest,
    held: Held,
    *,
    wanted: str = "",
    attempt: Attempt | None = None,
    contacts: list[Contact] | None = None,
    is_opened: bool = False,
    why_not_opened: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page, also after a step was refused: then with what was typed, and with where the case stands now."""
    context = frame(request)
    desk: Desk = context["desk"]
    is_hidden = not may_know(held.case, desk.actor)
    lines = read_by(desk.actor, held, is_opened=is_opened)
    if not _is_lean(request):
        trace(held.case.id, desk.actor, "story", now=desk.now)
    context |= standing_of(held) | told_of(held, lines, desk)
    known = about(held.case.id)
    forms = step_forms(request, held, attempt=attempt, wanted=wanted)
    context |= {
        "about": known,
        "own_page": own_page(request, held.case.mechanism, held.case.number),
        "together": together(held, ties.beneath(held.case.id), desk),
        "above": rows_of(ties.above(held.case.id), desk),
        "facts": facts_of(held, known),
        "forms": forms,
        "hint": hints_of([held.case]).get(held.case.id),
        "may_sort": any(form.step.verb == "sort" for form in forms),
        "key": fresh_key(),
        "seeks_alike": may_be_alike(held),
        "lost": _lost(attempt, {form.step.verb for form in forms}, law(held.law_id)),
        "contacts": contacts,
        "is_reporter_hidden": is_hidden,
        "is_veiled": is_hidden and not is_opened,
        "why_not_opened": why_not_opened,
        "has_contact": known.has_guardian or any(hint.has_name or hint.has_phone for hint in known.reporters),
    }
    return render(request, "desk/case.html", context, status=status)


def _is_lean(request: HttpRequest) -> bool:
    """HEAD shows nothing."""
    return request.method == "HEAD"


def standing_of(held: Held) -> dict[str, Any]:
    """Where it stands, and who owes the next step."""
    shown_case, mechanism = held.case, law(held.law_id)
    state = mechanism.state(shown_case.state)
    return {
        "case": shown_case,
        "number": shown_case.number,
        "mechanism": mechanism,
        "state": state,
        "owed": owed_words(owed_by(state.owner, shown_case, towns.pack().parties)),
    }


def _dues(held: Held, desk: Desk) -> list[Any]:
    why = reverse("desk_case_clocks", args=[held.case.number])
    return [due_of(duty, desk.now, why_url=why) for duty in duties_of(held.case.id) if duty.stopped_at is None]


def told_of(held: Held, lines: list[Line], desk: Desk) -> dict[str, Any]:
    """The story; its first line stands above, as the word that was said."""
    duties = duties_of(held.case.id)
    names = names_of(line.actor_id for line in lines if line.actor_id and line.actor_kind == "staff")
    why = reverse("desk_case_clocks", args=[held.case.number])
    first = lines[0] if lines else None
    running = [due_of(duty, desk.now, why_url=why) for duty in duties if duty.stopped_at is None]
    return {
        "lines": story_lines(lines, names, duties, desk.now),
        "word": said_in(first.answers) if first else "",
        "word_photos": [shown(photo, first) for photo in first.photos] if first else [],
        "dues": running,
    }


def _lost(attempt: Attempt | None, offered: set[str], mechanism: Mechanism) -> dict[str, Any] | None:
    """What was typed into a form that is no longer offered: shown to be copied, never thrown away."""
    if attempt is None or attempt.verb in offered:
        return None
    step = mechanism.step(attempt.verb)
    typed = [
        (field.label, attempt.filled.get(field.name))
        for field in step.form
        if field.kind in ("text", "line") and attempt.filled.get(field.name)
    ]
    return {"label": step.label, "why": attempt.why or _("这一步现在不能办了。"), "typed": typed}
