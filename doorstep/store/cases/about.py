"""What a case's page says beside its story: masked title and digest, who reported (without a name), what it was merged with."""

import json
from dataclasses import dataclass
from uuid import UUID

from doorstep.store.cases import sheets
from doorstep.store.cases.models import Receipt, SealedText
from doorstep.store.cases.private import GUARDIAN
from doorstep.store.sealing import unseal

ABOUT = """
SELECT w.title, w.body, c.reports, m.number,
       (SELECT jsonb_agg(jsonb_build_array(r.id, r.is_anonymous, r.name_cipher IS NOT NULL, r.phone_cipher IS NOT NULL)
               ORDER BY r.created_at) FROM cases_receipt r WHERE r.case_id = c.id),
       (SELECT jsonb_agg(p.number ORDER BY p.id) FROM cases_case p WHERE p.merged_into = c.id),
       EXISTS (SELECT 1 FROM cases_sealedtext t WHERE t.case_id = c.id AND t.field = 'guardian' AND t.cipher IS NOT NULL)
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id LEFT JOIN cases_case m ON m.id = c.merged_into WHERE c.id = %s
"""


@dataclass(frozen=True, kw_only=True)
class Hint:
    """That somebody reported, and whether there is a name or a phone to be opened."""

    receipt_id: UUID
    is_anonymous: bool
    has_name: bool
    has_phone: bool


@dataclass(frozen=True, kw_only=True)
class About:
    """`main` is the number of the case this one was merged into, or ""; `merged` those merged into this one. `has_guardian`: of a
    child who reported, with a name and a number to be opened."""

    title: str
    body: str
    reports: int
    main: str
    reporters: tuple[Hint, ...]
    merged: tuple[str, ...]
    has_guardian: bool = False


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How to reach a reporter, or the guardian of a child who reports, in the clear. Whoever asks for it leaves a trace first."""

    name: str
    phone: str
    is_guardian: bool = False

    def as_text(self) -> str:
        """How a guardian is sealed with the case."""
        return json.dumps([self.name, self.phone], ensure_ascii=False)


def about(case_id: UUID) -> About:
    """One statement; opens nothing."""
    title, body, reports, main, reporters, merged, has_guardian = sheets.run(ABOUT, [case_id])[0]
    hints = tuple(
        Hint(receipt_id=UUID(row[0]), is_anonymous=row[1], has_name=row[2], has_phone=row[3])
        for row in json.loads(reporters or "[]")
    )
    return About(
        title=title,
        body=body,
        reports=reports,
        main=main or "",
        reporters=hints,
        merged=tuple(json.loads(merged or "[]")),
        has_guardian=has_guardian,
    )


def contacts_of(case_id: UUID) -> list[Contact]:
    """Names and phones of those who left any, and of the guardian where one was named."""
    rows = Receipt.objects.filter(case_id=case_id).order_by("created_at").values_list("name_cipher", "phone_cipher")
    return [
        Contact(name=unseal(bytes(name)) if name else "", phone=unseal(bytes(phone)) if phone else "")
        for name, phone in rows
        if name or phone
    ] + guardians_of(case_id)


def guardians_of(case_id: UUID) -> list[Contact]:
    """Whoever was named as guardian of a child who reported, unless it was erased."""
    sealed = SealedText.objects.filter(case_id=case_id, field=GUARDIAN, cipher__isnull=False).order_by("seq")
    named = [json.loads(unseal(bytes(cipher))) for cipher in sealed.values_list("cipher", flat=True) if cipher]
    return [Contact(name=name, phone=phone, is_guardian=True) for name, phone in named]
