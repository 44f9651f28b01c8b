"""Finds what an idempotency key was first used for: a submission sent twice is answered once."""

import hashlib
import re
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import KeyUsedDifferently

LONGEST = 200
UNFIT = re.compile("[\x00\ud800-\udfff]")


def as_key(text: str) -> str:
    """A key as the ledger can hold it; of one that is too long the end is kept as a hash."""
    fit = UNFIT.sub("\ufffd", text)
    if len(fit) <= LONGEST:
        return fit
    end = hashlib.sha256(fit.encode()).hexdigest()
    return f"{fit[: LONGEST - len(end)]}{end}"


@dataclass(frozen=True, kw_only=True)
class First:
    """The event that a key belongs to, and its case."""

    case_id: UUID
    number: str
    seq: int
    name: str
    enters: str
    has_receipt: bool


def first_use(key: str, print_: bytes) -> First | None:
    """None when the key is new; raises KeyUsedDifferently when it stood for something else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.case_id, c.number, e.seq, e.name, e.enters, e.key_print,"
            " EXISTS (SELECT 1 FROM cases_receipt r WHERE r.case_id = c.id)"
            " FROM cases_event e JOIN cases_case c ON c.id = e.case_id WHERE e.key = %s",
            [key],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    if bytes(row[5]) != print_:
        raise KeyUsedDifferently
    return First(case_id=row[0], number=row[1], seq=row[2], name=row[3], enters=row[4], has_receipt=row[6])


def opening_key(actor: Actor, key: str) -> str:
    """The key of an opening as the ledger holds it: everybody has keys of their own."""
    return as_key(f"open:{actor.kind}:{actor.id or ''}:{key}")


def was_opened(actor: Actor, key: str) -> bool:
    """Whether this actor already opened something under this key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM cases_event WHERE key = %s)", [opening_key(actor, key)])
        return bool(cursor.fetchone()[0])


def first_opening(key: str, print_: bytes) -> First:
    """The opening that this key stands for; the key is known to exist."""
    first = first_use(key, print_)
    if first is None:
        raise KeyUsedDifferently
    return first
