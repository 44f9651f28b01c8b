"""Forgets what has served its time 到期抹除: photos nobody attached, codes, tallies; names, phones, texts and photos of old cases.

What is erased is the private part alone. Case, events and their commitments stay, so that the chain can still be verified.
Each call takes a limited number, so that it can be repeated every few minutes; running it twice does no harm.
"""

from datetime import datetime, timedelta, timezone

from django.db import connection, transaction

from doorstep.adapters.files import files
from doorstep.store.cases import towns
from doorstep.store.cases.erasing import erase_cases
from doorstep.wings.intake import photos, rationing

MOST = 200
TOWN = timezone(timedelta(hours=8))
QUIET_HOUR = 3

# Cases that are over for long enough, and still hold something private.
OLD = """
SELECT c.id FROM cases_case c WHERE c.is_final AND c.moved_at < %s AND (
    EXISTS (SELECT 1 FROM cases_sealedtext t WHERE t.case_id = c.id AND t.erased_at IS NULL)
 OR EXISTS (SELECT 1 FROM cases_receipt r WHERE r.case_id = c.id AND (r.name_cipher IS NOT NULL OR r.phone_hash IS NOT NULL))
 OR EXISTS (SELECT 1 FROM cases_attachment a WHERE a.case_id = c.id AND a.erased_at IS NULL))
ORDER BY c.moved_at LIMIT %s
"""


def forget_what_is_over(now: datetime) -> None:
    """Everything whose time is over; old cases, which takes a look at every case there is, in the quiet hour only."""
    photos.forget_orphans(now=now)
    rationing.forget_old(now=now)
    forget_codes(now=now)
    if now.astimezone(TOWN).hour == QUIET_HOUR:
        forget_persons(now=now)


def forget_codes(*, now: datetime) -> int:
    """Drop codes that no longer open anything. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_phonecode WHERE until <= %s", [now])
        return int(cursor.rowcount)


def forget_persons(*, now: datetime) -> int:
    """Erase what is private in cases closed for longer than the pack's `keeps_personal_days`. Returns how many cases."""
    before = now - timedelta(days=towns.pack().jurisdiction.keeps_personal_days)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(OLD, [before, MOST])
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return 0
        stored = erase_cases(ids, now=now).stored
    for name in stored:
        files().erase(name)
    return len(ids)
