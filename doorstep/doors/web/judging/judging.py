"""我来评: one page for whoever judges, on a phone, without an account. A link or code on paper leads here."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.judging.shaping import questions
from doorstep.doors.web.limits import JUDGED, too_often
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.wings.judging import queries
from doorstep.wings.judging.models import Drawn, Round
from doorstep.wings.judging.services import Given, check_open, judge_online, token_hash

BROWSER = "judging_browser"


def round_named(code: str) -> Round:
    """Raises Http404."""
    found = queries.round_of(code[:12])
    if found is None:
        raise Http404
    return found


def typed_grades(request: HttpRequest, one: Round) -> dict[str, str]:
    """What was chosen and written."""
    names = [item.code for item in queries.judging().system(one.system, one.version).indicators]
    return {name: request.POST.get(name, "").replace("\x00", "")[:1000] for name in (*names, "overall", "words")}


def given_of(typed: dict[str, str]) -> Given:
    """As the wing wants it."""
    grades = {name: value for name, value in typed.items() if name not in ("overall", "words")}
    return Given(overall=typed["overall"], grades=grades, words=typed["words"])


@guarded(everyone)
@never_cache
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, code: str) -> HttpResponse:
    """?k= is the secret part of a link that was given to somebody drawn."""
    one = round_named(code)
    token = (request.POST.get("k", "") or request.GET.get("k", ""))[:32].replace("\x00", "")
    try:
        check_open(one, timezone.now())
        if request.method == "GET":
            return _page(request, one, token, {})
        if (wait := too_often(request, JUDGED)) is not None:
            return wait
        typed = typed_grades(request, one)
        judge_online(one, given_of(typed), token=token, browser=_browser(request), now=timezone.now())
    except FormRefused as refused:
        return _page(request, one, token, typed, field_sentences(refused))
    except Refusal as refusal:
        context = {"round": one, "why": sentence(refusal), "is_over": one.closed_at is not None}
        return render(
            request, "judging/stopped.html", context, status=refusal.status if request.method == "POST" else 200
        )
    return render(request, "judging/thanks.html", {"round": one, "token": token, "may_look": _may_look(one, token)})


def _browser(request: HttpRequest) -> str:
    if BROWSER not in request.session:
        request.session[BROWSER] = secrets.token_hex(16)
    return str(request.session[BROWSER])


def _may_look(one: Round, token: str) -> bool:
    return bool(token) and Drawn.objects.filter(round=one, token=token_hash(token), is_visitor=True).exists()


def _page(
    request: HttpRequest, one: Round, token: str, typed: dict[str, str], wrong: dict[str, str] | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "round": one,
        "token": token,
        "fields": questions(one, typed, wrong or {}),
        "needs_link": one.is_sampled and not token,
        "may_look": _may_look(one, token),
    }
    return render(request, "judging/judge.html", context, status=422 if wrong else 200)
