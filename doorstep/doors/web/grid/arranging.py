"""Forms that say who answers for a place, who is away, how many live there: one POST each, then back to the place's page."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.grid.overseeing import seen_target
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.wings.grid import staffing
from doorstep.wings.grid.targets import Target


class NotReadable(Refusal):
    """有一栏没有填，或者填得看不懂。请检查日期、数字和人。"""

    status = 422


Write = Callable[[HttpRequest, Desk, Target, date], None]


def _answer(request: HttpRequest, code: str, write: Write) -> HttpResponse:
    desk: Desk = frame(request, "grids")["desk"]
    found = seen_target(desk, code)
    today = towns.pack().calendar.local_date(desk.now)
    try:
        write(request, desk, found, today)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("改好了，留了痕。"))
    return redirect("grid_target", found.code)


@guarded(may("grid_staff"))
@require_POST
def assign(request: HttpRequest, target: str) -> HttpResponse:
    """Somebody is given a responsibility."""

    def write(request: HttpRequest, desk: Desk, found: Target, today: date) -> None:
        until = request.POST.get("until_on", "")
        staffing.assign(
            target=found,
            responsibility=request.POST.get("responsibility", ""),
            person_id=_person(request),
            from_on=_day(request, "from_on"),
            until_on=_day(request, "until_on") if until else None,
            is_stand_in=bool(request.POST.get("is_stand_in")),
            actor=desk.actor,
            now=desk.now,
        )

    return _answer(request, target, write)


@guarded(may("grid_staff"))
@require_POST
def relieve(request: HttpRequest, target: str) -> HttpResponse:
    """Somebody has it no longer, from tomorrow."""

    def write(request: HttpRequest, desk: Desk, found: Target, today: date) -> None:
        staffing.relieve(target=found, post_id=_number(request, "post"), last_on=today, actor=desk.actor, now=desk.now)

    return _answer(request, target, write)


@guarded(may("grid_staff"))
@require_POST
def away(request: HttpRequest, target: str) -> HttpResponse:
    """Somebody is not on duty from one day to another."""

    def write(request: HttpRequest, desk: Desk, found: Target, today: date) -> None:
        staffing.note_away(
            target=found,
            person_id=_person(request),
            from_on=_day(request, "from_on"),
            until_on=_day(request, "until_on"),
            actor=desk.actor,
            now=desk.now,
        )

    return _answer(request, target, write)


@guarded(may("grid_staff"))
@require_POST
def back(request: HttpRequest, target: str) -> HttpResponse:
    """The absence is taken back."""

    def write(request: HttpRequest, desk: Desk, found: Target, today: date) -> None:
        staffing.note_back(target=found, absence_id=_number(request, "absence"), actor=desk.actor, now=desk.now)

    return _answer(request, target, write)


@guarded(may("grid_staff"))
@require_POST
def count(request: HttpRequest, target: str) -> HttpResponse:
    """How many households live there."""

    def write(request: HttpRequest, desk: Desk, found: Target, today: date) -> None:
        staffing.count_households(
            target=found,
            households=_number(request, "households"),
            counted_on=_day(request, "counted_on"),
            actor=desk.actor,
            now=desk.now,
        )

    return _answer(request, target, write)


@guarded(may("grid_staff"))
@require_POST
def point(request: HttpRequest, target: str) -> HttpResponse:
    """A building or point is added."""

    def write(request: HttpRequest, desk: Desk, found: Target, today: date) -> None:
        staffing.add_point(
            under=found,
            kind=request.POST.get("kind", ""),
            zh=request.POST.get("zh", ""),
            en=request.POST.get("en", ""),
            actor=desk.actor,
            now=desk.now,
        )

    return _answer(request, target, write)


@guarded(may("grid_staff"))
@require_POST
def consent(request: HttpRequest, target: str) -> HttpResponse:
    """The person agrees, or no longer, that the card shows the whole name."""

    def write(request: HttpRequest, desk: Desk, found: Target, today: date) -> None:
        staffing.note_consent(
            target=found,
            person_id=_person(request),
            may_show_name=bool(request.POST.get("agrees")),
            actor=desk.actor,
            now=desk.now,
        )

    return _answer(request, target, write)


def _person(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("person", ""))
    except ValueError as wrong:
        raise NotReadable from wrong


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError as wrong:
        raise NotReadable from wrong


def _number(request: HttpRequest, name: str) -> int:
    number = read_whole(request.POST.get(name, "").strip(), digits=9)
    if number is None:
        raise NotReadable
    return number
