"""Takes a step on a whistle or a turnout. What is refused comes back with everything typed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.forms import Attempt, keep_new_photos, typed_in
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.desk.stepping import LONGEST_KEY
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import guarded
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.whistles.entering import turns_out
from doorstep.doors.web.whistles.pages import KINDS, show
from doorstep.doors.web.words import say
from doorstep.kernel.mechanism import Step
from doorstep.kernel.refusals import CaseNotFound, FormRefused, Refusal
from doorstep.kernel.visibility import in_view
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held, find
from doorstep.wings.whistles.services import take_step

BACK_TO_WHISTLE = ("let_go", "keep", "insist", "excuse", "rate_unit")


@guarded(turns_out)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """POST does; GET leads to the page with the form open."""
    held = held_case(request, number)
    wanted = next((one for one in law(held.law_id).steps if one.verb == verb), None)
    if wanted is None or held.case.mechanism not in KINDS:
        raise CaseNotFound
    if request.method == "GET":
        return redirect(f"{reverse('whistle', args=[number])}?step={verb}")
    return _take(request, held, wanted)


def _take(request: HttpRequest, held: Held, wanted: Step) -> HttpResponse:
    key = request.POST.get("key", "")[:LONGEST_KEY] or fresh_key()
    seen = request.POST.get("seen", "")
    form = typed_in(request, wanted)
    try:
        keep_new_photos(request, wanted, form)
        done = take_step(
            case_id=held.case.id,
            verb=wanted.verb,
            form=form,
            actor=actor_of(request),
            key=key,
            seen=read_whole(seen, digits=8),
            now=timezone.now(),
        )
    except FormRefused as refused:
        return _again(request, held, Attempt(verb=wanted.verb, filled=form, key=key, refused=refused))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        attempt = Attempt(verb=wanted.verb, filled=form, key=key, why=sentence(refusal))
        return _again(request, held, attempt, refusal.status)
    state = say(law(held.law_id).state(done.state).label)
    messages.success(request, _("%(step)s：好了，现在是“%(state)s”。") % {"step": say(wanted.label), "state": state})
    return _onward(request, held, wanted)


def _onward(request: HttpRequest, held: Held, wanted: Step) -> HttpResponse:
    after = find(held.case.id)
    if after is None or not in_view(actor_of(request), after.case, towns.pack().roles):
        return redirect("whistles")
    if wanted.verb in BACK_TO_WHISTLE and request.POST.get("next") == "whistle":
        return redirect("whistle", request.POST.get("whistle", "")[:24] or held.case.number)
    return redirect("whistle", held.case.number)


def _again(request: HttpRequest, held: Held, attempt: Attempt, status: int = 422) -> HttpResponse:
    after = find(held.case.id)
    if after is None or not in_view(actor_of(request), after.case, towns.pack().roles):
        raise CaseNotFound
    return show(request, after, attempt=attempt, status=status)
