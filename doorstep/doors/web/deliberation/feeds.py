"""Calendars to subscribe to: of one body, of the town, of a place or of several bodies; and one meeting to put into one's own.

Hold what everybody may know. Whoever subscribes needs no account, so no address here holds a secret but that of an invitation.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.deliberation.coming import guest_of
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.words import say
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation import held
from doorstep.wings.deliberation.bodies import Body, assemblies, bodies_at
from doorstep.wings.deliberation.calendar_feed import Entry, Zone, feed
from doorstep.wings.deliberation.calling import next_days
from doorstep.wings.deliberation.models import PASSED, Meeting, Motion

AHEAD = timedelta(days=92)
BACK = timedelta(days=366)
MOST_BODIES = 60


@guarded(everyone)
@require_safe
def of_body(request: HttpRequest, body: str) -> HttpResponse:
    """Its meetings, and the days on which it usually meets."""
    found = assemblies().bodies.get(body)
    if found is None:
        raise CaseNotFound
    return _answer(say(found.label), _entries(request, [found]), body)


@guarded(everyone)
@require_safe
def of_town(request: HttpRequest) -> HttpResponse:
    """All meetings; with ?place= or ?body=…&body=… those of a place or of some bodies, and then their usual days too.

    All usual days of a whole town would hide the meetings among them."""
    town, wording = towns.pack().jurisdiction.label, assemblies().wording
    name = f"{say(town)} · {say(wording.title)}"
    if place := request.GET.get("place", "")[:20]:
        spot = atlas().get(place)
        if spot is None:
            raise CaseNotFound
        return _answer(f"{say(spot.label)} · {say(wording.title)}", _entries(request, bodies_at(spot.path)), place)
    if asked := request.GET.getlist("body")[:MOST_BODIES]:
        bodies = [body for code in asked if (body := assemblies().bodies.get(code))]
        return _answer(name, _entries(request, bodies), "mine")
    return _answer(name, _entries(request, None), "town")


@guarded(everyone)
@require_safe
def of_meeting(request: HttpRequest, number: str) -> HttpResponse:
    """One meeting, to put into one's own calendar."""
    found = Meeting.objects.filter(number=number[:24].replace("\x00", "")).first()
    if found is None or not held.is_known(found):
        raise CaseNotFound
    return _answer(found.title, _called(request, [found]), found.number)


@guarded(everyone)
@require_safe
def of_guest(request: HttpRequest, code: str) -> HttpResponse:
    """The meeting somebody is invited to, also before its notice."""
    guest = guest_of(request, code)
    if isinstance(guest, HttpResponse):
        return guest
    return _answer(guest.meeting.title, _called(request, [guest.meeting]), guest.meeting.number)


def zone() -> Zone:
    """The town's clock."""
    hours = towns.pack().calendar.office_hours
    return Zone(name=hours.timezone, ahead=hours.offset)


def _answer(name: str, entries: Iterable[Entry], filename: str) -> HttpResponse:
    response = HttpResponse(feed(name, entries, zone=zone()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    return response


def _entries(request: HttpRequest, bodies: Collection[Body] | None) -> list[Entry]:
    now = timezone.now()
    codes = None if bodies is None else [one.code for one in bodies]
    entries = _called(request, held.in_calendar(codes, since=now - BACK))
    return entries if bodies is None else entries + _usual(bodies, now)


def _called(request: HttpRequest, meetings: Collection[Meeting]) -> list[Entry]:
    changed = held.changed_at(meetings)
    motions: dict[UUID, list[Motion]] = {}
    for one in Motion.objects.filter(meeting__in=[each.case_id for each in meetings]).order_by("position"):
        motions.setdefault(one.meeting_id, []).append(one)
    return [_entry(request, one, motions.get(one.case_id, []), changed) for one in meetings]


def _entry(request: HttpRequest, one: Meeting, motions: list[Motion], changed: Mapping[UUID, datetime]) -> Entry:
    body = assemblies().bodies.get(one.body)
    label = say(body.label) if body else one.body
    is_set = one.announced_at is not None or one.held_at is not None
    return Entry(
        # Of the meeting alone: a town that is reached under two names has one calendar.
        uid=f"{one.case_id}",
        summary=f"{label}：{one.title}",
        status="CANCELLED" if one.is_off else "CONFIRMED" if is_set else "TENTATIVE",
        stamped_at=changed.get(one.case_id, one.meets_at),
        starts_at=None if one.is_offline else one.meets_at,
        day=towns.pack().calendar.local_date(one.meets_at),
        where=one.hall,
        url=request.build_absolute_uri(reverse("assembly_public", args=[one.number])) if held.is_known(one) else "",
        about=_about(one, motions, is_set=is_set),
        kind=label,
        sequence=one.moved + one.is_off,
    )


def _about(one: Meeting, motions: list[Motion], *, is_set: bool) -> str:
    if one.is_off:
        return _("这次会不开了。")
    lines = [] if is_set else [_("改了日子，议题重新公示中。")]
    if one.held_at is not None:
        lines.append(_("开过了，到会 %(count)s 人。") % {"count": one.attended})
    for motion in motions:
        lines.append(f"{motion.position}. {motion.text}" + (f"（{_('通过')}）" if motion.state == PASSED else ""))
    return "\n".join(lines)


def _usual(bodies: Collection[Body], now: datetime) -> list[Entry]:
    """Days on which nothing is called yet."""
    today = towns.pack().calendar.local_date(now)
    known = held.called_days([one.code for one in bodies], since=now - timedelta(days=1))
    days = [(day, body) for body in bodies for day in next_days(body, since=today, until=today + AHEAD)]
    days.sort(key=lambda one: (one[0], one[1].code))
    return [_usual_day(body, day) for day, body in days if (body.code, day) not in known]


def _usual_day(body: Body, day: date) -> Entry:
    clock = datetime.fromisoformat(f"{day.isoformat()}T{body.at}:00").replace(tzinfo=UTC) - zone().ahead
    begun = datetime(body.begun.year, body.begun.month, body.begun.day, tzinfo=UTC)
    return Entry(
        uid=f"{towns.pack().name}-{body.code}-{day:%Y%m%d}",
        summary=_("%(body)s（惯例日，议题未定）") % {"body": say(body.label)},
        status="TENTATIVE",
        stamped_at=begun,
        starts_at=clock,
        where=say(body.hall),
        about=say(body.rule_words),
        kind=say(body.label),
    )
