"""In the hall: it begins, people come and go, the quorum is reached or lost, it is adjourned, those who came confirm the minutes."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases import towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.locking import find
from doorstep.store.sealing import keyed_hash
from doorstep.wings.deliberation.calling import kind_of, offset
from doorstep.wings.deliberation.holding import hold, hold_to_come
from doorstep.wings.deliberation.models import (
    OBSERVER,
    OPEN,
    SEAT,
    VOTING,
    WAITING,
    Guest,
    Meeting,
    Motion,
    Speech,
    Vote,
)
from doorstep.wings.deliberation.refusing import (
    BeforeItsHour,
    MinutesChanged,
    NobodyNamed,
    NothingToSign,
    NotInSession,
    NotPresent,
    NumberUnfit,
    OnlyListens,
    TooEarly,
    WrongHallCode,
)

SLOT_SECONDS = 60
MOST_HEADS = 5000
EARLY = timedelta(hours=1)  # whoever comes at the hour that was announced must not find it decided


def state_of(meeting: Meeting) -> str:
    """Where its case stands."""
    held = find(meeting.case_id)
    return held.case.state if held else ""


def check_sitting(meeting: Meeting) -> None:
    """Raises NotInSession."""
    if meeting.began_at is None or meeting.held_at is not None:
        raise NotInSession


def check_present(guest: Guest) -> None:
    """Raises NotPresent."""
    if guest.arrived_at is None or guest.left_at is not None:
        raise NotPresent


@transaction.atomic
def begin(meeting: Meeting, *, now: datetime) -> None:
    """Once the notice has run and its hour is near. Raises TooEarly, BeforeItsHour, and what `act` raises."""
    today = towns.pack().calendar.local_date(now)
    meets_on = (meeting.meets_at + offset()).date()
    if meeting.earliest_on is not None and today < max(meeting.earliest_on, meets_on):
        raise TooEarly(earliest=meeting.earliest_on.isoformat(), meets_on=meets_on.isoformat())
    if meeting.announced_at is not None and now < meeting.meets_at - EARLY:
        raise BeforeItsHour(at=f"{meeting.meets_at + offset():%H:%M}")
    act(case_id=meeting.case_id, verb="begin", form={}, actor=SYSTEM, now=now)
    meeting.began_at = now
    meeting.save(update_fields=["began_at"])
    weigh_quorum(meeting, now=now)


def present(meeting: Meeting) -> tuple[int, int]:
    """How many count for the quorum, and of how many."""
    here = Guest.objects.filter(meeting=meeting, arrived_at__isnull=False, left_at=None)
    if kind_of(meeting).counted == "seats":
        return here.filter(role=SEAT).count(), Guest.objects.filter(meeting=meeting, role=SEAT).count()
    return max(meeting.heads, here.exclude(role=OBSERVER).count()), meeting.entitled


def voters(meeting: Meeting, *, also: Motion | None = None) -> int:
    """How many who are present may vote. `also`: whoever voted on this motion while present counts, though gone home since."""
    came = Guest.objects.filter(meeting=meeting, arrived_at__isnull=False).exclude(role=OBSERVER)
    voted = Q(id__in=Vote.objects.filter(motion=also).values("guest")) if also else Q()
    return max(meeting.heads, came.filter(Q(left_at=None) | voted).count())


def weigh_quorum(meeting: Meeting, *, now: datetime) -> bool:
    """Whether a quorum is present; written down when that has changed. Whoever is counted can not leave until that is done."""
    held = hold(meeting)
    came, entitled = present(meeting)
    holds = kind_of(meeting).quorum.holds(came, entitled)
    if held is None or held.case.state != "sitting":
        return holds
    if holds != ("quorate" in held.case.memory.flags):
        verb = "reach_quorum" if holds else "lose_quorum"
        form = {"present": came, "entitled": entitled}
        act(case_id=meeting.case_id, verb=verb, form=form, actor=SYSTEM, now=now)
    return holds


@transaction.atomic
def arrive(guest: Guest, *, by: str, now: datetime) -> None:
    """`by`: scan, hall or hand. Twice is once; whoever left and comes back is present again. Raises NotInSession, NobodyNamed."""
    hold_to_come(guest.meeting)
    if guest.name_cipher is None:
        raise NobodyNamed
    guest.arrived_at, guest.left_at = guest.arrived_at or now, None
    guest.arrived_by = guest.arrived_by or by
    guest.save(update_fields=["arrived_at", "arrived_by", "left_at"])
    weigh_quorum(guest.meeting, now=now)


@transaction.atomic
def leave(guest: Guest, *, now: datetime) -> None:
    """Out of the hall: counts as having come, no longer as present. Raises NotInSession."""
    hold_to_come(guest.meeting)
    if guest.arrived_at is not None and guest.left_at is None:
        guest.left_at = now
        guest.save(update_fields=["left_at"])
        weigh_quorum(guest.meeting, now=now)


@transaction.atomic
def count_heads(meeting: Meeting, typed: str, *, now: datetime) -> None:
    """How many are in the hall, counted by hand. Raises FormRefused, NotInSession."""
    hold_to_come(meeting)
    meeting.heads = number_typed(typed, "heads")
    meeting.save(update_fields=["heads"])
    weigh_quorum(meeting, now=now)


def number_typed(typed: str, name: str) -> int:
    """Raises FormRefused."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST_HEADS):
        raise FormRefused({name: NumberUnfit(most=MOST_HEADS)})
    return int(text)


