"""我来评: one page for whoever judges, on a phone, without an account. A link or code on paper leads here.

Whoever judged already is shown what was taken, and changes it where the round's law lets them. Staff who are signed in may enter what
somebody told them in person. Shows nothing of what others said.
"""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.form_keys import fresh_key, read_key
from doorstep.doors.web.guards import capabilities, everyone, guarded
from doorstep.doors.web.judging.shaping import questions, taken
from doorstep.doors.web.limits import JUDGED, too_often
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.wings.judging import queries
from doorstep.wings.judging.answering import Given, Ticket, answer_by, given_by, judge_for, judge_online, may_change
from doorstep.wings.judging.links import token_hash
from doorstep.wings.judging.models import Answer, Drawn, Round
from doorstep.wings.judging.rules import AnsweredBefore
from doorstep.wings.judging.services import check_open

BROWSER = "judging_browser"
HELPERS = {"judging", "ballots"}


def round_named(code: str) -> Round:
    """Raises Http404."""
    found = queries.round_of(code[:12])
    if found is None:
        raise Http404
    return found


def typed_grades(request: HttpRequest, one: Round) -> dict[str, str]:
    """What was chosen and written."""
    names = [item.code for item in queries.law_of(one).system.indicators]
    return {name: request.POST.get(name, "").replace("\x00", "")[:1000] for name in (*names, "overall", "words")}


def given_of(typed: dict[str, str]) -> Given:
    """As the wing wants it."""
    grades = {name: value for name, value in typed.items() if name not in ("overall", "words")}
    return Given(overall=typed["overall"], grades=grades, words=typed["words"])


@guarded(everyone)
@never_cache
@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, code: str) -> HttpResponse:
    """?k= is the secret part of a link that was given to somebody drawn, ?s= the key of a paper sheet, ?change=1 asks again."""
    one = round_named(code)
    ticket = _ticket(request, one)
    try:
        check_open(one, timezone.now())
        if request.method == "GET" and ticket.sheet and _may_enter(request):
            return redirect(f"{reverse('office_round_paper', args=[one.code])}?{urlencode({'s': ticket.sheet})}")
        if request.method == "GET":
            return _asked(request, one, ticket)
        if (wait := too_often(request, JUDGED)) is not None:
            return wait
        typed = typed_grades(request, one)
        return _take(request, one, ticket, typed)
    except FormRefused as refused:
        return _page(request, one, ticket, typed, field_sentences(refused))
    except Refusal as refusal:
        context = {"round": one, "why": sentence(refusal), "is_over": one.closed_at is not None}
        return render(
            request, "judging/stopped.html", context, status=refusal.status if request.method == "POST" else 200
        )


def _ticket(request: HttpRequest, one: Round) -> Ticket:
    """From the form or the address; the browser's own mark is made with its first answer."""
    given = {
        name: (request.POST.get(name, "") or request.GET.get(name, ""))[:32].replace("\x00", "") for name in ("k", "s")
    }
    if request.method == "POST" and not one.is_sampled and BROWSER not in request.session:
        request.session[BROWSER] = secrets.token_hex(16)
    return Ticket(token=given["k"], sheet=given["s"], browser=str(request.session.get(BROWSER, "")))


def may_help(request: HttpRequest) -> bool:
    """Staff who count ballots or run rounds may ask somebody in person and enter it."""
    return request.user.is_authenticated and bool(capabilities(request) & HELPERS)


def _may_enter(request: HttpRequest) -> bool:
    """Whoever runs rounds has scanned a sheet that came back."""
    return request.user.is_authenticated and "judging" in capabilities(request)


def _asked(request: HttpRequest, one: Round, ticket: Ticket) -> HttpResponse:
    if one.is_sampled and not (ticket.token or ticket.sheet):
        return _page(request, one, ticket, {})
    before = answer_by(one, ticket)
    if before is None:
        return _page(request, one, ticket, {})
    if "change" in request.GET and may_change(one, before):
        given = given_by(before)
        return _page(request, one, ticket, {**given.grades, "overall": given.overall, "words": given.words})
    return _taken(request, one, ticket, before)


def _take(request: HttpRequest, one: Round, ticket: Ticket, typed: dict[str, str]) -> HttpResponse:
    given, now = given_of(typed), timezone.now()
    if not (request.POST.get("helped") and may_help(request)):
        return _taken(request, one, ticket, judge_online(one, given, ticket, now=now), is_new=True)
    me = actor_of(request).id
    assert me is not None
    told = Ticket(token=ticket.token, sheet=ticket.sheet, browser=f"helped {read_key(request.POST)}")
    try:
        judge_for(one, given, told, by=me, now=now)
    except AnsweredBefore:
        if ticket.token or ticket.sheet:
            raise
    return render(request, "judging/helped.html", {"round": one, "ticket": ticket})


def _may_look(one: Round, token: str) -> bool:
    found = Drawn.objects.filter(round=one, token=token_hash(token), is_visitor=True, gone_at=None)
    return bool(token) and found.exists()


def _taken(request: HttpRequest, one: Round, ticket: Ticket, answer: Answer, *, is_new: bool = False) -> HttpResponse:
    context = {
        "round": one,
        "ticket": ticket,
        "is_new": is_new,
        "taken": taken(one, given_by(answer)),
        "may_change": may_change(one, answer),
        "by_staff": answer.way != "online",
        "may_look": _may_look(one, ticket.token),
        "may_help": may_help(request),
    }
    return render(request, "judging/thanks.html", context)


def _page(
    request: HttpRequest, one: Round, ticket: Ticket, typed: dict[str, str], wrong: dict[str, str] | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "round": one,
        "ticket": ticket,
        "fields": questions(one, typed, wrong or {}),
        "needs_link": one.is_sampled and not (ticket.token or ticket.sheet),
        "may_look": _may_look(one, ticket.token),
        "may_help": may_help(request),
        "is_helped": bool(request.POST.get("helped")) or "helped" in request.GET,
        "key": read_key(request.POST) if request.method == "POST" else fresh_key(),
        "changes": queries.law_of(one).may_change,
    }
    return render(request, "judging/judge.html", context, status=422 if wrong else 200)
