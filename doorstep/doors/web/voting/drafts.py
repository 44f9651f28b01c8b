"""A poll is drafted and changed by staff: one form, options a line each as they are pasted from a sheet. Keeps what was typed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.guards import guarded, may, unit_that_may
from doorstep.doors.web.office.frame import frame, key_of
from doorstep.doors.web.resident.asking import place_options
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.speaking import field_sentences
from doorstep.doors.web.voting.listed import lines_for, numbers_of, place_for
from doorstep.doors.web.voting.mine import check_own, may_name, own_poll
from doorstep.doors.web.voting.plans import BY_TEMPLATE, read_plan, typed_plan, written_plan
from doorstep.kernel.refusals import FormRefused
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting.drafting import AlreadyAnnounced, change_poll, draft_poll, state_of
from doorstep.wings.voting.lawful import templates
from doorstep.wings.voting.queries import plan_of
from doorstep.wings.voting.rules import APPROVAL, CONSENT, LAWFUL, POINTS, RANKS, REFERENCE

FRESH = {
    "form": APPROVAL,
    "most": "3",
    "rule": "top_k",
    "seats": "3",
    "basis": REFERENCE,
    "is_secret": "on",
    "may_change": "on",
    "at_overflow": "skip",
}


@guarded(may("polls"))
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An empty form, one with the candidates of ?candidate=…&candidate=… as its options, or a new poll."""
    if request.method == "GET":
        desk, picked = frame(request, "polls")["desk"], request.GET.getlist("candidate")
        options = request.GET.get("options", "") or lines_for(desk, picked)
        place = request.GET.get("place", "") or place_for(desk, picked)
        return _page(request, {**FRESH, "place": place, "options": options})
    typed = typed_plan(request.POST)
    desk = frame(request, "polls")["desk"]
    try:
        plan = read_plan(typed, may_name(desk))
        check_own(desk, plan.place)
        unit = unit_that_may(request, "polls")
        poll = draft_poll(plan, actor=desk.actor, unit=unit, key=key_of(request), now=timezone.now())
    except FormRefused as refused:
        return _page(request, typed, refused)
    messages.success(request, _("起草好了。接着定名册，再公布。"))
    return redirect("office_poll", number=poll.number)


