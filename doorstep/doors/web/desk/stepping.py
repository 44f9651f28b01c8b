"""Takes a step from its form. What is refused comes back with everything typed, the reason beside its field or on top, and,
when somebody was quicker, with what happened meanwhile."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.cases import page
from doorstep.doors.web.desk.forms import Attempt, keep_new_photos, typed_in
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.desk.pages import own_page
from doorstep.doors.web.desk.sending import keep_citation_only_if_it_fits
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.words import say
from doorstep.kernel.mechanism import Step
from doorstep.kernel.refusals import CaseNotFound, FormRefused, Refusal
from doorstep.kernel.visibility import in_view
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.store.cases.acting import Done, act
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held, find

LONGEST_KEY = 64


@guarded(staff)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """POST does; GET leads to the page with the form open."""
    held = held_case(request, number)
    wanted = next((one for one in law(held.law_id).steps if one.verb == verb), None)
    if wanted is None:
        raise CaseNotFound
    if request.method == "GET":
        return redirect(f"{reverse('desk_case', args=[number])}?step={verb}")
    return _take(request, held, wanted)


def _take(request: HttpRequest, held: Held, wanted: Step) -> HttpResponse:
    key = request.POST.get("key", "")[:LONGEST_KEY] or fresh_key()
    form = typed_in(request, wanted)
    keep_citation_only_if_it_fits(held.case, form)
    try:
        keep_new_photos(request, wanted, form)
        done = act(
            case_id=held.case.id,
            verb=wanted.verb,
            form=form,
            actor=actor_of(request),
            now=timezone.now(),
            key=key,
            seen=_number(request.POST.get("seen", "")),
        )
    except FormRefused as refused:
        return _again(request, held, Attempt(verb=wanted.verb, filled=form, key=key, refused=refused))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _again(
            request, held, Attempt(verb=wanted.verb, filled=form, key=key, why=sentence(refusal)), refusal.status
        )
    return _onward(request, held, wanted, done)


def _again(request: HttpRequest, held: Held, attempt: Attempt, status: int = 422) -> HttpResponse:
    """The page as the case stands now, with the attempt in it."""
    now_held = find(held.case.id)
    if now_held is None or not in_view(actor_of(request), now_held.case, towns.pack().roles):
        raise CaseNotFound
    return page(request, now_held, attempt=attempt, status=status)


def _onward(request: HttpRequest, held: Held, wanted: Step, done: Done) -> HttpResponse:
    """Back to my work when I came from there or may no longer see the case, else to the case, on its own page where it has one."""
    told: dict[str, Any] = {
        "step": say(wanted.label),
        "number": held.case.number,
        "state": say(law(held.law_id).state(done.state).label),
    }
    if done.is_repeat:
        messages.info(request, _("“%(step)s”先前已经记下，没有重复办理。（%(number)s）") % told)
    elif wanted.ways:
        messages.success(request, _("%(step)s：办好了，现在是“%(state)s”。（%(number)s）") % told)
    else:
        messages.success(request, _("%(step)s：记下了。（%(number)s）") % told)
    if request.POST.get("next") == "work":
        return redirect("my_work")
    after = find(held.case.id)
    if after is None or not in_view(actor_of(request), after.case, towns.pack().roles):
        return redirect("my_work")
    return redirect(
        own_page(request, held.case.mechanism, held.case.number) or reverse("desk_case", args=[held.case.number])
    )


def _number(raw: str) -> int | None:
    return read_whole(raw, digits=8)
