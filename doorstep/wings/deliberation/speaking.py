"""The floor: one motion at a time, hands raised, whoever has not spoken first, pro and contra in turn, so many turns each."""

from datetime import datetime

from django.db import transaction

from doorstep.wings.deliberation.attending import check_present, check_sitting
from doorstep.wings.deliberation.holding import hold, hold_to_come
from doorstep.wings.deliberation.kinds import meetings
from doorstep.wings.deliberation.models import OBSERVER, OPEN, VOTING, WAITING, Guest, Meeting, Motion, Speech, Vote
from doorstep.wings.deliberation.refusing import (
    AlreadyDecided,
    MotionUnknown,
    NoTurnsLeft,
    NotVoting,
    OneAtATime,
    OnlyListens,
)
from doorstep.wings.deliberation.rules import STANCES, Hand, next_speakers


def locked(meeting: Meeting, position: int) -> Motion:
    """The motion, locked until the end of the transaction. Raises MotionUnknown."""
    found = Motion.objects.select_for_update().filter(meeting=meeting, position=position).first()
    if found is None:
        raise MotionUnknown
    return found


def check_one_at_a_time(motion: Motion) -> None:
    """Raises OneAtATime where another motion is before the meeting."""
    other = Motion.objects.filter(meeting=motion.meeting_id, state__in=(OPEN, VOTING)).exclude(id=motion.id).first()
    if other is not None:
        raise OneAtATime(motion=other.position)


@transaction.atomic
def open_motion(meeting: Meeting, position: int, *, now: datetime) -> Motion:
    """One at a time. Raises NotInSession, OneAtATime, AlreadyDecided."""
    hold(meeting)
    check_sitting(meeting)
    motion = locked(meeting, position)
    check_one_at_a_time(motion)
    if motion.state not in (WAITING, OPEN):
        raise AlreadyDecided(motion=position)
    motion.state, motion.opened_at = OPEN, motion.opened_at or now
    motion.save(update_fields=["state", "opened_at"])
    return motion


@transaction.atomic
def lay_aside(meeting: Meeting, position: int, *, now: datetime) -> None:
    """Talked about and not decided: another may be taken up."""
    hold(meeting)
    found = Motion.objects.filter(meeting=meeting, position=position, state__in=(OPEN, VOTING))
    Speech.objects.filter(motion__in=found, began_at__isnull=False, ended_at=None).update(ended_at=now)
    Vote.objects.filter(motion__in=found).delete()
    found.update(state=WAITING)


@transaction.atomic
def raise_hand(guest: Guest, motion: Motion, stance: str, *, now: datetime) -> None:
    """Twice while waiting is once, also at the same moment. Raises NotPresent, OnlyListens, NotVoting, NoTurnsLeft."""
    check_present(guest)
    motion = locked(motion.meeting, motion.position)
    if guest.role == OBSERVER:
        raise OnlyListens
    if motion.state != OPEN:
        raise NotVoting
    mine = Speech.objects.filter(motion=motion, guest=guest)
    if mine.filter(began_at=None).exists():
        return
    turns = meetings().floor.turns
    if mine.count() >= turns:
        raise NoTurnsLeft(turns=turns)
    Speech.objects.create(motion=motion, guest=guest, stance=stance if stance in STANCES else STANCES[-1], asked_at=now)


def queue(motion: Motion) -> list[Speech]:
    """Who speaks next, in order."""
    speeches = list(Speech.objects.filter(motion=motion).select_related("guest").order_by("id"))
    begun = [one for one in speeches if one.began_at is not None]
    last = max(begun, key=lambda one: one.began_at or one.asked_at).stance if begun else ""
    waiting = {one.guest_id: one for one in speeches if one.began_at is None and one.guest.left_at is None}
    spoken = {who: sum(1 for one in begun if one.guest_id == who) for who in waiting}
    hands = [
        Hand(who=one.guest_id, stance=one.stance, turn=one.id, spoken=spoken[one.guest_id]) for one in waiting.values()
    ]
    return [waiting[hand.who] for hand in next_speakers(hands, last_stance=last, most_turns=meetings().floor.turns)]


def speaking(motion: Motion) -> Speech | None:
    """Whoever has the floor."""
    begun = Speech.objects.filter(motion=motion, began_at__isnull=False, ended_at=None)
    return begun.select_related("guest").order_by("-began_at").first()


@transaction.atomic
def next_speaker(motion: Motion, *, after: int | None = None, now: datetime) -> Speech | None:
    """The one who has the floor is done; the next in order has it. `after`: the speech that was seen to have the floor, 0 for none;
    where another has it by now the button was pressed twice, and nobody loses the turn. Raises NotInSession."""
    hold_to_come(motion.meeting)
    motion = locked(motion.meeting, motion.position)
    has = speaking(motion)
    if after is not None and after != (has.pk if has else 0):
        return has
    Speech.objects.filter(motion=motion, began_at__isnull=False, ended_at=None).update(ended_at=now)
    line = queue(motion)
    if not line:
        return None
    line[0].began_at = now
    line[0].save(update_fields=["began_at"])
    return line[0]