@guarded(may("polls"))
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft. Raises AlreadyAnnounced."""
    desk: Desk = frame(request, "polls")["desk"]
    poll = own_poll(desk, number)
    if state_of(poll) != "drafted":
        raise AlreadyAnnounced
    if request.method == "GET":
        plan = plan_of(poll)
        return _page(request, written_plan(plan, numbers_of(plan.options)), number=number)
    typed = typed_plan(request.POST)
    try:
        plan = read_plan(typed, may_name(desk, poll))
        check_own(desk, plan.place)
        change_poll(poll, plan, actor=desk.actor)
    except FormRefused as refused:
        return _page(request, typed, refused, number=number)
    messages.success(request, _("改好了。"))
    return redirect("office_poll", number=number)


def _page(
    request: HttpRequest, typed: dict[str, str], refused: FormRefused | None = None, *, number: str = ""
) -> HttpResponse:
    wrong = field_sentences(refused) if refused else {}
    fields = [
        FormField(**one, value=typed.get(one["name"], ""), errors=(wrong[one["name"]],) if one["name"] in wrong else ())
        for one in _asked()
    ]
    context = frame(request, "polls") | {
        "fields": fields,
        "refused": refused,
        "number": number,
        "action": reverse("edit_poll", args=[number]) if number else reverse("new_poll"),
    }
    return render(request, "voting/draft.html", context, status=422 if refused else 200)


def _asked() -> tuple[dict[str, Any], ...]:
    return (*_matter(), *_filling(), *_counting(), *_standing())


def _matter() -> tuple[dict[str, Any], ...]:
    """What it is about."""
    rows_help = _(
        "一行一项：名称 | 造价（元） | 地点 | 类别 | 征集项编号 | 至少给多少（元）。后面几样可以不写；可以从表格里整段粘过来。"
    )
    return (
        {"name": "title", "kind": "line", "label": _("题目"), "max_length": 80},
        {
            "name": "question",
            "kind": "text",
            "label": _("问大家什么"),
            "help": _("用大白话，一两句"),
            "max_length": 2000,
            "rows": 2,
        },
        {"name": "place", "kind": "choice", "label": _("在哪个地方"), "as_list": True, "options": _places()},
        {"name": "options", "kind": "text", "label": _("选项"), "help": rows_help, "rows": 8},
    )


def _filling() -> tuple[dict[str, Any], ...]:
    """How a ballot is filled in."""
    forms = (
        Option(code=APPROVAL, label=_("勾选：最多选几项")),
        Option(code=RANKS, label=_("排名次")),
        Option(code=POINTS, label=_("分配分数")),
        Option(code=CONSENT, label=_("同意、不同意、弃权")),
    )
    return (
        {"name": "form", "kind": "choice", "label": _("怎么填"), "options": forms},
        {"name": "most", "kind": "number", "label": _("最多选几项（排到第几、总分多少）")},
    )


def _counting() -> tuple[dict[str, Any], ...]:
    """The rule, published before the vote."""
    rules = (
        Option(code="top_k", label=_("取前几名"), help=_("例如前十")),
        Option(code="greedy", label=_("按票数往下排，钱用完为止")),
        Option(code="equal_shares", label=_("均等份额"), help=_("每张票一样多的钱，大家合起来买")),
        *(Option(code=f"{BY_TEMPLATE}{name}", label=one.title, help=one.source) for name, one in templates().items()),
    )
    overflows = (
        Option(code="skip", label=_("跳过它，看下一项")),
        Option(code="stop", label=_("到它为止")),
        Option(code="part", label=_("先给一部分"), help=_("只给选项里写明“至少给多少”的")),
    )
    rules_help = _(
        "取前几名：只看票数。按票数往下排：钱有总数，票多的先，买得起就选上。均等份额：每张票分到一样多的钱，想要同一项的人"
        "合起来买，人少的一片也选得上几项。其余是依法表决，门槛照法条。"
    )
    quotas_help = _("一行一条，例如：类别 照明 最多 2 项；地点 每个 至少 1 项；类别 绿化 最多 50000 元。")
    return (
        {"name": "rule", "kind": "choice", "label": _("怎么算"), "help": rules_help, "options": rules, "as_list": True},
        {"name": "seats", "kind": "number", "label": _("取前几名"), "required": False},
        {"name": "budget", "kind": "money", "label": _("总共多少钱（元）"), "required": False},
        {
            "name": "at_overflow",
            "kind": "choice",
            "label": _("往下排时钱不够付一项，怎么办"),
            "options": overflows,
            "required": False,
        },
        {
            "name": "quotas",
            "kind": "text",
            "label": _("各地点、各类别的名额"),
            "help": quotas_help,
            "rows": 3,
            "required": False,
        },
        {
            "name": "conflicts",
            "kind": "text",
            "label": _("只能选一个的选项"),
            "help": _("一行一组，写选项的序号或者名称，例如：1 | 3"),
            "rows": 2,
            "required": False,
        },
        {"name": "least_votes", "kind": "number", "label": _("至少多少票才选"), "required": False},
    )


def _standing() -> tuple[dict[str, Any], ...]:
    """What the vote is worth, who may see and change a ballot, and when."""
    bases = (
        Option(code=REFERENCE, label=_("议事参考"), help=_("供议事时参考，不是依法表决")),
        Option(code=LAWFUL, label=_("依法表决"), help=_("法律规定的表决，须另符合法定门槛")),
    )
    return (
        {"name": "basis", "kind": "choice", "label": _("算不算数"), "options": bases},
        {"name": "is_secret", "kind": "flag", "label": _("不记名"), "required": False},
        {"name": "may_change", "kind": "flag", "label": _("截止前可以改，只算最后一次"), "required": False},
        {"name": "opens_at", "kind": "moment", "label": _("什么时候开始"), "help": _("例如 2026-12-01 09:00")},
        {"name": "closes_at", "kind": "moment", "label": _("什么时候截止"), "help": _("例如 2026-12-07 18:00")},
    )


def _places() -> tuple[Option, ...]:
    whole = atlas().children()[0]
    streets = tuple(Option(code=one.code, label=one.label) for one in atlas().of_level("street"))
    return (Option(code=whole.code, label=whole.label), *streets, *place_options())
