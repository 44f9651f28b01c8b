"""What may be called now, and one call: the matter, the phone on request, then one question a screen."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.frame import frame
from doorstep.doors.web.dues import due_of
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.shapes import CaseRow, Figure
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.doors.web.words import say
from doorstep.kernel.mechanism import Field
from doorstep.kernel.refusals import CaseNotFound, FormRefused, Refusal
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.about import contacts_of
from doorstep.store.cases.acting import act
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.tracing import trace
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas, community_path
from doorstep.wings.callbacks import queries
from doorstep.wings.callbacks.queries import Sheet
from doorstep.wings.callbacks.rules import DONE_STATES

VERBS = ("missed", "answer", "decline")
MOST_TRIES = 3
WORDS = ("words",)  # what is written down as said: its fault stands beside it
callers = may("call_back")


@guarded(callers)
@never_cache
@require_safe
def callbacks(request: HttpRequest) -> HttpResponse:
    """Due now, the most pressing first."""
    context = frame(request, "callbacks")
    now = context["now"]
    counts = queries.counts(now)
    context |= {
        "figures": [
            Figure(value=str(counts.due), label=_("现在可以打")),
            Figure(value=str(counts.overdue), label=_("已超期"), tone="late" if counts.overdue else "none"),
            Figure(
                value=str(counts.resting), label=_("换个时段再打"), definition=_("没打通的，到下一个时段自动回到这里")
            ),
        ],
        "rows": [_row(sheet, now) for sheet in queries.due_now()],
        "page": queries.PAGE,
    }
    return render(request, "callbacks/list.html", context)


def _row(sheet: Sheet, now: Any) -> CaseRow:
    tries = _("打过 %(tries)d 次") % {"tries": sheet.tries} if sheet.tries else ""
    return CaseRow(
        title=sheet.title,
        url=reverse("callback", args=[sheet.number]),
        number=sheet.number,
        quiet=" · ".join(part for part in (say(_where(sheet)), tries) if part),
        next=_unit(sheet),
        due=due_of(sheet.due_at, "callback", now),
    )


def _where(sheet: Sheet) -> Words:
    """Down to the community: the door is nobody's business on the phone."""
    return atlas().label(community_path(sheet.place_path) or sheet.place_path)


def _unit(sheet: Sheet) -> Words | str:
    return unit_tree().label(sheet.unit) if sheet.unit in unit_tree() else ""


@guarded(callers)
@never_cache
@require_safe
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Before the call."""
    return _page(request, _sheet(number))


@guarded(callers)
@never_cache
@require_POST
def phone(request: HttpRequest, number: str) -> HttpResponse:
    """The reporter's name and phone, on request, traced."""
    sheet = _sheet(number)
    if sheet.state != "due":
        return redirect("callback", number)
    trace(sheet.case_id, actor_of(request), "contact", now=timezone.now())
    return _page(request, sheet, contacts=contacts_of(sheet.case_id))


def _sheet(number: str) -> Sheet:
    sheet = queries.sheet_numbered(number)
    if sheet is None:
        raise CaseNotFound
    return sheet


def _page(request: HttpRequest, sheet: Sheet, *, why: str = "", status: int = 200, **more: Any) -> HttpResponse:
    context = frame(request, "callbacks") | _shown(sheet) | more
    missed = current_law("callback").mechanism.step("missed")
    context |= {"missed": missed, "reasons": missed.form[0].choices, "key": fresh_key(), "why": why}
    return render(request, "callbacks/call.html", context, status=status)


def _shown(sheet: Sheet) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "number": sheet.number,
        "where": _where(sheet),
        "unit": _unit(sheet),
        "kind": towns.pack().categories.label(sheet.category),
        "due": due_of(sheet.due_at, "callback", timezone.now()) if sheet.state == "due" else None,
        "state": current_law("callback").mechanism.state(sheet.state),
        "this_try": sheet.tries + 1,
        "most_tries": MOST_TRIES,
        "may_call": sheet.state == "due" and sheet.case_state in DONE_STATES,
    }


@guarded(callers)
@never_cache
@require_safe
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """The first question that has no answer yet; after the last one everything once more, and the reporter's own words."""
    sheet = _sheet(number)
    if sheet.state != "due":
        return redirect("callback", number)
    return _ask(request, sheet, {name: request.GET.get(name, "")[:40] for name in request.GET})


def _ask(
    request: HttpRequest, sheet: Sheet, given: dict[str, str], *, refused: FormRefused | None = None
) -> HttpResponse:
    form = current_law("callback").mechanism.step("answer").form
    questions = [field for field in form if field.kind == "choice"]
    answered = {field.name: given[field.name] for field in questions if _is_choice(field, given.get(field.name, ""))}
    left = [field for field in questions if field.name not in answered]
    context = frame(request, "callbacks") | _shown(sheet)
    context |= {
        "question": left[0] if left else None,
        "turn": len(questions) - len(left) + 1,
        "of": len(questions) + 1,
        "answered": answered,
        "told": [(field, _label(field, answered[field.name])) for field in questions if field.name in answered],
        "fields": form_fields([field for field in form if field.kind == "text"], filled=given, refused=refused),
        "problems": [sentence(fault) for name, fault in refused.faults.items() if name not in WORDS] if refused else (),
        "key": fresh_key(),
    }
    return render(request, "callbacks/ask.html", context, status=422 if refused else 200)


def _is_choice(field: Field, code: str) -> bool:
    return any(choice.code == code for choice in field.choices)


def _label(field: Field, code: str) -> Words:
    return next(choice.label for choice in field.choices if choice.code == code)


@guarded(callers)
@never_cache
@require_POST
def take(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Not reached, answered, or would not answer."""
    sheet = _sheet(number)
    if verb not in VERBS:
        raise CaseNotFound
    step = current_law("callback").mechanism.step(verb)
    form = {field.name: request.POST.get(field.name, "") for field in step.form}
    key = request.POST.get("key", "")[:64] or fresh_key()
    try:
        done = act(case_id=sheet.id, verb=verb, form=form, actor=actor_of(request), now=timezone.now(), key=key)
    except FormRefused as refused:
        if verb == "answer":
            return _ask(request, sheet, form, refused=refused)
        return _page(request, sheet, why=" ".join(field_sentences(refused).values()), status=422)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, _sheet(number), why=sentence(refusal), status=refusal.status)
    state = current_law("callback").mechanism.state(done.state)
    messages.success(request, _("记下了：%(state)s（%(number)s）") % {"state": say(state.label), "number": number})
    return redirect("callbacks")
