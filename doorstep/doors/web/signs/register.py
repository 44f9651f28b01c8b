"""The register of signs: those below one's own places, each with its figures; made singly or for a whole street, and retired."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.desk.rows import rows_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.resident.asking import place_options
from doorstep.doors.web.shapes import FormField, Option, Pager
from doorstep.doors.web.speaking import field_sentences
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.store.cases.named_lists import lines_of
from doorstep.store.places.atlas import atlas
from doorstep.wings.signs import queries
from doorstep.wings.signs.models import Sign
from doorstep.wings.signs.services import (
    Made,
    Plate,
    SignUnknown,
    find_sign,
    make_for_street,
    make_signs,
    restore,
    retire,
)

MAY = "signs"


def paths_of(desk: Desk) -> list[str]:
    """The places whose signs are this person's."""
    return ["/"] if desk.view.everything else list(desk.view.place_paths)


def own_sign(desk: Desk, code: str) -> Sign:
    """Raises SignUnknown for one that hangs elsewhere, or nowhere."""
    sign = find_sign(code)
    if sign is None or not any(sign.place_path.startswith(path) for path in paths_of(desk)):
        raise SignUnknown
    return sign


def check_own(desk: Desk, place: str) -> None:
    """Raises SignUnknown for a place outside one's own."""
    spot = atlas().get(place)
    if spot and not any(spot.path.startswith(path) for path in paths_of(desk)):
        raise SignUnknown


@guarded(may(MAY))
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """GET lists and asks for one more; POST makes it, or one for each place of a street."""
    if request.method == "GET":
        return page(request)
    desk: Desk = frame(request, "signs")["desk"]
    typed = {name: request.POST.get(name, "") for name in ("name", "place", "spot", "category", "street", "level")}
    check_own(desk, typed["street"] or typed["place"])
    by, now = actor_of(request).id, timezone.now()
    try:
        if "street" in request.POST:
            made = make_for_street(typed["street"], typed["level"], by=by, now=now)
        else:
            named = ("name", "place", "spot", "category")
            made = make_signs([Plate(**{name: typed[name] for name in named})], by=by, now=now)
    except FormRefused as refused:
        return page(request, typed, refused)
    messages.success(request, made_words(made))
    return redirect("signs")


def made_words(made: Made) -> str:
    """How many are new, and how many were there before."""
    said = ngettext("新做了 %(count)s 个码牌。", "新做了 %(count)s 个码牌。", len(made.fresh)) % {
        "count": len(made.fresh)
    }
    if made.before:
        said += _("另有 %(count)s 个早就有了，没有重做。") % {"count": made.before}
    return said


def page(
    request: HttpRequest, typed: dict[str, str] | None = None, refused: FormRefused | None = None, **more: Any
) -> HttpResponse:
    """The register; `more` is what came of an import."""
    context = frame(request, "signs")
    q, is_retired = request.GET.get("q", "")[:60], request.GET.get("retired") == "1"
    after = request.GET.get("after", "")
    rows, onward = queries.signs(
        paths_of(context["desk"]),
        is_retired=is_retired,
        q=q,
        after=read_whole(after) or 0,
    )
    asked = {"q": q, "retired": int(is_retired)}
    context |= {
        "rows": [{"row": row, "where": atlas().label(row.place_path)} for row in rows],
        "wanted": q,
        "is_retired": is_retired,
        "single": _single(typed or {}, refused),
        "street": _street(typed or {}, refused),
        "refused": refused,
        "pager": Pager(
            newer_url=f"?{urlencode(asked)}" if after else "",
            older_url=f"?{urlencode({**asked, 'after': onward})}" if onward else "",
        ),
        **more,
    }
    return render(request, "signs/register.html", context, status=422 if refused or more.get("why") else 200)


def _single(typed: dict[str, str], refused: FormRefused | None) -> list[FormField]:
    classes = [Option(code=one.code, label=one.label) for one in towns.pack().categories.classes]
    fields = [
        FormField(name="name", kind="line", label=_("叫什么"), help=_("例如“农贸市场南门”"), max_length=60),
        FormField(name="place", kind="choice", label=_("在哪个社区"), as_list=True, options=place_options()),
        FormField(name="spot", kind="line", label=_("具体位置"), required=False, max_length=60),
        FormField(
            name="category", kind="choice", label=_("先选好的分类"), required=False, as_list=True, options=classes
        ),
    ]
    return _filled(fields, typed, refused)


def _street(typed: dict[str, str], refused: FormRefused | None) -> list[FormField]:
    streets = [Option(code=one.code, label=one.label) for one in atlas().of_level("street")]
    levels = [Option(code="community", label=_("每个社区一个")), Option(code="grid", label=_("每个网格一个"))]
    fields = [
        FormField(name="street", kind="choice", label=_("街道或镇"), as_list=True, options=streets),
        FormField(name="level", kind="choice", label=_("做多少"), options=levels, value="community"),
    ]
    return _filled(fields, typed, refused)


def _filled(fields: list[FormField], typed: dict[str, str], refused: FormRefused | None) -> list[FormField]:
    wrong = field_sentences(refused) if refused else {}
    return [
        replace(
            field,
            value=typed.get(field.name) or field.value,
            errors=(wrong[field.name],) if field.name in wrong else (),
            id_prefix="sign-",
        )
        for field in fields
    ]


@guarded(may(MAY))
@never_cache
@require_safe
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """One of them: its figures, its days, and the reports behind them."""
    context = frame(request, "signs")
    desk: Desk = context["desk"]
    one = own_sign(desk, code)
    scans, reports = queries.totals(one)
    context |= {
        "sign": one,
        "where": atlas().label(one.place_path),
        "category": towns.pack().categories.label(one.category) if one.category else None,
        "url": request.build_absolute_uri(reverse("sign", args=[one.code])),
        "scans": scans,
        "reports": reports,
        "days": queries.days(one, until=timezone.localdate()),
        "rows": rows_of(lines_of(queries.came_by(one), desk.view, now=desk.now)),
    }
    return render(request, "signs/sign.html", context)


@guarded(may(MAY))
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Retire it, or hang it up again."""
    one = own_sign(frame(request, "signs")["desk"], code)
    if request.POST.get("to") == "restore":
        restore(one)
        messages.success(request, _("码牌又启用了。"))
    else:
        retire(one, now=timezone.now())
        messages.success(request, _("码牌停用了。扫它的人会看到一句说明，照样能说事。"))
    return redirect("sign_record", code=one.code)
