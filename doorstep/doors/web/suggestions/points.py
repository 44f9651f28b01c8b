"""民情民意观测点: the register with its figures, and the quick list by which an observer hands in what was heard."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.form_keys import fresh_key, read_key
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.resident.asking import place_options
from doorstep.doors.web.shapes import Figure, FormField
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.doors.web.suggestions import campaigns
from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FormRefused, KeyUsedDifferently, Refusal
from doorstep.store.cases.codes import show_code
from doorstep.store.people.duty import Holder, holders
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.phones import PhoneUnreadable, read_phone
from doorstep.wings.suggestions import queries
from doorstep.wings.suggestions.campaigns import GoldenIdea, close_point, hand_in, is_mine, set_up_point
from doorstep.wings.suggestions.models import Point

ROWS = 6
MOST_ROWS = 50
ROLE = "observer"
FIRST = "came"


@guarded(may("suggestions"))
@never_cache
@require_http_methods(["GET", "POST"])
def points(request: HttpRequest) -> HttpResponse:
    """GET lists and asks for a new one; POST sets it up."""
    if request.method == "GET":
        return _page(request, {})
    typed = {name: request.POST.get(name, "") for name in ("name", "place", "schedule")}
    context_now = frame(request, "points")["now"]
    try:
        made = set_up_point(**typed, now=context_now)
    except FormRefused as refused:
        return _page(request, typed, refused)
    messages.success(request, _("观测点设好了：%(name)s。") % {"name": made.name})
    return redirect("points")


def _page(request: HttpRequest, typed: dict[str, str], refused: FormRefused | None = None) -> HttpResponse:
    context = frame(request, "points")
    found = queries.points()
    totals = queries.sums("point", [one.code for one in found])
    here = holders([ROLE], under="/", today=campaigns.today())
    wrong = field_sentences(refused) if refused else {}
    context |= {
        "rows": [
            {
                "row": one,
                "place": atlas().label(one.place_path),
                "total": totals[one.code],
                "figures": _figures(totals[one.code], reverse("point", args=[one.code])),
                "observers": _names(here, one),
            }
            for one in found
        ],
        "fields": [
            FormField(name="name", kind="line", label=_("叫什么"), value=typed.get("name", ""), max_length=60),
            FormField(
                name="place",
                kind="choice",
                label=_("在哪里"),
                as_list=True,
                value=typed.get("place", ""),
                options=place_options(),
            ),
            FormField(
                name="schedule",
                kind="line",
                label=_("什么时候有人"),
                help=_("例如“每周三上午 9 点到 11 点”"),
                value=typed.get("schedule", ""),
                max_length=120,
            ),
        ],
        "is_asked": refused is not None or not found,
    }
    context["fields"] = [_with(field, wrong) for field in context["fields"]]
    return render(request, "suggestions/points.html", context, status=422 if refused else 200)


def _names(here: Sequence[Holder], point: Point) -> tuple[str, ...]:
    """Who observes there: those with a post of observer at its place."""
    return tuple(dict.fromkeys(one.name for one in here if one.place_path == point.place_path))


def _with(field: FormField, wrong: dict[str, str]) -> FormField:
    return replace(field, errors=(wrong[field.name],)) if field.name in wrong else field


@guarded(may("suggestions"))
@never_cache
@require_safe
def point(request: HttpRequest, code: str) -> HttpResponse:
    """One of them: its figures, and the suggestions behind that which was asked for, each opening its case."""
    one, figure = Point.objects.filter(code=code[:20]).first(), request.GET.get("figure", FIRST)
    if one is None or figure not in queries.FIGURES:
        raise Http404
    here = reverse("point", args=[one.code])
    context = frame(request, "points")
    context |= campaigns.behind(request, "point", one.code, figure, stay=f"?figure={figure}&")
    for row in context["rows"]:
        row["url"] = reverse("desk_case_by_id", args=[row["record"].mark.id])
    context |= {
        "point": one,
        "place": atlas().label(one.place_path),
        "observers": _names(holders([ROLE], under="/", today=campaigns.today()), one),
        "figures": _figures(queries.sums("point", [one.code])[one.code], here),
    }
    return render(request, "suggestions/point.html", context)


def _figures(total: queries.Sum, at: str) -> list[Figure]:
    """Each with the address of what is behind it."""
    return campaigns.figures_of(total, lambda name: f"{at}?figure={name}")


@guarded(may("suggestions"))
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """No more words are handed in there."""
    close_point(code[:20])
    messages.success(request, _("观测点停用了，以前录的都还在。"))
    return redirect("points")


@guarded(may("observe"))
@never_cache
@require_safe
def observed(request: HttpRequest, code: str) -> HttpResponse:
    """What is behind the figures of one's own point: where, how far, since when. An observer opens no case."""
    one, figure = Point.objects.filter(code=code[:20]).first(), request.GET.get("figure", FIRST)
    if one is None or figure not in queries.FIGURES or not is_mine(actor_of(request), one):
        raise Http404
    context = frame(request, "observe")
    context |= campaigns.behind(request, "point", one.code, figure, stay=f"?figure={figure}&")
    context |= {
        "point": one,
        "figures": _figures(queries.sums("point", [one.code])[one.code], reverse("observed", args=[one.code])),
    }
    return render(request, "suggestions/observed.html", context)


