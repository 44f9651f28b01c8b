"""Staff at rounds: those under way and over, projects that wait, and a new one."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.guards import guarded
from doorstep.doors.web.judging.running import MAY, me
from doorstep.doors.web.judging.shaping import shown
from doorstep.doors.web.judging.typed import day, whole
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.store.cases.about import about
from doorstep.wings.judging import queries
from doorstep.wings.judging.services import begin_round
from doorstep.wings.projects.queries import Asked, projects


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
            opens_on=day(typed, "opens_on", _("从哪天开始")),
            closes_on=day(typed, "closes_on", _("到哪天为止")),
            sheets=whole(typed, "sheets", _("纸表几份")),
            by=me(request),
            now=timezone.now(),
        )
    except FormRefused as refused:
        return _asking(request, context, number, typed, field_sentences(refused))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return _asking(request, context, number, typed, {})
    return redirect("office_round", made.code)


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
            "help": _("每份有自己的二维码和编号，只能用一次；不用纸写 0。抽样的一轮每个抽到的人一份，不用写"),
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
