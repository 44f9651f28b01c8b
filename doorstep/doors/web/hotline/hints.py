"""What the desk shows while somebody is still speaking: the number's earlier cases, what it may be about, places by name.

Proposes only. Everything is asked by POST with the form's own token, kept by no cache; looking at earlier cases leaves a trace.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.dues import due_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.hotline.asking import fine_places
from doorstep.doors.web.shapes import Due
from doorstep.doors.web.words import say
from doorstep.kernel.actor import Actor
from doorstep.kernel.form import clean_text
from doorstep.kernel.phones import NumberUnreadable, read_number
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import current_law, law
from doorstep.store.cases.tracing import trace
from doorstep.store.places.atlas import atlas
from doorstep.wings.dispatch.nearby import same_nearby
from doorstep.wings.hotline.queries import Earlier, earlier_of
from doorstep.wings.intake.rationing import Ration, spend
from doorstep.wings.intake.services import MECHANISM, locate
from doorstep.wings.publication import public
from doorstep.wings.triage.services import propose

MOST_LOOKS, WITHIN = 120, timedelta(hours=1)
LONGEST = 2000
FEWEST = 4


@dataclass(frozen=True, kw_only=True)
class Row:
    """An earlier case as the desk shows it."""

    case: Earlier
    state: Words
    category: Words
    where: Words
    due: Due | None
    may_add: bool


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a number reported. `phone` is "" when none was read; `is_too_many`: this person has looked too often within the hour."""

    phone: str = ""
    rows: tuple[Row, ...] = ()
    is_too_many: bool = False

    @property
    def of(self) -> int:
        return self.rows[0].case.of if self.rows else 0


def look(typed: str, actor: Actor, now: datetime) -> Known:
    """The number's earlier cases; one trace for each that is shown. A number that cannot be read shows nothing."""
    try:
        phone = read_number(typed)
    except NumberUnreadable:
        phone = ""
    if not phone:
        return Known()
    if spend([Ration(what="hotline look", who=str(actor.id), times=MOST_LOOKS, span=WITHIN)], now=now):
        return Known(phone=phone, is_too_many=True)
    found = earlier_of(phone)
    for case in found:
        trace(case.id, actor, "earlier", now=now)
    return Known(phone=phone, rows=tuple(_row(case, now) for case in found))


def _row(case: Earlier, now: datetime) -> Row:
    mechanism = law(case.law_id)
    return Row(
        case=case,
        state=mechanism.state(case.state).label,
        category=towns.pack().categories.label(case.category),
        where=atlas().label(case.place_path),
        due=None if case.is_final else due_of(case.due_at, case.due_clock, now),
        may_add=mechanism.name == MECHANISM and not case.is_final,
    )


@guarded(may("hotline"))
@never_cache
@sensitive_post_parameters("phone")
@require_POST
def earlier(request: HttpRequest) -> HttpResponse:
    """The list of earlier cases, as it stands in the desk."""
    now = timezone.now()
    known = look(request.POST.get("phone", ""), actor_of(request), now)
    return render(request, "hotline/earlier.html", {"known": known, "about": request.POST.get("about", "")})


@guarded(may("hotline"))
@never_cache
@require_POST
def places(request: HttpRequest) -> HttpResponse:
    """Communities and grids by name or sounds."""
    typed = clean_text(request.POST.get("q", "")[:80]).strip()[:40]
    rows = (
        [{"code": spot.code, "text": atlas().label(spot.path).zh} for spot in fine_places(typed)[:8]] if typed else []
    )
    return JsonResponse({"options": rows}, json_dumps_params={"ensure_ascii": False})


@guarded(may("hotline"))
@never_cache
@sensitive_post_parameters("what")
@require_POST
def hints(request: HttpRequest) -> HttpResponse:
    """What the words seem to be about, and what is like them nearby."""
    text = clean_text(request.POST.get("what", "")[: LONGEST * 2])[:LONGEST]
    found = hints_for(text, request.POST.get("place", ""), timezone.now()) if len(text.strip()) >= FEWEST else {}
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


def hints_for(text: str, place: str, now: datetime) -> dict[str, Any]:
    """Ready to be shown; codes where a field can take them."""
    found = propose(text)
    categories = towns.pack().categories
    spot = atlas().at(found.place.path) if found.place else None
    kind = categories.request_types.get(found.request.code)
    return {
        "danger": danger_words(found.rung.words, found.rung.danger.label, found.rung.danger.call) if found.rung else "",
        "category": found.category,
        "category_label": say(categories.label(found.category)) if found.category else "",
        "because": list(found.because[:4]),
        "confidence": round(100 * found.confidence) if found.version is not None else None,
        "is_sure": found.is_sure,
        "request_type": found.request.code,
        "request_sure": found.request.is_sure,
        "request_confidence": round(100 * found.request.confidence) if found.request.is_learned else None,
        "request_because": list(found.request.because[:4]),
        "request_label": say(kind.label) if kind else "",
        "place": spot.code if spot and fine_places(spot.label.zh) else "",
        "place_label": atlas().label(spot.path).zh if spot else "",
        "near": _near(text, place or (spot.code if spot else ""), now),
    }


def danger_words(words: Sequence[str], label: Words, call: str) -> str:
    """The sentence that rings."""
    told = {"words": _("、").join(words), "danger": say(label), "call": call or "110/119/120"}
    return _("说到了“%(words)s”（%(danger)s）：请转 110/119/120，先打 %(call)s，再登记。") % told


def _near(text: str, place: str, now: datetime) -> list[dict[str, str]]:
    """Open cases of the same place in like words, and the published answer where there is one."""
    try:
        where = locate(place, None)
    except FormRefused:
        return []
    mechanism = current_law(MECHANISM).mechanism
    rows = []
    for one in same_nearby(text, place_path=where.spot.path, point=None, now=now):
        item = public.by_number(one.number)
        rows.append(
            {
                "number": one.number,
                "title": one.title,
                "state": say(mechanism.state(one.state).label),
                "url": reverse("public_order", args=[one.number]) if item else "",
            }
        )
    return rows
