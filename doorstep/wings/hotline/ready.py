"""Keeps answers ready 常用答复: each version as it was written, once; which call was answered with which. Answers no call by itself."""

import re
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.form import clean_text
from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.wings.hotline.models import Ready, ReadyText, ReadyUse

LONGEST_TITLE, LONGEST_TEXT = 60, 2000
SOMEBODYS_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?![\dXx])")


class ReadyMissing(FieldFault):
    """这一格要填。"""


class ReadyTooLong(FieldFault):
    """写了 %(length)s 个字，最多 %(limit)s 个字。"""


class ReadyPersonal(FieldFault):
    """常用答复会念给很多人听，不要写个人的手机号、身份证号；办公电话可以写。"""


class ReadyGone(Refusal):
    """没有这条常用答复。"""

    status = 404


class ReadyChanged(Refusal):
    """您打开以后，这条常用答复有人改过了，最新的一版在下面。看过还要这样改，就再记一次。"""

    status = 409


def write_ready(
    *, ready_id: int | None, title: str, text: str, category: str, seen: int, actor: Actor, now: datetime
) -> int:
    """A new answer, or the next version of one whose version `seen` was before the writer; its id. One that says the same is
    kept as it is. Raises FormRefused, ReadyGone, ReadyChanged."""
    title, text = _checked(title, text)
    try:
        with transaction.atomic():
            ready = _found(ready_id) if ready_id else Ready.objects.create()
            last = ready.texts.filter(is_current=True).first()
            if (last.number if last else 0) != (seen if ready_id else 0):
                raise ReadyChanged
            if last and (last.title, last.text, last.category) == (title, text, category):
                return ready.pk
            ready.texts.filter(is_current=True).update(is_current=False)
            number = (last.number if last else 0) + 1
            given = {"title": title, "text": text, "category": category}
            ReadyText.objects.create(
                of=ready, number=number, is_current=True, written_by=actor.id, written_at=now, **given
            )
    except IntegrityError:
        raise ReadyChanged from None
    return ready.pk


def _checked(title: str, text: str) -> tuple[str, str]:
    title, text = " ".join(clean_text(title).split()), clean_text(text)
    faults: dict[str, FieldFault] = {}
    for name, value, limit in (("title", title, LONGEST_TITLE), ("text", text, LONGEST_TEXT)):
        if not value:
            faults[name] = ReadyMissing()
        elif len(value) > limit:
            faults[name] = ReadyTooLong(length=len(value), limit=limit)
        elif SOMEBODYS_NUMBER.search(value):
            faults[name] = ReadyPersonal()
    if faults:
        raise FormRefused(faults)
    return title, text


def retire_ready(ready_id: int, *, actor: Actor, now: datetime) -> None:
    """No longer offered; what it was used for stays. Raises ReadyGone."""
    _found(ready_id)
    Ready.objects.filter(id=ready_id, retired_at=None).update(retired_at=now, retired_by=actor.id)


def restore_ready(ready_id: int) -> None:
    """Offered again. Raises ReadyGone."""
    _found(ready_id)
    Ready.objects.filter(id=ready_id).update(retired_at=None, retired_by=None)


def note_uses(text_ids: Collection[int], *, answer: str, case_id: UUID, actor: Actor, now: datetime) -> None:
    """The versions that went into this answer; those that never were are passed over. May be told twice."""
    said = clean_text(answer)
    ReadyUse.objects.bulk_create(
        [
            ReadyUse(text=one, case_id=case_id, is_as_kept=one.text in said, used_by=actor.id, used_at=now)
            for one in ReadyText.objects.filter(id__in=text_ids)
        ],
        ignore_conflicts=True,
    )


def _found(ready_id: int) -> Ready:
    ready = Ready.objects.filter(id=ready_id).first()
    if ready is None:
        raise ReadyGone
    return ready
