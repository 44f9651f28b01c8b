"""Consent 同意: which version of a text somebody agreed to, taken back as easily as given, asked anew when the text is a new one.

Taking back acts at once and needs nobody's leave. Where something rests on the law and not on consent, nothing is recorded here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.case import KEEPER
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words
from doorstep.store.cases import models as cases
from doorstep.store.cases.erasing import erase_guardians, erase_phones
from doorstep.store.sealing import keyed_hash
from doorstep.wings.rights.holdings import Owner, erase_elsewhere
from doorstep.wings.rights.models import GUARDIAN, SELF, Agreement
from doorstep.wings.rights.noting import note_erased
from doorstep.wings.rights.register import consent_now, register
from doorstep.wings.rights.rules import Consent

NOTICES, CHAT, SNAPS, CHILD, PROXY = "notices", "chat", "snaps", "child", "proxy"
WAYS = {
    "web": Words(zh="网页", en="on the web"),
    "snap": Words(zh="随手拍", en="with a snap"),
    "wechat": Words(zh="微信", en="by WeChat"),
    "phone": Words(zh="电话里说的", en="by telephone"),
    "paper": Words(zh="书面", en="in writing"),
    "present": Words(zh="当面", en="in person"),
}
GIVERS = {
    SELF: Words(zh="本人同意", en="agreed by the person"),
    GUARDIAN: Words(zh="监护人替孩子同意", en="agreed by the guardian for the child"),
}


class NoAgreement(Refusal):
    """没有这一份同意，或者已经撤回了。"""

    status = 404


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """An agreement, with the text that was agreed to. `newer`: the text in force, where it is another one."""

    row: Agreement
    number: str
    text: Consent | None
    newer: Consent | None

    @property
    def way(self) -> Words:
        return WAYS.get(self.row.way, Words(zh=self.row.way, en=self.row.way))

    @property
    def giver(self) -> Words:
        return GIVERS[self.row.given_by]


def agree(
    code: str,
    *,
    about: UUID,
    version: str = "",
    phone: str = "",
    way: str,
    given_by: str = SELF,
    noted_by: UUID | None = None,
    now: datetime,
) -> None:
    """Record it: to the version that was shown, or to the one in force. Nothing where the pack has no such text; twice is once.

    `noted_by`: the member of staff who heard or saw it; None where it was done on a page of one's own."""
    shown = next((one for one in register().consents if (one.code, one.version) == (code, version)), None)
    text = shown or consent_now(code, now=now)
    if text is None:
        return
    row = Agreement(
        code=code,
        version=text.version,
        about=about,
        phone_hash=keyed_hash(phone, "phone") if phone else None,
        has_number=bool(phone),
        way=way,
        given_by=given_by,
        noted_by=noted_by,
        agreed_at=now,
    )
    Agreement.objects.bulk_create([row], ignore_conflicts=True)


def agree_anew(one: Agreed, *, way: str, now: datetime) -> None:
    """To the newer text, by whoever agreed to the one before; nothing where there is none."""
    if one.newer is None:
        return
    before = one.row
    row = Agreement(
        code=before.code,
        version=one.newer.version,
        about=before.about,
        phone_hash=before.phone_hash,
        has_number=before.has_number,
        way=way,
        given_by=before.given_by,
        agreed_at=now,
    )
    Agreement.objects.bulk_create([row], ignore_conflicts=True)


def agreed_by(held: Sequence[UUID], *, now: datetime) -> list[Agreed]:
    """What stands for these cases, newest first: of each person the latest version of each text."""
    rows = Agreement.objects.filter(about__in=held, withdrawn_at=None).order_by("-agreed_at", "-id")
    latest: dict[tuple[str, UUID, bytes], Agreement] = {}
    for row in rows:
        latest.setdefault((row.code, row.about, bytes(row.phone_hash or b"")), row)
    return with_texts(list(latest.values()), now=now)


def taken_back(held: Sequence[UUID], *, now: datetime) -> list[Agreed]:
    """What was agreed to and taken back since, newest first."""
    rows = Agreement.objects.filter(about__in=held).exclude(withdrawn_at=None).order_by("-withdrawn_at", "-id")
    return with_texts(list(rows), now=now)


def with_texts(rows: Sequence[Agreement], *, now: datetime) -> list[Agreed]:
    """With the number of the case, "" where it is about somebody of a roll or about a sealed case."""
    open_ones = cases.Case.objects.filter(id__in=[row.about for row in rows]).exclude(owed_by=KEEPER)
    numbers = dict(open_ones.values_list("id", "number"))
    texts = {(one.code, one.version): one for one in register().consents}
    found = []
    for row in rows:
        in_force = consent_now(row.code, now=now)
        newer = in_force if in_force and in_force.version != row.version else None
        text = texts.get((row.code, row.version))
        found.append(Agreed(row=row, number=numbers.get(row.about, ""), text=text, newer=newer))
    return found


@transaction.atomic
def withdraw(agreement_id: int, held: Sequence[UUID], *, by: UUID | None, now: datetime) -> Agreement:
    """Take it back: at once. Raises NoAgreement for what these cases do not hold."""
    row = Agreement.objects.select_for_update().filter(id=agreement_id, about__in=held, withdrawn_at=None).first()
    if row is None:
        raise NoAgreement
    same = Agreement.objects.filter(about=row.about, code=row.code, phone_hash=row.phone_hash, withdrawn_at=None)
    same.update(withdrawn_at=now, withdrawn_by=by)
    note_erased(_erased_with(row, now), request=row.about, by=by, now=now)
    return row


def _erased_with(row: Agreement, now: datetime) -> dict[str, int]:
    """What was kept because of this consent alone goes with it."""
    if row.code == NOTICES:
        theirs = {"phone_hash": row.phone_hash} if row.phone_hash else {}
        receipts = list(cases.Receipt.objects.filter(case_id=row.about, **theirs).values_list("id", flat=True))
        return {"cases_receipt": erase_phones(receipts)}
    if row.code == CHILD:
        return {"cases_sealedtext": erase_guardians([row.about], now=now)}
    wanted = {table for one in register().consents if one.code == row.code for table in one.erases}
    return erase_elsewhere(Owner(cases=(row.about,)), only=wanted)


def withdraw_all(code: str, held: Sequence[UUID], *, by: UUID | None, now: datetime) -> int:
    """Every standing agreement of a code, or of all codes when it is ""; how many were taken back."""
    rows = Agreement.objects.filter(about__in=held, withdrawn_at=None)
    wanted = {
        (row.code, row.about, bytes(row.phone_hash or b"")): row.pk
        for row in (rows.filter(code=code) if code else rows)
    }
    for agreement_id in wanted.values():
        withdraw(agreement_id, held, by=by, now=now)
    return len(wanted)
