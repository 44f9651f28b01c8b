"""Staff at campaigns: make one, end it early, publish the answer. Days are checked; what is over stays over."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, may, unit_that_may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.doors.web.suggestions import campaigns
from doorstep.kernel.refusals import DateUnreadable, FormRefused, Refusal
from doorstep.wings.suggestions import queries
from doorstep.wings.suggestions.campaigns import Plan, answer_campaign, end_campaign, start_campaign
from doorstep.wings.suggestions.models import COLLECTION, COUNSEL, Campaign

TEXTS = ("kind", "topic", "text", "ways", "opens_on", "closes_on")
FRESH = {"kind": COLLECTION}


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer that was sent and not taken."""

    code: str
    text: str
    wrong: dict[str, str]


@guarded(may("suggestions"))
@never_cache
@require_http_methods(["GET", "POST"])
def run(request: HttpRequest) -> HttpResponse:
    """GET lists and asks for a new one; POST starts it."""
    if request.method == "GET":
        return _page(request, FRESH | {"ways": _("网上提；到社区当面说；写信寄统筹办")})
    typed = {name: request.POST.get(name, "") for name in TEXTS}
    try:
        plan = Plan(
            kind=typed["kind"],
            topic=typed["topic"],
            text=typed["text"],
            ways=typed["ways"],
            opens_on=_day(typed["opens_on"], "opens_on"),
            closes_on=_day(typed["closes_on"], "closes_on"),
        )
        actor = actor_of(request)
        made = start_campaign(plan, unit=unit_that_may(request, "suggestions"), actor=actor, now=timezone.now())
    except FormRefused as refused:
        return _page(request, typed, refused)
    messages.success(request, _("征集发布了：%(topic)s。") % {"topic": made.topic})
    return redirect("campaign", code=made.code)


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        label = _("从哪天开始") if field == "opens_on" else _("到哪天为止")
        raise FormRefused({field: DateUnreadable(field=label)}) from None


def _page(
    request: HttpRequest,
    typed: dict[str, str],
    refused: FormRefused | None = None,
    *,
    answered: Answered | None = None,
) -> HttpResponse:
    context = frame(request, "campaigns")
    on = campaigns.today()
    found = queries.campaigns(today=on)
    totals = queries.sums("campaign", [one.code for one in found])
    context |= {
        "rows": [
            {**campaigns.shown(one, on), "total": totals[one.code], "field": _answer_field(one, answered)}
            for one in found
        ],
        "fields": _fields(typed, field_sentences(refused) if refused else {}),
        "is_asked": refused is not None or not found,
    }
    return render(request, "suggestions/running.html", context, status=422 if refused or answered else 200)


def _answer_field(one: Campaign, answered: Answered | None) -> FormField:
    """With what was typed, where an answer to this one was refused."""
    mine = answered if answered and answered.code == one.code else None
    return FormField(
        name="answer",
        kind="text",
        label=_("答复"),
        value=mine.text if mine else one.answer,
        errors=tuple(mine.wrong.values()) if mine else (),
        id_prefix=f"{one.code}-",
    )


def _fields(typed: dict[str, str], wrong: dict[str, str]) -> list[FormField]:
    kinds = (Option(code=COLLECTION, label=_("专项征集")), Option(code=COUNSEL, label=_("议政建言")))
    asked: tuple[dict[str, Any], ...] = (
        {"name": "kind", "kind": "choice", "label": _("哪一种"), "options": kinds},
        {"name": "topic", "kind": "line", "label": _("议题"), "max_length": 80},
        {
            "name": "text",
            "kind": "text",
            "label": _("说明"),
            "help": _("为什么征集，想听哪些方面的意见"),
            "max_length": 4000,
        },
        {"name": "ways", "kind": "line", "label": _("途径"), "help": _("除了网上，还可以怎么参加"), "max_length": 500},
        {"name": "opens_on", "kind": "date", "label": _("从哪天开始")},
        {"name": "closes_on", "kind": "date", "label": _("到哪天为止"), "help": _("这一天也算在内")},
    )
    return [
        FormField(**one, value=typed.get(one["name"], ""), errors=(wrong[one["name"]],) if one["name"] in wrong else ())
        for one in asked
    ]


@guarded(may("suggestions"))
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Nothing more comes in from tomorrow on."""
    ended = end_campaign(campaigns.find(code).code, now=timezone.now())
    messages.success(request, _("今天以后不再收：%(topic)s。") % {"topic": ended.topic})
    return redirect("run_campaigns")


@guarded(may("suggestions"))
@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The answer to all who took part, beside the figures."""
    typed = request.POST.get("answer", "")
    try:
        found = answer_campaign(campaigns.find(code).code, typed, now=timezone.now())
    except FormRefused as refused:
        return _page(request, FRESH, answered=Answered(code=code, text=typed, wrong=field_sentences(refused)))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("结果和答复公布了：%(topic)s。") % {"topic": found.topic})
    return redirect("run_campaigns")
