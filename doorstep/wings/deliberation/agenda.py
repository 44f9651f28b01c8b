"""The agenda: motions are written, announced and from then on fixed; with another day the notice begins anew.

Refuses a notice that is too short for its kind of meeting, and an agenda of nothing.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases import towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.digests import straight
from doorstep.store.cases.locking import lock
from doorstep.wings.deliberation.calling import kind_of, moment, offset
from doorstep.wings.deliberation.messaging import unsay
from doorstep.wings.deliberation.models import Meeting, Motion
from doorstep.wings.deliberation.refusing import AlreadyAnnounced, MustBeWritten, NoMotions, NoticeTooShort, TooLong
from doorstep.wings.deliberation.rules import earliest_day

LONGEST_MOTION = 200


@transaction.atomic
def add_motion(meeting: Meeting, text: str, *, matter: str = "", actor: Actor, now: datetime) -> Motion:
    """At the end of the agenda; the same words twice are one motion. Once announced it may be talked about, but not voted on.

    Raises FormRefused, AlreadyAnnounced."""
    said = redact(straight(text)).text
    if not said:
        raise FormRefused({"text": MustBeWritten()})
    if len(said) > LONGEST_MOTION:
        raise FormRefused({"text": TooLong(limit=LONGEST_MOTION, length=len(said))})
    if meeting.held_at is not None or meeting.is_off:
        raise AlreadyAnnounced
    lock(meeting.case_id)
    there = Motion.objects.filter(meeting=meeting, text=said, matter=matter[:24]).first()
    if there is not None:
        return there
    if matter:
        act(case_id=meeting.case_id, verb="gather", form={"matter": matter}, actor=actor, now=now)
    last = Motion.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0
    return Motion.objects.create(meeting=meeting, position=last + 1, text=said, matter=matter[:24])


def drop_motion(meeting: Meeting, position: int) -> None:
    """Before the notice only. Raises AlreadyAnnounced."""
    if meeting.announced_at is not None:
        raise AlreadyAnnounced
    Motion.objects.filter(meeting=meeting, position=position).delete()


@transaction.atomic
def announce(meeting: Meeting, *, now: datetime) -> None:
    """From now on the agenda is fixed and public. Raises NoMotions, NoticeTooShort, and what `act` raises."""
    kind = kind_of(meeting)
    motions = Motion.objects.filter(meeting=meeting)
    count = motions.count()
    if not count:
        raise NoMotions
    today = towns.pack().calendar.local_date(now)
    earliest = earliest_day(today, kind.notice_days)
    if (meeting.meets_at + offset()).date() < earliest:
        raise NoticeTooShort(kind=kind.label, days=kind.notice_days, earliest=earliest.isoformat())
    act(
        case_id=meeting.case_id,
        verb="announce",
        form={"motions": count, "days": kind.notice_days},
        actor=SYSTEM,
        now=now,
    )
    motions.update(is_noticed=True)
    meeting.announced_at, meeting.earliest_on = now, earliest
    meeting.save(update_fields=["announced_at", "earliest_on"])


@transaction.atomic
def move(meeting: Meeting, day: str, at: str, *, now: datetime) -> None:
    """Another day; what was announced has to be announced anew. Raises FormRefused and what `act` raises.

    `moved` counts what people were told and then told otherwise."""
    meets_at = moment(day, at, now=now)
    was_announced = meeting.announced_at is not None
    verb = "reschedule" if was_announced else "replan"
    on = (meets_at + offset()).date().isoformat()
    act(case_id=meeting.case_id, verb=verb, form={"meets_on": on}, actor=SYSTEM, now=now)
    Motion.objects.filter(meeting=meeting).update(is_noticed=False)
    Meeting.objects.filter(case_id=meeting.case_id).update(
        meets_at=meets_at,
        announced_at=None,
        earliest_on=None,
        moved=F("moved") + int(was_announced or meeting.moved > 0),
    )
    meeting.refresh_from_db()
    unsay(meeting)
