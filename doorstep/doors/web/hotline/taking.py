"""Takes a call: a new matter is opened, answered at once or kept confidential in the same go; an earlier one is added to and urged.

All of it or nothing. The same call reference is the same call, and leads to the case it became.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from doorstep.doors.web.guardians import guardian_of, note_guardian
from doorstep.doors.web.hotline.asking import ANONYMOUS, CONFIDENTIAL, PhoneNeeded, Typed
from doorstep.kernel.actor import Actor
from doorstep.kernel.phones import read_number
from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.store.cases.acting import act
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Reporter, open_case
from doorstep.store.cases.origins import Origin
from doorstep.wings.hotline.queries import case_of_call, earlier_of
from doorstep.wings.hotline.ready import note_uses
from doorstep.wings.hotline.services import keep_call, read_reference
from doorstep.wings.intake.services import Word, opening_of

SOURCE = "12345"
CHANNEL = "hotline"


class NotTheirs(FieldFault):
    """%(number)s 不是这个号码反映的，不能替它催办、补充。"""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a call became. `code` "" where it became no new case. `how`: opened, answered, added, urged, or known for a call
    that had been recorded before."""

    case_id: UUID
    number: str
    how: str
    code: str = ""


def take_call(typed: Typed, *, actor: Actor, now: datetime) -> Taken:
    """Raises FormRefused and whatever opening or acting raises."""
    reference = read_reference(typed.reference)
    if (known := _known(reference)) is not None:
        return known
    try:
        with transaction.atomic():
            taken = _go_on(typed, actor, now) if typed.about else _open(typed, reference, actor, now)
            if reference:
                keep_call(source=SOURCE, reference=reference, case_id=taken.case_id, actor=actor, now=now)
    except IntegrityError:
        if (known := _known(reference)) is not None:
            return known
        raise
    return taken


def _known(reference: str) -> Taken | None:
    case_id = case_of_call(SOURCE, reference) if reference else None
    held = find(case_id) if case_id else None
    return Taken(case_id=held.case.id, number=held.case.number, how="known") if held else None


def _open(typed: Typed, reference: str, actor: Actor, now: datetime) -> Taken:
    name = "" if typed.caller == ANONYMOUS else " ".join(typed.name.split())
    word = Word(
        what=typed.what,
        place=typed.place,
        spot=typed.spot,
        category=typed.category,
        request_type=typed.request_type,
        urgency=typed.urgency,
        reporter=Reporter(is_anonymous=not name, name=name, phone=read_number(typed.phone)),
        guardian=(guardian := guardian_of(typed.about_guardian)),
    )
    opening = opening_of(word, actor=actor, channel=CHANNEL, key=typed.key)
    if reference:
        opening = replace(opening, origin=Origin(system=SOURCE, reference=reference))
    opened = open_case(opening, now=now)
    note_guardian(guardian, about=opened.case_id, way="phone", noted_by=actor.id, now=now)
    if typed.caller == CONFIDENTIAL:
        act(case_id=opened.case_id, verb="keep_confidential", form={}, actor=actor, now=now, key=f"{typed.key}:keep")
    if answer := typed.answer.strip():
        act(case_id=opened.case_id, verb="answer_at_once", form={"answer": answer}, actor=actor, now=now, key=typed.key)
        note_uses(typed.ready_ids, answer=answer, case_id=opened.case_id, actor=actor, now=now)
    how = "answered" if answer else "opened"
    return Taken(case_id=opened.case_id, number=opened.number, code=opened.code, how=how)


def _go_on(typed: Typed, actor: Actor, now: datetime) -> Taken:
    """Add what was said to the earlier case, and urge it on where it can be."""
    phone = read_number(typed.phone)
    if not phone:
        raise FormRefused({"phone": PhoneNeeded()})
    one = next((case for case in earlier_of(phone) if case.number == typed.about), None)
    if one is None:
        raise FormRefused({"about": NotTheirs(number=typed.about)})
    act(case_id=one.id, verb="add", form={"words": typed.what}, actor=actor, now=now, key=typed.key)
    try:
        with transaction.atomic():
            act(case_id=one.id, verb="urge", form={}, actor=actor, now=now, key=f"{typed.key}:urge")
    except Refusal:
        return Taken(case_id=one.id, number=one.number, how="added")
    return Taken(case_id=one.id, number=one.number, how="urged")
