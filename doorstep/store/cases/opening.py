"""Opens cases: one, or two hundred in one transaction. The first of the two ways in which cases are written."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from psycopg.errors import UniqueViolation

from doorstep.store.cases import ledger, repeats, sheets
from doorstep.store.cases.drafting import Draft, Opening, Reporter, draft

__all__ = ["Draft", "Opened", "Opening", "Reporter", "draft", "open_case", "open_cases", "write"]

# A repeated key meets its first use in either of these, since the tracking code follows from the key.
KEY_CLASHES = ("cases_event_key", "cases_receipt_code_hash")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """`code` is "" for a case without a reporter. `is_repeat` when the key had been used for this very word before."""

    case_id: UUID
    number: str
    code: str
    is_repeat: bool = False


def open_case(opening: Opening, *, now: datetime) -> Opened:
    """Write one case. Raises ActorNotEntitled, FormRefused, PlaceUnknown, KeyUsedDifferently, LawUnknown."""
    return open_cases([opening], now=now)[0]


def open_cases(openings: Sequence[Opening], *, now: datetime) -> list[Opened]:
    """Write all or none, in one statement. Answers in the order given; a repeated key answers with the first result."""
    return write([draft(opening, now) for opening in openings])


def write(drafts: Sequence[Draft]) -> list[Opened]:
    """One transaction, one statement (one more for each field of photos)."""
    stack = sheets.Stack()
    for one in drafts:
        stack.take(one.stack)
    try:
        numbers = _run_with_photos(stack, drafts) if any(one.photos for one in drafts) else _run(stack)
    except (IntegrityError, UniqueViolation) as clash:
        if not any(name in str(clash) for name in KEY_CLASHES):
            raise
        return _write_around_repeats(drafts)
    return [Opened(case_id=one.id, number=numbers[one.id], code=one.code) for one in drafts]


def _write_around_repeats(drafts: Sequence[Draft]) -> list[Opened]:
    """Some key was used before: answer those from the ledger, and write the others."""
    if len(drafts) > 1:
        return [opened for one in drafts for opened in write([one])]
    (one,) = drafts
    first = repeats.first_opening(one.key or "", one.key_print or b"")
    return [Opened(case_id=first.case_id, number=first.number, code=one.code, is_repeat=True)]


def _run(stack: sheets.Stack) -> dict[UUID, str]:
    """One statement is a transaction by itself; within another one it needs a savepoint, so that a repeat can be answered."""
    parts, rows = stack.parts()
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        return dict(sheets.run_numbered(f"WITH {parts} SELECT id, number FROM w_cases_case", rows))


@transaction.atomic
def _run_with_photos(stack: sheets.Stack, drafts: Sequence[Draft]) -> dict[UUID, str]:
    numbers = _run(stack)
    ledger.attach_photos(drafts)
    return numbers
