"""Erases what is private in cases 抹除, and puts a reporter's name or phone right.

Case, events and commitments stay as they are, so that the chain can be verified for ever: an erased text leaves its
commitment, of which nobody can tell any more what it hid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from doorstep.store.cases.models import CaseWords, Receipt, SealedText
from doorstep.store.cases.private import GUARDIAN
from doorstep.store.sealing import keyed_hash, seal

TEXTS = "UPDATE cases_sealedtext SET cipher = NULL, salt = NULL, erased_at = %s WHERE case_id = ANY(%s) AND erased_at IS NULL"
PERSONS = (
    "UPDATE cases_receipt SET name_cipher = NULL, phone_cipher = NULL, phone_hash = NULL"
    " WHERE {which} AND (name_cipher IS NOT NULL OR phone_cipher IS NOT NULL OR phone_hash IS NOT NULL)"
)
PHOTOS = "UPDATE cases_attachment SET erased_at = %s WHERE case_id = ANY(%s) AND erased_at IS NULL RETURNING stored_as"
DIGESTS = "UPDATE cases_casewords SET title = %s, body = '', lexemes = '[]', pairs = '{}' WHERE case_id = ANY(%s) AND title <> %s"
# Along an index that holds only these: among a million cases, most of which were forgotten long ago, a look takes no time.
OLD = """
SELECT id FROM cases_case WHERE is_final AND (forgotten_at IS NULL OR forgotten_at < moved_at) AND moved_at < %s
ORDER BY moved_at LIMIT %s
"""
FORGET = "UPDATE cases_case SET forgotten_at = %s WHERE id = ANY(%s)"
REMEMBER = "UPDATE cases_case c SET forgotten_at = NULL FROM cases_receipt r WHERE r.id = ANY(%s) AND c.id = r.case_id AND c.forgotten_at IS NOT NULL"
ERASED_TITLE = "（内容已依法删除）"


@dataclass(frozen=True, kw_only=True)
class Gone:
    """How many rows of each kind. `stored`: the files of the photos, for the caller to erase once this is committed: a file
    that is gone does not come back with a transaction that fails."""

    texts: int = 0
    persons: int = 0
    digests: int = 0
    stored: tuple[str, ...] = ()


def outlived(before: datetime, *, most: int) -> list[UUID]:
    """Ids of cases that were over before this moment and were not erased since their last step, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(OLD, [before, most])
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def erase_cases(case_ids: Sequence[UUID], *, now: datetime, with_digest: bool = False) -> Gone:
    """Texts, photos, names and phones of these cases; with the masked digest, lists and search forget them too."""
    ids = list(case_ids)
    with connection.cursor() as cursor:
        cursor.execute(TEXTS, [now, ids])
        texts = cursor.rowcount
        cursor.execute(PERSONS.format(which="case_id = ANY(%s)"), [ids])
        persons = cursor.rowcount
        cursor.execute(PHOTOS, [now, ids])
        stored = tuple(row[0] for row in cursor.fetchall())
        digests = 0
        if with_digest:
            cursor.execute(DIGESTS, [ERASED_TITLE, ids, ERASED_TITLE])
            digests = cursor.rowcount
        cursor.execute(FORGET, [now, ids])
    return Gone(texts=texts, persons=persons, digests=digests, stored=stored)


def put_digest(case_id: UUID, *, title: str, body: str, lexemes: Sequence[str], pairs: Sequence[str]) -> None:
    """The masked digest by which lists show a case and search finds it: taken away while it is sealed, and put back."""
    CaseWords.objects.filter(case_id=case_id).update(title=title, body=body, lexemes=list(lexemes), pairs=list(pairs))


def erase_contacts(receipts: Sequence[UUID]) -> int:
    """Name and phone on these receipts alone; how many had any."""
    with connection.cursor() as cursor:
        cursor.execute(PERSONS.format(which="id = ANY(%s)"), [list(receipts)])
        return int(cursor.rowcount)


def erase_phones(receipts: Sequence[UUID]) -> int:
    """The phone on these receipts alone; how many had one."""
    rows = Receipt.objects.filter(id__in=receipts, phone_hash__isnull=False)
    return rows.update(phone_cipher=None, phone_hash=None)


def erase_guardians(case_ids: Sequence[UUID], *, now: datetime) -> int:
    """Name and phone of a child's guardian in these cases; how many had any. What was reported stays."""
    rows = SealedText.objects.filter(case_id__in=case_ids, field=GUARDIAN, erased_at=None)
    return rows.update(cipher=None, salt=None, erased_at=now)


def correct_contact(receipts: Sequence[UUID], *, name: str = "", phone: str = "") -> int:
    """Another name or another phone on these receipts; how many."""
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, [list(receipts)])
    rows = Receipt.objects.filter(id__in=receipts)
    if name:
        return rows.update(name_cipher=seal(name), is_anonymous=False)
    return rows.update(phone_cipher=seal(phone), phone_hash=keyed_hash(phone, "phone"))
