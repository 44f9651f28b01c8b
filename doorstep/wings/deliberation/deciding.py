"""Votes: by show of hands or on each one's phone; what was decided goes into the ledger.

Refuses to decide without a quorum, beyond the notice, twice, or by more hands than there are people. Each person's vote is gone as
soon as it was counted; the sums stay.
"""

from datetime import datetime

from django.db import transaction

from doorstep.kernel.actor import SYSTEM
from doorstep.store.cases.acting import act
from doorstep.wings.deliberation.attending import (
    check_present,
    check_sitting,
    number_typed,
    present,
    voters,
    weigh_quorum,
)
from doorstep.wings.deliberation.calling import kind_of
from doorstep.wings.deliberation.holding import hold
from doorstep.wings.deliberation.models import (
    HANDS,
    OBSERVER,
    OPEN,
    PHONES,
    VOTING,
    WAITING,
    Guest,
    Meeting,
    Motion,
    Speech,
    Vote,
)
from doorstep.wings.deliberation.refusing import (
    AlreadyDecided,
    DecidesElsewhere,
    NoQuorum,
    NotChecked,
    NotInNotice,
    NotVoting,
    OnlyListens,
    TooManyVotes,
)
from doorstep.wings.deliberation.rules import CHOICES, Tally, outcome
from doorstep.wings.deliberation.speaking import check_one_at_a_time, locked


def check_may_decide(meeting: Meeting, motion: Motion, *, now: datetime) -> None:
    """Raises NotInSession, DecidesElsewhere, NotChecked, NotInNotice, AlreadyDecided, OneAtATime, NoQuorum."""
    kind = kind_of(meeting)
    check_sitting(meeting)
    if not kind.decides:
        raise DecidesElsewhere(kind=kind.label, instead=kind.instead)
    if not kind.is_checked:
        raise NotChecked(kind=kind.label)
    if not motion.is_noticed:
        raise NotInNotice(motion=motion.position)
    if motion.state not in (WAITING, OPEN, VOTING):
        raise AlreadyDecided(motion=motion.position)
    check_one_at_a_time(motion)
    if not weigh_quorum(meeting, now=now):
        came, entitled = present(meeting)
        raise NoQuorum(present=came, least=kind.quorum.least(entitled))


@transaction.atomic
def open_vote(meeting: Meeting, position: int, *, now: datetime) -> Motion:
    """On everybody's phone, from now until it is counted."""
    hold(meeting)
    motion = locked(meeting, position)
    check_may_decide(meeting, motion, now=now)
    Speech.objects.filter(motion=motion, began_at__isnull=False, ended_at=None).update(ended_at=now)
    motion.state, motion.way = VOTING, PHONES
    motion.save(update_fields=["state", "way"])
    return motion


@transaction.atomic
def cast(guest: Guest, motion: Motion, choice: str) -> None:
    """May be changed until it is counted. Raises NotVoting, NotPresent, OnlyListens."""
    motion = locked(motion.meeting, motion.position)
    if motion.state != VOTING or choice not in CHOICES:
        raise NotVoting
    check_present(guest)
    if guest.role == OBSERVER:
        raise OnlyListens
    Vote.objects.update_or_create(motion=motion, guest=guest, defaults={"choice": choice})


@transaction.atomic
def count_phones(meeting: Meeting, position: int, *, now: datetime) -> Motion:
    """What was cast, also by those who left the hall since; then each one's vote is gone."""
    hold(meeting)
    motion = locked(meeting, position)
    if motion.state != VOTING:
        raise NotVoting
    chosen = list(Vote.objects.filter(motion=motion).values_list("choice", flat=True))
    yes, no, abstained = (chosen.count(choice) for choice in CHOICES)
    decided = _decide(meeting, motion, Tally(yes=yes, no=no, abstained=abstained), PHONES, now)
    Vote.objects.filter(motion=motion).delete()
    return decided


@transaction.atomic
def count_hands(meeting: Meeting, position: int, typed: tuple[str, str, str], *, now: datetime) -> Motion:
    """Hands as counted by the clerk: for, against, abstained. Raises TooManyVotes, FormRefused."""
    hold(meeting)
    motion = locked(meeting, position)
    yes, no, abstained = (number_typed(text or "0", name) for text, name in zip(typed, CHOICES, strict=True))
    Vote.objects.filter(motion=motion).delete()
    return _decide(meeting, motion, Tally(yes=yes, no=no, abstained=abstained), HANDS, now)


def _decide(meeting: Meeting, motion: Motion, tally: Tally, way: str, now: datetime) -> Motion:
    check_may_decide(meeting, motion, now=now)
    here = voters(meeting, also=motion if way == PHONES else None)
    if tally.cast > here:
        raise TooManyVotes(cast=tally.cast, present=here)
    of_present = kind_of(meeting).passes_of == "present"
    result = outcome(tally, of="present" if of_present else "votes", present=here)
    form = {"motion": motion.position, "outcome": result, "way": way}
    form |= {"yes": tally.yes, "no": tally.no, "abstained": tally.abstained}
    act(case_id=meeting.case_id, verb="decide", form=form, actor=SYSTEM, now=now)
    motion.state, motion.way, motion.decided_at, motion.present = result, way, now, here
    motion.yes, motion.no, motion.abstained = tally.yes, tally.no, tally.abstained
    motion.save()
    return motion
