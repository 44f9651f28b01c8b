"""Staff at rounds: begin, draw, print, enter paper sheets, read what was seen, close."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.judging.judging import given_of, round_named, typed_grades
from doorstep.doors.web.judging.shaping import questions, shown
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import DateUnreadable, FormRefused, NumberUnreadable, Refusal
from doorstep.store.cases.about import about
from doorstep.wings.judging import queries
from doorstep.wings.judging.models import Round, Visit
from doorstep.wings.judging.services import (
    begin_round,
    close_round,
    draw_people,
    judge_on_paper,
    link_token,
    sheet_key,
)
from doorstep.wings.projects.queries import Asked, projects

MAY = may("judging")


@guarded(MAY)
@never_cache
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds, and projects that wait to be judged."""
    found = queries.rounds(limit=200)
    running = [one for one in found if one.closed_at is None]
    judged = {one.project_number for one in running}
    context = frame(request, "judging") | {
        "open": running,
        "results": [shown(result) for result in queries.results([one for one in found if one.closed_at is not None])],
        "waiting": [one for one in projects(Asked(states=("accepted",)), limit=100) if one.number not in judged],
        "rule": queries.judging().rule,
    }
    return render(request, "judging/office.html", context)


@guarded(MAY)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, number: str) -> HttpResponse:
    """A round on a project."""
    held, context, today = held_case(request, number), frame(request, "judging"), timezone.localdate()
    if request.method == "GET":
        typed = {
            "ask": "open",
            "opens_on": today.isoformat(),
            "closes_on": (today + timedelta(days=14)).isoformat(),
            "sheets": "0",
        }
        return _asking(request, context, number, typed)
    typed = {
        name: request.POST.get(name, "").replace("\x00", "") for name in ("ask", "opens_on", "closes_on", "sheets")
    }
    try:
        made = begin_round(
            held.case,
            about(held.case.id).title,
            is_sampled=typed["ask"] == "sampled",
            opens_on=_day(typed, "opens_on", _("从哪天开始")),
            closes_on=_day(typed, "closes_on", _("到哪天为止")),
            sheets=_whole(typed, "sheets", _("纸表几份")),
            by=_me(request),
            now=timezone.now(),
        )
    except FormRefused as refused:
        return _asking(request, context, number, typed, field_sentences(refused))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return _asking(request, context, number, typed, {})
    return redirect("office_round", made.code)


def _day(typed: dict[str, str], name: str, label: str) -> date:
    try:
        return date.fromisoformat(typed[name])
    except ValueError:
        raise FormRefused({name: DateUnreadable(field=label)}) from None


def _whole(typed: dict[str, str], name: str, label: str) -> int:
    text = typed[name].strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise FormRefused({name: NumberUnreadable(field=label)})
    return int(text)


