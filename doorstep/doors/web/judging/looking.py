"""我来看: whoever was drawn to go and look writes what they saw."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.judging.judging import round_named
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import DateUnreadable, FormRefused, Refusal
from doorstep.wings.judging import queries
from doorstep.wings.judging.services import look


@guarded(everyone)
@never_cache
@require_http_methods(["GET", "POST"])
def look_at(request: HttpRequest, code: str) -> HttpResponse:
    """?k= as in the link."""
    one = round_named(code)
    token = (request.POST.get("k", "") or request.GET.get("k", ""))[:32].replace("\x00", "")
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in ("visited_on", "observation", "overall")}
    context: dict[str, Any] = {"round": one, "token": token}
    if request.method == "GET":
        fields = _fields({"visited_on": timezone.localdate().isoformat()}, {})
        return render(request, "judging/look.html", context | {"fields": fields})
    try:
        day = _day(typed["visited_on"])
        look(
            one,
            token=token,
            visited_on=day,
            observation=typed["observation"],
            overall=typed["overall"],
            now=timezone.now(),
        )
    except FormRefused as refused:
        return render(
            request, "judging/look.html", context | {"fields": _fields(typed, field_sentences(refused))}, status=422
        )
    except Refusal as refusal:
        context |= {"why": sentence(refusal), "is_over": one.closed_at is not None}
        return render(request, "judging/stopped.html", context, status=refusal.status)
    return render(request, "judging/thanks.html", context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FormRefused({"visited_on": DateUnreadable(field=_("哪天去看的"))}) from None


def _fields(typed: dict[str, str], wrong: dict[str, str]) -> list[FormField]:
    grades = tuple(Option(code=code, label=grade.label) for code, grade in queries.judging().grades.items())
    asked: tuple[dict[str, Any], ...] = (
        {"name": "visited_on", "kind": "date", "label": _("哪天去看的")},
        {
            "name": "observation",
            "kind": "text",
            "label": _("看到了什么"),
            "help": _("工作人员看过以后会公开；不写人名、门牌、电话"),
            "max_length": 1000,
        },
        {"name": "overall", "kind": "choice", "label": _("总的来说，您满意吗？"), "options": grades},
    )
    return [
        FormField(**one, value=typed.get(one["name"], ""), errors=(wrong[one["name"]],) if one["name"] in wrong else ())
        for one in asked
    ]
