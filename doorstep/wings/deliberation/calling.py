"""Calling a meeting: by whom, of which body, on which day, where. Refuses a day that has passed, and a body of somebody else's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import ActorNotEntitled, FieldFault, FormRefused
from doorstep.kernel.standing import parties_of
from doorstep.store.cases import towns
from doorstep.store.cases.digests import lexemes_of, masked, straight, title_of
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opening, open_case
from doorstep.wings.deliberation.bodies import Body, assemblies
from doorstep.wings.deliberation.inviting import seat_as_before
from doorstep.wings.deliberation.kinds import Kind, meetings
from doorstep.wings.deliberation.models import Meeting
from doorstep.wings.deliberation.recurring import days, moved
from doorstep.wings.deliberation.refusing import (
    BodyUnknown,
    DayUnfit,
    MeetingUnknown,
    MustBeWritten,
    NotYours,
    TimeUnfit,
    TooLong,
)

ASSEMBLY = "assembly"
CONVENERS = ("convener", "office")
LONGEST_TOPIC, LONGEST_HALL = 80, 80
LONGEST_REST = timedelta(days=31)  # no holiday moves a day by more


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A meeting to be. `day` as 2026-12-04 and `at` as 19:30, as typed; `entitled` where a roll counts."""

    topic: str
    body: str
    day: str
    at: str
    hall: str
    kind: str = ""
    entitled: int = 0
    poll: str = ""


def offset() -> timedelta:
    """From UTC to the town's clock."""
    return towns.pack().calendar.office_hours.offset


def kind_of(meeting: Meeting) -> Kind:
    """The kind as the pack has it now."""
    return meetings().kinds[meeting.kind]


def meeting_of(case_id: UUID) -> Meeting:
    """Raises MeetingUnknown."""
    found = Meeting.objects.filter(case_id=case_id).first()
    if found is None:
        raise MeetingUnknown
    return found


def may_run(meeting: Meeting, actor: Actor) -> bool:
    """Whether this person convenes it."""
    held = find(meeting.case_id)
    return held is not None and bool(parties_of(actor, held.case, towns.pack().parties) & set(CONVENERS))


def check_runs(meeting: Meeting, actor: Actor) -> None:
    """Raises NotYours."""
    if not may_run(meeting, actor):
        raise NotYours


def bodies_for(actor: Actor) -> list[Body]:
    """Bodies which this person may call together: of their own units; the office all."""
    found = assemblies()
    if any(post.role in towns.pack().parties["office"].roles for post in actor.posts):
        return list(found.bodies.values())
    return found.of_units({post.unit for post in actor.posts if post.role in towns.pack().parties["convener"].roles})


def next_days(body: Body, *, since: date, until: date) -> list[date]:
    """On which days it usually meets; a holiday moves it only where the pack says so."""
    if body.rule is None:
        return []
    calendar = towns.pack().calendar
    if body.on_holidays == "stay":
        return list(days(body.rule, since=since, until=until, begun=body.begun))
    # A day before the span may have been moved into it.
    found = {
        moved(day, is_off=lambda one: not calendar.is_working_day(one)) if day in calendar.off_days else day
        for day in days(body.rule, since=since - LONGEST_REST, until=until, begun=body.begun)
    }
    return sorted(day for day in found if since <= day <= until)


def moment(day: str, at: str, *, now: datetime) -> datetime:
    """Raises FormRefused. A meeting held offline is called after its day, within a year."""
    faults: dict[str, FieldFault] = {}
    on, clock = date.min, time()
    today = towns.pack().calendar.local_date(now)
    try:
        on = date.fromisoformat(day.strip())
        if abs((on - today).days) > 366:
            faults["meets_on"] = DayUnfit()
    except ValueError:
        faults["meets_on"] = DayUnfit()
    try:
        clock = time.fromisoformat(at.strip().replace("：", ":"))
    except ValueError:
        faults["at"] = TimeUnfit()
    if faults or clock.tzinfo is not None:
        raise FormRefused(faults or {"at": TimeUnfit()})
    return datetime.combine(on, clock.replace(second=0, microsecond=0), tzinfo=UTC) - offset()


@transaction.atomic
def call(plan: Plan, *, actor: Actor, key: str | None, now: datetime) -> Meeting:
    """Open the case and its meeting; those in the fixed seats last time are invited again. Raises FormRefused, ActorNotEntitled."""
    body = next((one for one in bodies_for(actor) if one.code == plan.body), None)
    if body is None:
        raise FormRefused({"body": BodyUnknown()})
    topic, hall = straight(plan.topic), straight(plan.hall)
    faults = _faults(topic=topic, hall=hall)
    try:
        meets_at = moment(plan.day, plan.at, now=now)
    except FormRefused as refused:
        faults |= refused.faults
    kind = plan.kind or body.kind
    if kind not in meetings().kinds:
        faults["kind"] = MustBeWritten()
    if faults:
        raise FormRefused(faults)
    opened = open_case(_opening(body, topic, hall, kind, meets_at, actor, key), now=now)
    if opened.is_repeat:
        return meeting_of(opened.case_id)
    meeting = Meeting.objects.create(
        case_id=opened.case_id,
        number=opened.number,
        title=redact(topic).text[:80],
        body=body.code,
        kind=kind,
        level=body.level,
        place_path=body.path,
        unit=body.unit,
        meets_at=meets_at,
        hall=redact(hall).text[:120],
        entitled=plan.entitled,
        poll=plan.poll[:24],
    )
    seat_as_before(meeting, body)
    return meeting


def _faults(*, topic: str, hall: str) -> dict[str, FieldFault]:
    faults: dict[str, FieldFault] = {}
    for name, text, limit in (("topic", topic, LONGEST_TOPIC), ("where_at", hall, LONGEST_HALL)):
        if not text:
            faults[name] = MustBeWritten()
        elif len(text) > limit:
            faults[name] = TooLong(limit=limit, length=len(text))
    return faults


def _opening(
    body: Body, topic: str, hall: str, kind: str, meets_at: datetime, actor: Actor, key: str | None
) -> Opening:
    local = meets_at + offset()
    text = masked(topic)
    return Opening(
        mechanism=ASSEMBLY,
        actor=actor,
        form={
            "topic": topic,
            "body": body.code,
            "meeting_kind": kind,
            "meets_on": local.date().isoformat(),
            "at": f"{local:%H:%M}",
            "where_at": hall,
        },
        title=title_of(text),
        body=text,
        place_path=body.path,
        category="",
        request_type="other",
        channel="desk",
        opened_unit=_unit(actor, body),
        lexemes=lexemes_of(text),
        key=key,
    )


def _unit(actor: Actor, body: Body) -> str:
    """The body's own unit when the person has a post there, else the unit of theirs that convenes."""
    roles = {role for name in CONVENERS for role in towns.pack().parties[name].roles}
    units = [post.unit for post in actor.posts if post.role in roles]
    if not units:
        raise ActorNotEntitled(who=tuple(towns.pack().parties[name].label for name in CONVENERS))
    return body.unit if body.unit in units else units[0]