def _asking(
    request: HttpRequest,
    context: dict[str, Any],
    number: str,
    typed: dict[str, str],
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    asks = (
        Option(code="open", label=_("开放"), help=_("谁愿意谁评；结果不代表所有人")),
        Option(code="sampled", label=_("抽样"), help=_("从名单里抽，种子先公布指纹，抽完公开")),
    )
    asked: tuple[dict[str, Any], ...] = (
        {"name": "ask", "kind": "choice", "label": _("怎么问"), "options": asks},
        {"name": "opens_on", "kind": "date", "label": _("从哪天开始")},
        {"name": "closes_on", "kind": "date", "label": _("到哪天为止"), "help": _("这一天也算在内")},
        {
            "name": "sheets",
            "kind": "number",
            "label": _("纸表几份"),
            "help": _("每份有自己的编号，只能录一次；不用纸写 0"),
        },
    )
    context |= {
        "number": number,
        "fields": [
            FormField(
                **one,
                value=typed.get(one["name"], ""),
                errors=((wrong or {})[one["name"]],) if one["name"] in (wrong or {}) else (),
            )
            for one in asked
        ],
    }
    return render(request, "judging/new.html", context, status=422 if wrong is not None else 200)


@guarded(MAY)
@never_cache
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Its way in, its draw, its sheets, what was seen; how many answered, and nothing of what they said while it is open."""
    return _one(request, code)


def _round(request: HttpRequest, code: str) -> Round:
    """A round is as visible as its project. Raises Http404, CaseNotFound."""
    found = round_named(code)
    held_case(request, found.project_number)
    return found


def _one(request: HttpRequest, code: str, **more: Any) -> HttpResponse:
    found = _round(request, code)
    url = request.build_absolute_uri(reverse("judge", args=[found.code]))
    context = frame(request, "judging") | {
        "round": found,
        "url": url,
        "qr": mark_safe(segno.make(url, error="m").svg_inline(omitsize=True, border=0)),
        "came": found.answers.count(),
        "visits": queries.visits_of([found.pk], is_public=False),
        "paper": questions(found, {}, {}, is_staff=True) if found.sheets and found.closed_at is None else [],
        "one": shown(queries.results([found])[0]) if found.closed_at is not None else None,
        **more,
    }
    return render(request, "judging/office_one.html", context, status=422 if more.get("wrong") else 200)


@guarded(MAY)
@never_cache
@require_POST
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """Draw from a pasted roll. Who was drawn is shown this once: only hashes stay."""
    found = _round(request, code)
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in ("roll", "wanted", "visitors")}
    try:
        wanted, visitors = _whole(typed, "wanted", _("抽几个人")), _whole(typed, "visitors", _("其中几个去现场看"))
        lines = draw_people(found, typed["roll"].splitlines(), wanted, visitors)
    except FormRefused as refused:
        return _one(request, code, typed=typed, wrong=field_sentences(refused))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("office_round", code)
    found.refresh_from_db()
    url = request.build_absolute_uri(reverse("judge", args=[found.code]))
    drawn = [(rank, line, f"{url}?k={link_token(found, rank)}") for rank, line in enumerate(lines, 1)]
    return _one(request, code, drawn=drawn)


def _me(request: HttpRequest) -> UUID:
    """Whoever is signed in, as everybody is who comes past the guard."""
    me = actor_of(request).id
    assert me is not None
    return me


@guarded(MAY)
@require_POST
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a sheet by its key."""
    found = _round(request, code)
    typed, sheet = typed_grades(request, found), request.POST.get("sheet", "").replace("\x00", "")[:20]
    try:
        judge_on_paper(found, given_of(typed), sheet=sheet, by=_me(request), now=timezone.now())
    except FormRefused as refused:
        wrong = field_sentences(refused)
        return _one(
            request,
            code,
            paper=questions(found, typed, wrong, is_staff=True),
            sheet=sheet,
            sheet_wrong=wrong.get("sheet", ""),
            wrong=wrong,
        )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("office_round", code)
    messages.success(request, _("录下了：%(sheet)s。") % {"sheet": sheet})
    return redirect("office_round", code)


@guarded(MAY)
@never_cache
@require_safe
def sheets(request: HttpRequest, code: str) -> HttpResponse:
    """Sheets to print, each with its key."""
    found = _round(request, code)
    context = {
        "round": found,
        "keys": [sheet_key(found, number) for number in range(1, found.sheets + 1)],
        "fields": questions(found, {}, {}),
    }
    return render(request, "judging/sheets.html", context)


@guarded(MAY)
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Count and propose; the project waits for a person's decision."""
    found = _round(request, code)
    try:
        close_round(found, actor=frame(request, "judging")["desk"].actor, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("office_round", code)
    messages.success(request, _("这一轮结束了，等人定推、调、退。"))
    return redirect("office_project", found.project_number)


@guarded(MAY)
@require_POST
def show(request: HttpRequest, code: str, visit: int) -> HttpResponse:
    """What a resident saw is made public by somebody who read it."""
    found = _round(request, code)
    Visit.objects.filter(round=found, pk=min(visit, 2**62)).update(is_public=True)
    return redirect("office_round", code)
