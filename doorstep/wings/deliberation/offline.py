"""A meeting held offline and entered afterwards 补录: its sheet says who came, and which of its motions passed.

Refuses a day that has not come, and decisions that the hall itself would have refused: without a quorum, beyond the notice, by hands
where hands do not decide. Then nothing of it is kept.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases import towns
from doorstep.wings.deliberation.calling import kind_of, meeting_of, offset
from doorstep.wings.deliberation.kinds import Kind
from doorstep.wings.deliberation.models import OFFLINE, PASSED, SEAT, Guest, Meeting, Motion
from doorstep.wings.deliberation.refusing import (
    DayAhead,
    DayMissing,
    DecidesElsewhere,
    MoreThanCame,
    NoQuorum,
    NotChecked,
    NotInNotice,
    NumbersUnfit,
    PostedTooLate,
    SeatsMissing,
    SeatsTooMany,
)
from doorstep.wings.deliberation.rules import earliest_day

APART = re.compile(r"[\s,，、;；.。和]+")


def enter(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """In the step's own transaction. Raises FormRefused, DecidesElsewhere, NotChecked, NotInNotice, NoQuorum."""
    meeting = meeting_of(case.id)
    facts, held_on = decision.facts, date.fromisoformat(decision.facts["held_on"])
    _check_sheet(facts, held_on, now)
    passed = _passed(meeting, decision.texts.get("passed", ""))
    if passed:
        _check_may_decide(meeting, passed, facts, held_on)
    noon = datetime.combine(held_on, time(12), tzinfo=UTC) - offset()
    meeting.is_offline, meeting.held_at, meeting.meets_at = True, noon, noon
    meeting.attended, meeting.deputies = int(facts["attended"]), int(facts.get("deputies", 0))
    meeting.save(update_fields=["is_offline", "held_at", "meets_at", "attended", "deputies"])
    Motion.objects.filter(meeting=meeting, position__in=[one.position for one in passed]).update(
        state=PASSED, way=OFFLINE, decided_at=noon, present=meeting.attended
    )


def _check_sheet(facts: Mapping[str, Any], held_on: date, now: datetime) -> None:
    faults: dict[str, FieldFault] = {}
    if held_on > towns.pack().calendar.local_date(now):
        faults["held_on"] = DayAhead(day=held_on.isoformat())
    attended = int(facts["attended"])
    for name in ("deputies", "seats"):
        if int(facts.get(name, 0)) > attended:
            faults[name] = MoreThanCame(attended=attended)
    if faults:
        raise FormRefused(faults)


def _passed(meeting: Meeting, typed: str) -> list[Motion]:
    motions = {str(one.position): one for one in Motion.objects.filter(meeting=meeting)}
    numbers = list(dict.fromkeys(part for part in APART.split(typed) if part))
    if any(number not in motions for number in numbers):
        raise FormRefused({"passed": NumbersUnfit(count=len(motions))})
    return [motions[number] for number in numbers]


def _check_may_decide(meeting: Meeting, passed: Sequence[Motion], facts: Mapping[str, Any], held_on: date) -> None:
    kind = kind_of(meeting)
    if not kind.decides:
        raise DecidesElsewhere(kind=kind.label, instead=kind.instead)
    if not kind.is_checked:
        raise NotChecked(kind=kind.label)
    if meeting.announced_at is None:
        _check_posted(kind, str(facts.get("posted_on") or ""), held_on)
    elif strange := next((one for one in passed if not one.is_noticed), None):
        raise NotInNotice(motion=strange.position)
    elif meeting.earliest_on is not None and held_on < meeting.earliest_on:
        raise FormRefused({"held_on": _too_late(kind, towns.pack().calendar.local_date(meeting.announced_at), held_on)})
    _check_quorum(meeting, kind, facts)


def _check_posted(kind: Kind, posted: str, held_on: date) -> None:
    if not kind.notice_days:
        return
    if not posted:
        raise FormRefused({"posted_on": DayMissing()})
    if earliest_day(date.fromisoformat(posted), kind.notice_days) > held_on:
        raise FormRefused({"posted_on": _too_late(kind, date.fromisoformat(posted), held_on)})


def _too_late(kind: Kind, posted: date, held_on: date) -> PostedTooLate:
    return PostedTooLate(kind=kind.label, days=kind.notice_days, posted=posted.isoformat(), held=held_on.isoformat())


def _check_quorum(meeting: Meeting, kind: Kind, facts: Mapping[str, Any]) -> None:
    if kind.counted == "seats":
        if "seats" not in facts:
            raise FormRefused({"seats": SeatsMissing()})
        came, entitled = int(facts["seats"]), Guest.objects.filter(meeting=meeting, role=SEAT).count()
        if came > entitled:
            raise FormRefused({"seats": SeatsTooMany(entitled=entitled)})
    else:
        came, entitled = int(facts["attended"]), meeting.entitled
    if not kind.quorum.holds(came, entitled):
        raise NoQuorum(present=came, least=kind.quorum.least(entitled))