@guarded(may("observe"))
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def observe(request: HttpRequest) -> HttpResponse:
    """One line a word; each becomes a suggestion with a receipt of its own, shown once to be handed over."""
    actor = actor_of(request)
    mine = [one for one in queries.points() if one.is_open and is_mine(actor, one)]
    if request.method == "GET":
        return _asking(request, mine, _blank(), fresh_key(), request.GET.get("point", ""))
    lines = _lines(request)
    chosen = next((one for one in mine if one.code == request.POST.get("point", "")), None)
    key = read_key(request.POST)
    problem = "" if chosen else _("请选是在哪个观测点听到的。")
    problem = problem or ("" if any(line["said"] for line in lines) else _("一条也没有写。"))
    wrong = [] if problem else _wrong(lines)
    if problem or wrong or chosen is None:
        return _asking(request, mine, lines, key, chosen.code if chosen else "", problem, wrong)
    try:
        return _hand_in(request, chosen, lines, actor, key)
    except KeyUsedDifferently:
        said = _("刚才那一份已经录入了。如果这是另外的话，请再按一次“录入”。")
        return _asking(request, mine, lines, fresh_key(), chosen.code, said)
    except Refusal as refusal:
        return _asking(request, mine, lines, key, chosen.code, sentence(refusal))


def _hand_in(
    request: HttpRequest, point: Point, lines: Sequence[dict[str, str]], actor: Actor, key: str
) -> HttpResponse:
    given = [line for line in lines if line["said"]]
    ideas = [
        GoldenIdea(said=line["said"], name=" ".join(line["name"].split()), phone=read_phone(line["phone"]))
        for line in given
    ]
    context = frame(request, "observe")
    unit = next(
        (post.unit for post in actor.posts if post.place_path and point.place_path.startswith(post.place_path)), ""
    )
    opened = hand_in(point.code, ideas, actor=actor, unit=unit, key=key, now=context["now"])
    context |= {
        "point": point,
        "rows": [
            {"said": one.said[:40], "number": each.number, "code": show_code(each.code) if each.code else ""}
            for one, each in zip(ideas, opened, strict=True)
        ],
    }
    return render(request, "suggestions/handed_in.html", context)


def _blank() -> list[dict[str, str]]:
    return [{"said": "", "name": "", "phone": ""} for _turn in range(ROWS)]


def _lines(request: HttpRequest) -> list[dict[str, str]]:
    columns = {name: request.POST.getlist(name)[:MOST_ROWS] for name in ("said", "name", "phone")}
    size = max(len(column) for column in columns.values())
    return [
        {name: column[turn].strip() if turn < len(column) else "" for name, column in columns.items()}
        for turn in range(size)
    ]


def _wrong(lines: Sequence[dict[str, str]]) -> list[str]:
    """One sentence for each line at fault, with its number."""
    found = []
    for turn, line in enumerate(lines, 1):
        if len(line["said"]) > 2000:
            found.append(_("第 %(line)s 条太长了，最多 2000 个字。") % {"line": turn})
        try:
            read_phone(line["phone"])
        except PhoneUnreadable as fault:
            found.append(_("第 %(line)s 条：%(why)s") % {"line": turn, "why": sentence(fault)})
        if not line["said"] and (line["name"] or line["phone"]):
            found.append(_("第 %(line)s 条只有人，没有话。") % {"line": turn})
    return found


def _asking(
    request: HttpRequest,
    mine: Sequence[Point],
    lines: Sequence[dict[str, str]],
    key: str,
    point: str,
    problem: str = "",
    wrong: Sequence[str] = (),
) -> HttpResponse:
    context: dict[str, Any] = frame(request, "observe")
    totals = queries.sums("point", [one.code for one in mine])
    filled = [line for line in lines if any(line.values())]
    context |= {
        "points": [
            {"row": one, "figures": _figures(totals[one.code], reverse("observed", args=[one.code]))} for one in mine
        ],
        "chosen": point or (mine[0].code if len(mine) == 1 else ""),
        "lines": list(enumerate([*filled, *_blank()][: max(ROWS, len(filled) + 1)], 1)),
        "key": key,
        "problems": [*([problem] if problem else []), *wrong],
        "said": ngettext("一次最多 %(most)s 条", "一次最多 %(most)s 条", MOST_ROWS) % {"most": MOST_ROWS},
    }
    return render(request, "suggestions/observe.html", context, status=422 if problem or wrong else 200)
