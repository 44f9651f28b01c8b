"""Reads what a number reported before, and what a call became. Of a person it knows the keyed hash of the number alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from doorstep.store.cases.sheets import run
from doorstep.store.cases.sight import NOT_SEALED
from doorstep.store.sealing import keyed_hash
from doorstep.wings.hotline.models import Call

MOST = 5
EARLIER = f"""
SELECT c.id, c.number, w.title, c.law_id, c.state, c.category, c.place_path, c.is_final, c.opened_at, c.due_at, c.due_clock,
       count(*) OVER ()
FROM cases_receipt r JOIN cases_case c ON c.id = r.case_id JOIN cases_casewords w ON w.case_id = c.id
WHERE r.phone_hash = %s AND {NOT_SEALED.sql} ORDER BY c.is_final, c.opened_at DESC, c.id DESC LIMIT %s
"""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A case reported from the same number. `title` is masked; `of` how many there are in all."""

    id: UUID
    number: str
    title: str
    law_id: int
    state: str
    category: str
    place_path: str
    is_final: bool
    opened_at: datetime
    due_at: datetime | None
    due_clock: str
    of: int


def earlier_of(phone: str) -> tuple[Earlier, ...]:
    """The last five, those not over yet first. `phone`: as `read_phone` gives it. One statement."""
    rows = run(EARLIER, [keyed_hash(phone, "phone"), MOST]) if phone else []
    names = tuple(Earlier.__dataclass_fields__)
    return tuple(Earlier(**dict(zip(names, row, strict=True))) for row in rows)


def case_of_call(source: str, reference: str) -> UUID | None:
    """The case that this call became; None for a call not seen before."""
    return Call.objects.filter(source=source, reference=reference).values_list("case_id", flat=True).first()
