"""议事 for everybody: what is announced, what was held and decided, who meets on which days, figures with their meetings."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.deliberation.candidates import place_choices
from doorstep.doors.web.deliberation.rounds import rounds
from doorstep.doors.web.deliberation.shown import STATES, figures, motions_of, rows_of
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.shapes import FormField, Pager
from doorstep.kernel.refusals import CaseNotFound
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation import held, stepping
from doorstep.wings.deliberation.bodies import Body, assemblies, bodies_at
from doorstep.wings.deliberation.calling import kind_of, next_days
from doorstep.wings.deliberation.inviting import body_of
from doorstep.wings.deliberation.minutes import why_off
from doorstep.wings.deliberation.models import Meeting, Motion, PublicMinutes


def _page(request: HttpRequest) -> int:
    raw = request.GET.get("page", "")
    return min(read_whole(raw, digits=3) or 1, 400)


@guarded(everyone)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """?tab=past ?place= for the meetings of a place: its own and of what it lies in."""
    is_past, page = request.GET.get("tab") == "past", _page(request)
    spot = atlas().get(request.GET.get("place", "")[:20])
    bodies = bodies_at(spot.path) if spot else list(assemblies().bodies.values())
    found = held.public_ones(
        past=is_past, now=timezone.now(), bodies=[one.code for one in bodies] if spot else None, page=page
    )
    now = timezone.now()
    place = spot.code if spot else ""
    calendar = reverse("assemblies_calendar") + (f"?{urlencode({'place': place})}" if place else "")
    context = {
        "here": "public",
        "wording": assemblies().wording,
        "tab": "past" if is_past else "coming",
        "rows": rows_of(found[: held.PAGE], now, public=True),
        "figures": figures(now),
        "levels": _levels(bodies, towns.pack().calendar.local_date(now)),
        "place": spot,
        "field": _place_field(place),
        "calendar_url": request.build_absolute_uri(calendar),
        "coming_url": _url(place=place),
        "past_url": _url(tab="past", place=place),
        "pager": Pager(
            newer_url=_url(tab="past" * is_past, place=place, page=str(page - 1)) if page > 1 else "",
            older_url=_url(tab="past" * is_past, place=place, page=str(page + 1)) if len(found) > held.PAGE else "",
        ),
    }
    return render(request, "deliberation/public_list.html", context)


def _url(**given: str) -> str:
    return "?" + urlencode({name: value for name, value in given.items() if value})


def _place_field(place: str) -> FormField:
    return FormField(
        name="place",
        kind="choice",
        label=_("我在哪里"),
        required=False,
        as_list=True,
        options=place_choices(),
        value=place,
    )


def _levels(bodies: Collection[Body], today: date) -> list[tuple[Words, list[dict[str, Any]]]]:
    """Bodies by level, each with the next days on which it usually meets."""
    until = today + timedelta(days=40)
    return [
        (
            label,
            [
                {
                    "body": body,
                    "days": next_days(body, since=today, until=until)[:3],
                    "moves": body.on_holidays != "stay",
                }
                for body in bodies
                if body.level == level
            ],
        )
        for level, label in assemblies().wording.levels.items()
    ]


@guarded(everyone)
@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Once it was announced: agenda, then what was decided, then the reviewed minutes; or why it is not held."""
    meeting = Meeting.objects.filter(number=number[:24].replace("\x00", "")).first()
    if meeting is None or not held.is_known(meeting):
        raise CaseNotFound
    motions = Motion.objects.filter(meeting=meeting).order_by("position")
    context = {
        "here": "public",
        "meeting": meeting,
        "kind": kind_of(meeting),
        "body": body_of(meeting),
        "motions": motions_of(meeting, motions),
        "minutes": PublicMinutes.objects.filter(meeting=meeting).first(),
        "row": rows_of([meeting], timezone.now(), public=True)[0],
        "why_off": why_off(meeting),
        "is_set": meeting.announced_at is not None or meeting.held_at is not None,
    }
    return render(request, "deliberation/public_one.html", context)


@guarded(everyone)
@require_safe
def counted(request: HttpRequest, figure: str) -> HttpResponse:
    """The meetings behind a figure."""
    if figure not in held.FIGURES:
        raise Http404
    page, now = _page(request), timezone.now()
    found = held.behind(figure, page=page)
    shown = next(each for each in zip(held.FIGURES, figures(now), strict=True) if each[0] == figure)[1]
    context = {
        "here": "public",
        "figure": shown,
        "which": figure,
        "rows": rows_of(found[: held.PAGE], now, public=True),
        "pager": Pager(
            newer_url=f"?page={page - 1}" if page > 1 else "",
            older_url=f"?page={page + 1}" if len(found) > held.PAGE else "",
        ),
    }
    return render(request, "deliberation/counted.html", context)


@guarded(everyone)
@require_safe
def three_steps(request: HttpRequest) -> HttpResponse:
    """The three steps as a line, how many stand where, and each round with what every step handed to the next."""
    wording = assemblies().wording
    context = {
        "here": "public",
        "wording": wording,
        "steps": stepping.stages(),
        "rounds": rounds(),
        "motion_states": STATES,
    }
    return render(request, "deliberation/three_steps.html", context)
