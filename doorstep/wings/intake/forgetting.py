"""Forgets what has served its time 到期抹除: photos nobody attached, codes, tallies; names, phones, texts and photos of old cases.

What is erased is the private part alone. Case, events and their commitments stay, so that the chain can still be verified.
Each call takes a limited number, so that it can be repeated every few minutes; running it twice does no harm.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from doorstep.adapters.files import files
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.store.cases import towns
from doorstep.store.cases.erasing import erase_cases, outlived
from doorstep.wings.intake import photos, rationing

MOST = 200
QUIET_HOUR = 3


def forget_what_is_over(now: datetime) -> None:
    """Everything whose time is over; old cases, which takes a look at every case there is, in the quiet hour only."""
    photos.forget_orphans(now=now)
    rationing.forget_old(now=now)
    forget_codes(now=now)
    if now.astimezone(SHANGHAI).hour == QUIET_HOUR:
        forget_persons(now=now)


def forget_codes(*, now: datetime) -> int:
    """Drop codes that no longer open anything. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_phonecode WHERE until <= %s", [now])
        return int(cursor.rowcount)


def forget_persons(*, now: datetime) -> int:
    """Erase what is private in cases closed for longer than the pack's `keeps_personal_days`. Returns how many cases."""
    before = now - timedelta(days=towns.pack().jurisdiction.keeps_personal_days)
    with transaction.atomic():
        ids = outlived(before, most=MOST)
        stored = erase_cases(ids, now=now).stored if ids else ()
    for name in stored:
        files().erase(name)
    return len(ids)
