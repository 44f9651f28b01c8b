"""What comes of a decision: a candidate is chosen, kept in reserve or left out, or a case is opened. Asked twice it is done once."""

from datetime import datetime

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases.acting import Done, act
from doorstep.store.cases.locking import find_numbered
from doorstep.wings.deliberation.candidates import NotACandidate
from doorstep.wings.deliberation.models import NOT_PASSED, PASSED, TIED, Meeting, Motion
from doorstep.wings.deliberation.refusing import MotionUnknown

VERBS = ("choose", "reserve", "leave_out")
SAID = {PASSED: "通过", NOT_PASSED: "没有通过", TIED: "平局，没有通过"}


class NotDecidedYet(Refusal):
    """第 %(motion)s 个议题还没有表决，没有结果可以办。"""

    status = 409


class NotPassed(Refusal):
    """第 %(motion)s 个议题没有通过，不能选中，可以储备或者不列。"""

    status = 409


def reason(meeting: Meeting, motion: Motion) -> str:
    """What those who asked will read."""
    return (
        f"“{meeting.title}”这次会上，第 {motion.position} 个议题{SAID[motion.state]}："
        f"赞成 {motion.yes}，反对 {motion.no}，弃权 {motion.abstained}。"
    )


@transaction.atomic
def settle_candidate(meeting: Meeting, position: int, verb: str, why: str, *, actor: Actor, now: datetime) -> Done:
    """Raises MotionUnknown, NotDecidedYet, NotPassed, NotACandidate, and what `act` raises."""
    motion = Motion.objects.filter(meeting=meeting, position=position).first()
    if motion is None or verb not in VERBS:
        raise MotionUnknown
    if motion.state not in SAID:
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


def note_became(meeting: Meeting, position: int, number: str) -> None:
    """The number of what was opened after a decision."""
    Motion.objects.filter(meeting=meeting, position=position).update(became=number[:24])
