"""Lets a phone number stand for its owner 手机验证: a six-digit code, sent once, good for ten minutes and five tries.

Sends only to numbers that a report was left under or that stand on a roll, and says nothing about whether it did: whoever
asks learns nothing of who reported. Keeps keyed hashes, never a number or a code.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from doorstep.adapters.sms import sms
from doorstep.kernel.phones import PhoneUnreadable, digits, read_phone
from doorstep.store.sealing import keyed_hash

__all__ = ["MINUTES", "PhoneUnreadable", "cases_of_phone", "check_code", "read_phone", "send_code"]

MINUTES = 10
TRIES = 5

KEEP = """
INSERT INTO intake_phonecode (phone_hash, code_hash, tries, until)
SELECT %s, %s, 0, %s WHERE %s OR EXISTS (SELECT 1 FROM cases_receipt WHERE phone_hash = %s)
ON CONFLICT (phone_hash) DO UPDATE SET code_hash = excluded.code_hash, tries = 0, until = excluded.until
RETURNING 1
"""
TRY = """
UPDATE intake_phonecode SET tries = CASE WHEN code_hash = %s THEN %s ELSE tries + 1 END
WHERE phone_hash = %s AND until > %s AND tries < %s
RETURNING code_hash = %s
"""


def send_code(phone: str, *, now: datetime, is_listed: bool = False) -> None:
    """Send a code if anything was reported under this number, or it stands on a list elsewhere. Raises SmsNotSent."""
    code = f"{secrets.randbelow(10**6):06d}"
    owner = keyed_hash(phone, "phone")
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [owner, _code_hash(phone, code), now + timedelta(minutes=MINUTES), is_listed, owner])
        is_known = cursor.fetchone() is not None
    if is_known:
        text = _("【家门口】验证码 %(code)s，%(minutes)s 分钟内有效。不是您本人操作，不用理会。")
        sms().send(phone, text % {"code": code, "minutes": MINUTES})


def check_code(phone: str, typed: str, *, now: datetime) -> bool:
    """Whether this is the code last sent. A right code is used up; the fifth wrong one voids it."""
    given = _code_hash(phone, digits(typed)[:6])
    with connection.cursor() as cursor:
        cursor.execute(TRY, [given, TRIES, keyed_hash(phone, "phone"), now, TRIES, given])
        row = cursor.fetchone()
    return bool(row and row[0])


def cases_of_phone(phone: str, limit: int = 50) -> list[UUID]:
    """Ids of the cases reported under this number, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id FROM cases_receipt WHERE phone_hash = %s ORDER BY created_at DESC LIMIT %s",
            [keyed_hash(phone, "phone"), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def _code_hash(phone: str, code: str) -> bytes:
    return keyed_hash(f"{phone}:{code}", "phone code")
