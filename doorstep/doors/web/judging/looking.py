"""我来看: whoever was drawn to go and look writes what they saw."""

from collections.abc import Sequence
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
from doorstep.wings.intake.photos import TooManyPhotos, keep_photos
from doorstep.wings.judging import queries
from doorstep.wings.judging.answering import Ticket, answer_by
from doorstep.wings.judging.models import Round
from doorstep.wings.judging.visiting import check_visitor, look, takes_photos

MOST_PHOTOS = 3


@guarded(everyone)
@never_cache
@require_http_methods(["GET", "POST"])
def look_at(request: HttpRequest, code: str) -> HttpResponse:
    """?k= as in the link."""
    one = round_named(code)
    token = (request.POST.get("k", "") or request.GET.get("k", ""))[:32].replace("\x00", "")
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in ("visited_on", "observation", "overall")}
    context: dict[str, Any] = {"round": one, "token": token}
    photos = [sha for sha in request.POST.getlist("photos_kept")[:MOST_PHOTOS] if len(sha) == 64]
    try:
        check_visitor(one, token, timezone.now())
        if request.method == "GET":
            fields = _fields(one, {"visited_on": timezone.localdate().isoformat()}, {})
            return render(request, "judging/look.html", context | {"fields": fields})
        photos = _photos(request, one, photos)
        day = _day(typed["visited_on"])
        look(
            one,
            token=token,
            visited_on=day,
            observation=typed["observation"],
            overall=typed["overall"],
            photos=photos,
            now=timezone.now(),
        )
    except FormRefused as refused:
        context["fields"] = _fields(one, typed, field_sentences(refused), photos)
        return render(request, "judging/look.html", context, status=422)
    except Refusal as refusal:
        context |= {"why": sentence(refusal), "is_over": one.closed_at is not None}
        return render(
            request, "judging/stopped.html", context, status=refusal.status if request.method == "POST" else 200
        )
    return render(
        request,
        "judging/looked.html",
        context | {"has_photos": bool(photos), "judged": answer_by(one, Ticket(token=token)) is not None},
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FormRefused({"visited_on": DateUnreadable(field=_("哪天去看的"))}) from None


def _photos(request: HttpRequest, one: Round, before: list[str]) -> list[str]:
    """Digests of what was sent now and before, each cleaned. Raises FormRefused (photos)."""
    uploads = request.FILES.getlist("photos")
    if not takes_photos(one):
        return []
    if len(uploads) + len(before) > MOST_PHOTOS:
        raise FormRefused({"photos": TooManyPhotos(most=MOST_PHOTOS, count=len(uploads) + len(before))})
    return keep_photos(uploads, already=before, field="photos", uploaded_by="resident", now=timezone.now())


def _fields(about: Round, typed: dict[str, str], wrong: dict[str, str], photos: Sequence[str] = ()) -> list[FormField]:
    grades = tuple(Option(code=code, label=grade.label) for code, grade in queries.law_of(about).grades.items())
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
    found = [
        FormField(**one, value=typed.get(one["name"], ""), errors=(wrong[one["name"]],) if one["name"] in wrong else ())
        for one in asked
    ]
    if takes_photos(about):
        found.append(
            FormField(
                name="photos",
                kind="photo",
                label=_("照片"),
                help=_("最多 3 张，不要拍到人脸、门牌、车牌；位置信息会去掉，工作人员看过才公开"),
                required=False,
                multiple=True,
                max_length=MOST_PHOTOS,
                value=tuple(photos),
                errors=(wrong["photos"],) if "photos" in wrong else (),
            )
        )
    return found
