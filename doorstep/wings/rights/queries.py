"""Reads requests: whose they are, which wait, and everything that is held about whoever asked. Opens nothing by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.store.cases import sheets
from doorstep.store.cases.models import Receipt
from doorstep.wings.rights.holdings import Owner
from doorstep.wings.rights.models import Agreement, Erasure, Request

MOST = 100
PAGE = 50
COUNTS = "SELECT code, version, count(*), count(withdrawn_at) FROM rights_agreement GROUP BY code, version ORDER BY code, version DESC"
# A receipt is the person's when it bears their number, or when it is the only one of a case that they hold.
THEIRS = """
SELECT r.id, r.case_id FROM cases_receipt r WHERE r.case_id = ANY(%s) AND (r.phone_hash = %s OR NOT EXISTS (
    SELECT 1 FROM cases_receipt o WHERE o.case_id = r.case_id AND o.id <> r.id))
"""
WAITING = """
SELECT q.case_id, c.number, c.state, q.asked_at, c.due_at, c.due_clock, q.kind, cardinality(q.cases), q.carried_at, c.law_id
FROM rights_request q JOIN cases_case c ON c.id = q.case_id
WHERE c.is_final = %s ORDER BY q.asked_at DESC, q.case_id DESC LIMIT %s
"""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A request as a list shows it."""

    case_id: UUID
    number: str
    state: str
    asked_at: datetime
    due_at: datetime | None
    due_clock: str
    kind: str
    cases: int
    carried_at: datetime | None
    law_id: int


def owner_of(request: Request) -> Owner:
    """Whose information a request is about."""
    hash_ = bytes(request.phone_hash) if request.phone_hash else None
    identity = bytes(request.identity_hash) if request.identity_hash else None
    return Owner(cases=tuple(request.cases), phone_hash=hash_, identity_hash=identity)


def receipts_of(owner: Owner) -> dict[UUID, list[UUID]]:
    """Receipts that are this person's, by case."""
    found: dict[UUID, list[UUID]] = {}
    for receipt_id, case_id in sheets.run(THEIRS, [list(owner.cases), owner.phone_hash]):
        found.setdefault(case_id, []).append(receipt_id)
    return found


def shared(owner: Owner, receipts: Mapping[UUID, Sequence[UUID]]) -> set[UUID]:
    """Cases of theirs that somebody else holds a receipt of too, beside `receipts`: what was said there is not theirs alone."""
    mine = {receipt for several in receipts.values() for receipt in several}
    others = Receipt.objects.filter(case_id__in=owner.cases).exclude(id__in=mine)
    return set(others.values_list("case_id", flat=True))


def requests(*, is_over: bool, most: int = MOST) -> list[Row]:
    """Newest first."""
    return [_row(row) for row in sheets.run(WAITING, [is_over, most])]


def agreement(agreement_id: int) -> Agreement | None:
    """One, whether it stands or not."""
    return Agreement.objects.filter(id=agreement_id).first()


def agreements(*, code: str = "", before: int | None = None) -> tuple[list[Agreement], int | None]:
    """Of everybody or of one text, the latest first; and where to go on."""
    rows = Agreement.objects.filter(code=code) if code else Agreement.objects.all()
    found = list((rows.filter(id__lt=before) if before else rows).order_by("-id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def agreement_counts() -> list[tuple[str, str, int, int]]:
    """Code, version, how many ever agreed to it, and how many of them took it back."""
    return [tuple(row) for row in sheets.run(COUNTS, [])]


def erasures(most: int = MOST) -> list[Erasure]:
    """What was erased, newest first."""
    return list(Erasure.objects.order_by("-at", "-id")[:most])


def _row(row: Sequence[Any]) -> Row:
    case_id, number, state, asked_at, due_at, clock, kind, cases, carried_at, law_id = row
    return Row(
        case_id=case_id,
        number=number,
        state=state,
        asked_at=asked_at,
        due_at=due_at,
        due_clock=clock,
        kind=kind,
        cases=cases,
        carried_at=carried_at,
        law_id=law_id,
    )
