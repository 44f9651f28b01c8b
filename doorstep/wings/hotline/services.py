"""Keeps which call became which case; once for each reference."""

import re
from datetime import datetime
from uuid import UUID

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FieldFault
from doorstep.wings.hotline.models import Call

LONGEST = 60
REFERENCE = re.compile(r"[0-9A-Za-z][0-9A-Za-z\-_./]*")
LOOKS_LIKE_A_PHONE = re.compile(r"1[3-9]\d{9}")


class ReferenceUnreadable(FieldFault):
    """来电流水号只含字母、数字和 - _ . /，最多 60 个，不要填电话号码。"""


def read_reference(typed: str) -> str:
    """As it is kept; "" for none. Raises ReferenceUnreadable, also for what reads like somebody's phone."""
    plain = "".join(typed.split())
    if not plain:
        return ""
    if len(plain) > LONGEST or not REFERENCE.fullmatch(plain) or LOOKS_LIKE_A_PHONE.fullmatch(plain):
        raise ReferenceUnreadable
    return plain


def keep_call(*, source: str, reference: str, case_id: UUID, actor: Actor, now: datetime) -> None:
    """Raises IntegrityError where the same call was kept a moment ago by somebody else."""
    Call.objects.create(source=source, reference=reference, case_id=case_id, taken_by=actor.id, taken_at=now)