def hall_code(meeting: Meeting, now: datetime, *, back: int = 0) -> str:
    """Six digits that change every minute, for the screen in the hall."""
    slot = int(now.timestamp()) // SLOT_SECONDS - back
    return f"{int.from_bytes(keyed_hash(f'{meeting.case_id}:{slot}', 'hall')[:8], 'big') % 1_000_000:06d}"


def check_hall_code(meeting: Meeting, typed: str, *, now: datetime) -> None:
    """The code on the screen, or the one before. Raises WrongHallCode."""
    digits = "".join(sign for sign in typed if sign.isdecimal())[:6]
    if digits not in (hall_code(meeting, now), hall_code(meeting, now, back=1)):
        raise WrongHallCode


@transaction.atomic
def adjourn(meeting: Meeting, *, actor: Actor, now: datetime) -> None:
    """Raises what `act` raises."""
    act(case_id=meeting.case_id, verb="adjourn", form={"attended": attended(meeting)}, actor=actor, now=now)
    meeting.refresh_from_db()


def attended(meeting: Meeting) -> int:
    """How many came, whether or not they stayed; a count by hand counts where it is the larger."""
    return max(meeting.heads, Guest.objects.filter(meeting=meeting, arrived_at__isnull=False).count())


def print_of(meeting: Meeting) -> str:
    """What whoever confirms the minutes read: all that can still change in them is what was added."""
    return hashlib.sha256(meeting.additions.encode()).hexdigest()


def settle(meeting: Meeting, *, now: datetime) -> None:
    """What is fixed once it is over. Twice is once."""
    if meeting.held_at is not None:
        return
    meeting.held_at, meeting.attended = now, attended(meeting)
    meeting.deputies = Guest.objects.filter(meeting=meeting, arrived_at__isnull=False).exclude(mark="").count()
    meeting.save(update_fields=["held_at", "attended", "deputies"])
    Motion.objects.filter(meeting=meeting, state__in=(OPEN, VOTING)).update(state=WAITING)
    Vote.objects.filter(motion__meeting=meeting).delete()
    Speech.objects.filter(motion__meeting=meeting, began_at__isnull=False, ended_at=None).update(ended_at=now)


@transaction.atomic
def sign(guest: Guest, *, read: str | None = None, now: datetime) -> None:
    """I have read the minutes and they are so; an objection of before is taken back. `read`: the fingerprint of what was read, where
    that is known; whoever runs the meeting notes what was said. Raises MinutesChanged and what `hold_to_confirm` raises."""
    hold_to_confirm(guest)
    if read is not None and read != print_of(guest.meeting):
        raise MinutesChanged
    Guest.objects.filter(id=guest.id, signed_at=None).update(signed_at=now, objection_cipher=None)


def hold_to_confirm(guest: Guest) -> None:
    """Whether this one may say yes or no to the minutes, until the transaction ends. Raises NothingToSign, OnlyListens, NotPresent."""
    held = hold(guest.meeting)
    if held is None or held.case.state != "signing":
        raise NothingToSign
    if guest.role == OBSERVER:
        raise OnlyListens
    if guest.arrived_at is None:
        raise NotPresent


@transaction.atomic
def close(meeting: Meeting, *, actor: Actor, now: datetime) -> None:
    """The minutes stand. Raises what `act` raises."""
    signed = Guest.objects.filter(meeting=meeting, signed_at__isnull=False).count()
    act(case_id=meeting.case_id, verb="close", form={"signed": signed}, actor=actor, now=now)
