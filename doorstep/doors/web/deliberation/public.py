"""议事 for everybody: what is announced, what was held and decided, the calendar feed, figures with their meetings, the three steps."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.deliberation.shown import figures, motions_of, rows_of
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.shapes import Pager
from doorstep.doors.web.words import say
from doorstep.kernel.refusals import CaseNotFound
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.wings.deliberation import held, stepping
from doorstep.wings.deliberation.bodies import Body, assemblies
from doorstep.wings.deliberation.calendar_feed import Entry, feed
from doorstep.wings.deliberation.calling import kind_of, next_days
from doorstep.wings.deliberation.inviting import body_of
from doorstep.wings.deliberation.models import Meeting, Motion, PublicMinutes

AHEAD = timedelta(days=92)
BACK = timedelta(days=366)


def _page(request: HttpRequest) -> int:
    raw = request.GET.get("page", "")
    return min(read_whole(raw, digits=3) or 1, 400)


@guarded(everyone)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """?tab=past"""
    is_past, page = request.GET.get("tab") == "past", _page(request)
    found = held.public_ones(past=is_past, page=page)
    now = timezone.now()
    today = towns.pack().calendar.local_date(now)
    tab = "tab=past&" if is_past else ""
    context = {
        "here": "public",
        "wording": assemblies().wording,
        "tab": "past" if is_past else "coming",
        "rows": rows_of(found[: held.PAGE], now, public=True),
        "figures": figures(now),
        "levels": _levels(today),
        "pager": Pager(
            newer_url=f"?{tab}page={page - 1}" if page > 1 else "",
            older_url=f"?{tab}page={page + 1}" if len(found) > held.PAGE else "",
        ),
    }
    return render(request, "deliberation/public_list.html", context)


def _levels(today: date) -> list[tuple[Words, list[dict[str, Any]]]]:
    """Bodies by level, each with the next days on which it usually meets."""
    wording, bodies = assemblies().wording, assemblies().bodies.values()
    until = today + timedelta(days=40)
    return [
        (
            label,
            [
                {"body": body, "days": next_days(body, since=today, until=until)[:2]}
                for body in bodies
                if body.level == level
            ],
        )
        for level, label in wording.levels.items()
    ]


@guarded(everyone)
@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Once it is announced: agenda, then what was decided, then the reviewed minutes."""
    meeting = Meeting.objects.filter(number=number[:24].replace("\x00", "")).first()
    if meeting is None or (meeting.announced_at is None and meeting.held_at is None):
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
def calendar(request: HttpRequest, body: str) -> HttpResponse:
    """A calendar to subscribe to: meetings of one body, and the days on which it usually meets."""
    found = assemblies().bodies.get(body)
    if found is None:
        raise CaseNotFound
    response = HttpResponse(
        feed(say(found.label), _entries(request, found)), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'inline; filename="{body}.ics"'
    return response


def _entries(request: HttpRequest, body: Body) -> list[Entry]:
    now = timezone.now()
    meetings = held.of_body(body.code, since=now - BACK)
    known = {towns.pack().calendar.local_date(one.meets_at) for one in meetings}
    entries = [_entry(request, body, one) for one in meetings]
    today = towns.pack().calendar.local_date(now)
    for day in next_days(body, since=today, until=today + AHEAD):
        if day not in known:
            entries.append(_usual(request, body, day, now))
    return entries


def _host(request: HttpRequest) -> str:
    return request.get_host().partition(":")[0]


def _entry(request: HttpRequest, body: Body, one: Meeting) -> Entry:
    url = request.build_absolute_uri(reverse("assembly_public", args=[one.number]))
    return Entry(
        uid=f"{one.case_id}@{_host(request)}",
        summary=f"{say(body.label)}：{one.title}",
        status="CANCELLED" if one.is_off else "CONFIRMED",
        stamped_at=one.announced_at or one.meets_at,
        starts_at=one.meets_at,
        where=one.hall,
        url=url,
        sequence=one.moved + one.is_off,
    )


def _usual(request: HttpRequest, body: Body, day: date, now: datetime) -> Entry:
    midnight = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo) - towns.pack().calendar.office_hours.offset
    return Entry(
        uid=f"{body.code}-{day:%Y%m%d}@{_host(request)}",
        summary=_("%(body)s（惯例日，议题未定）") % {"body": say(body.label)},
        status="TENTATIVE",
        stamped_at=midnight,
        day=day,
        where=say(body.hall),
    )


@guarded(everyone)
@require_safe
def three_steps(request: HttpRequest) -> HttpResponse:
    """The three steps as a line, and how many stand where."""
    wording = assemblies().wording
    context = {
        "here": "public",
        "wording": wording,
        "steps": stepping.stages(),
        "rounds": stepping.rounds(),
    }
    return render(request, "deliberation/three_steps.html", context)
