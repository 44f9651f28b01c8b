"""Consent 同意: which version of a text somebody agreed to, taken back as easily as given, asked anew when the text is a new one.

Taking back acts at once and needs nobody's leave. Where something rests on the law and not on consent, nothing is recorded here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import models as cases
from doorstep.store.cases.erasing import erase_phones
from doorstep.store.sealing import keyed_hash
from doorstep.wings.rights.models import Agreement
from doorstep.wings.rights.noting import note_erased
from doorstep.wings.rights.register import consent_now, register
from doorstep.wings.rights.rules import Consent

NOTICES, PROXY = "notices", "proxy"


class NoAgreement(Refusal):
    """没有这一份同意，或者已经撤回了。"""

    status = 404


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """An agreement that stands, with the text that was agreed to. `newer`: the text in force, where it is another one."""

    row: Agreement
    number: str
    text: Consent | None
    newer: Consent | None


def agree(code: str, *, about: UUID, version: str = "", phone: str = "", way: str, now: datetime) -> None:
    """Record it: to the version that was shown, or to the one in force. Nothing where the pack has no such text; twice is once."""
    shown = next((one for one in register().consents if (one.code, one.version) == (code, version)), None)
    text = shown or consent_now(code, now=now)
    if text is None:
        return
    hash_ = keyed_hash(phone, "phone") if phone else None
    row = Agreement(code=code, version=text.version, about=about, phone_hash=hash_, way=way, agreed_at=now)
    Agreement.objects.bulk_create([row], ignore_conflicts=True)


def agreed_by(held: Sequence[UUID], *, now: datetime) -> list[Agreed]:
    """What stands for these cases, newest first: the latest version of each."""
    rows = Agreement.objects.filter(about__in=held, withdrawn_at=None).order_by("-agreed_at", "-id")
    numbers = dict(cases.Case.objects.filter(id__in=held).values_list("id", "number"))
    texts = {(one.code, one.version): one for one in register().consents}
    latest: dict[tuple[str, UUID], Agreed] = {}
    for row in rows:
        in_force = consent_now(row.code, now=now)
        newer = in_force if in_force and in_force.version != row.version else None
        one = Agreed(row=row, number=numbers.get(row.about, ""), text=texts.get((row.code, row.version)), newer=newer)
        latest.setdefault((row.code, row.about), one)
    return list(latest.values())


@transaction.atomic
def withdraw(agreement_id: int, held: Sequence[UUID], *, by: UUID | None, now: datetime) -> Agreement:
    """Take it back: at once. Raises NoAgreement for what these cases do not hold."""
    row = Agreement.objects.select_for_update().filter(id=agreement_id, about__in=held, withdrawn_at=None).first()
    if row is None:
        raise NoAgreement
    same = Agreement.objects.filter(about=row.about, code=row.code, withdrawn_at=None)
    same.update(withdrawn_at=now)
    if row.code == NOTICES:
        theirs = {"phone_hash": row.phone_hash} if row.phone_hash else {}
        receipts = list(cases.Receipt.objects.filter(case_id=row.about, **theirs).values_list("id", flat=True))
        note_erased({"cases_receipt": erase_phones(receipts)}, request=row.about, by=by, now=now)
    return row


def withdraw_all(code: str, held: Sequence[UUID], *, by: UUID | None, now: datetime) -> int:
    """Every standing agreement of a code, or of all codes when it is ""; how many were taken back."""
    rows = Agreement.objects.filter(about__in=held, withdrawn_at=None)
    wanted = {(row.code, row.about): row.pk for row in (rows.filter(code=code) if code else rows)}
    for agreement_id in wanted.values():
        withdraw(agreement_id, held, by=by, now=now)
    return len(wanted)
