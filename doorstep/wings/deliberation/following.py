"""What comes of a decision: a candidate is chosen, kept on the shortlist or left out, or a case is opened. Asked twice it is done once."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases.acting import Done, act
from doorstep.store.cases.following import Follower
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find, find_numbered
from doorstep.store.cases.opening import Opened
from doorstep.wings.deliberation import attending, minutes
from doorstep.wings.deliberation.calling import meeting_of
from doorstep.wings.deliberation.candidates import Item, NotACandidate, collect
from doorstep.wings.deliberation.minutes import RESULTS
from doorstep.wings.deliberation.models import NOT_PASSED, OFFLINE, PASSED, TIED, Meeting, Motion
from doorstep.wings.deliberation.offline import enter
from doorstep.wings.deliberation.refusing import MotionUnknown

VERBS = ("choose", "reserve", "leave_out")


class NotDecidedYet(Refusal):
    """第 %(motion)s 个议题还没有表决，没有结果可以办。"""

    status = 409


class NotPassed(Refusal):
    """第 %(motion)s 个议题没有通过，不能选中，也不能照它去办。"""

    status = 409


class TurnedDown(Refusal):
    """第 %(motion)s 个议题没有通过，不列清单。"""

    status = 409


class StillSitting(Refusal):
    """散了会再列清单。"""

    status = 409


class FollowedBefore(Refusal):
    """第 %(motion)s 个议题已经办成 %(number)s 了。"""

    status = 409


def reason(meeting: Meeting, motion: Motion) -> str:
    """What those who asked will read."""
    if motion.way == OFFLINE:
        return (
            f"“{meeting.title}”这次线下开的会上，第 {motion.position} 个议题{RESULTS[motion.state]}（凭签到表补录）。"
        )
    return (
        f"“{meeting.title}”这次会上，第 {motion.position} 个议题{RESULTS[motion.state]}："
        f"赞成 {motion.yes}，反对 {motion.no}，弃权 {motion.abstained}。"
    )


@transaction.atomic
def settle_candidate(meeting: Meeting, position: int, verb: str, why: str, *, actor: Actor, now: datetime) -> Done:
    """Raises MotionUnknown, NotDecidedYet, NotPassed, NotACandidate, and what `act` raises."""
    motion = Motion.objects.filter(meeting=meeting, position=position).first()
    if motion is None or verb not in VERBS:
        raise MotionUnknown
    if motion.state not in RESULTS:
        raise NotDecidedYet(motion=position)
    if verb == "choose" and motion.state != PASSED:
        raise NotPassed(motion=position)
    held = find_numbered(motion.matter) if motion.matter else None
    if held is None or held.case.mechanism != "candidate":
        raise NotACandidate(number=motion.matter or "—")
    if held.case.state == "collected" and verb != "leave_out":
        act(case_id=held.case.id, verb="list", form={}, actor=actor, now=now)
    words = "\n".join(part for part in (reason(meeting, motion), why.strip()) if part)
    return act(case_id=held.case.id, verb=verb, form={"why": words}, actor=actor, now=now, key=f"motion:{motion.id}")


def passed_motion(meeting: Meeting, position: int) -> Motion:
    """A decision of which nothing has come yet, locked. Raises MotionUnknown, NotPassed, FollowedBefore."""
    motion = Motion.objects.select_for_update().filter(meeting=meeting, position=position).first()
    if motion is None:
        raise MotionUnknown
    if motion.state != PASSED:
        raise NotPassed(motion=position)
    if number := motion.became or motion.matter:
        raise FollowedBefore(motion=position, number=number)
    return motion


@transaction.atomic
def list_as_candidate(meeting: Meeting, position: int, *, actor: Actor, now: datetime) -> str:
    """恳谈交清单: what was talked about and not turned down stands on the list, for everybody to tick; its number.

    Raises MotionUnknown, StillSitting, TurnedDown, FollowedBefore, and what `collect` and `act` raise."""
    motion = Motion.objects.select_for_update().filter(meeting=meeting, position=position).first()
    if motion is None:
        raise MotionUnknown
    if meeting.held_at is None:
        raise StillSitting
    if motion.state in (NOT_PASSED, TIED):
        raise TurnedDown(motion=position)
    if number := motion.became or motion.matter:
        raise FollowedBefore(motion=position, number=number)
    made = _collected(meeting, motion, actor=actor, now=now)
    act(case_id=made.case_id, verb="list", form={}, actor=actor, now=now)
    return made.number


def _collected(meeting: Meeting, motion: Motion, *, actor: Actor, now: datetime) -> Opened:
    """A candidate of what was talked about, tied beneath the meeting."""
    item = Item(topic=motion.text[:80], source="talk", words=motion.text, place_path=meeting.place_path)
    made = collect(item, actor=actor, key=f"motion:{motion.id}", now=now)
    motion.matter = made.number
    motion.save(update_fields=["matter"])
    gather(meeting, made.number, now=now)
    return made


@transaction.atomic
def choose_as_candidate(meeting: Meeting, position: int, *, actor: Actor, now: datetime) -> str:
    """A decision that no candidate stood behind becomes one and is chosen, to be made a project; its number.

    Raises what `passed_motion`, `collect` and `act` raise."""
    motion = passed_motion(meeting, position)
    made = _collected(meeting, motion, actor=actor, now=now)
    settle_candidate(meeting, position, "choose", "", actor=actor, now=now)
    return made.number


@transaction.atomic
def note_became(meeting: Meeting, position: int, number: str, *, now: datetime) -> None:
    """The case that was opened after a decision: known from the motion, and from the case. Raises what `passed_motion` raises."""
    motion = passed_motion(meeting, position)
    motion.became = number
    motion.save(update_fields=["became"])
    gather(meeting, number, now=now)


def gather(meeting: Meeting, number: str, *, now: datetime) -> None:
    """Tie what came of it beneath the meeting; a meeting under an older law, already filed, keeps the number alone."""
    held = find(meeting.case_id)
    if held and any(step.verb == "gather" for step in law(held.law_id).steps_from(held.case.state)):
        act(case_id=meeting.case_id, verb="gather", form={"matter": number}, actor=SYSTEM, now=now)


def settle(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """It was adjourned, from whichever page."""
    attending.settle(meeting_of(case.id), now=now)


def call_off(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """It is not held."""
    Meeting.objects.filter(case_id=case.id).update(is_off=True)


def publish(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """The reviewed minutes become readable for everybody."""
    minutes.keep_public(meeting_of(case.id), now=now)


def unpublish(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """And are gone again, at once."""
    minutes.drop_public(meeting_of(case.id))


FOLLOWERS: Mapping[str, Iterable[Follower]] = {
    "assembly.held": (settle,),
    "assembly.entered_afterwards": (enter,),
    "assembly.called_off": (call_off,),
    "assembly.published": (publish,),
    "assembly.unpublished": (unpublish,),
}
