"""Invites by message whoever may vote: once when the poll is announced, and once more before it closes whoever has not voted yet.

In office hours, some thousands at a time; a number that several share gets one message. What it says is the pack's: number of the
poll, its end, its address, who helps. It carries no token and no name, and nothing of it is tied to a ballot: who was reminded is
forgotten, with the numbers, when voting ends.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from doorstep.kernel.notices import INVITED, REMINDED
from doorstep.store.cases import telling, towns
from doorstep.store.cases.locking import find
from doorstep.store.cases.sheets import run
from doorstep.wings.voting.models import Elector, Poll

ELECTOR = "elector"
BITE = 500
AT_ONCE = 2000  # in one sweep, so that nothing is still on its way at night
STANDING = """
SELECT p.case_id, c.state FROM voting_poll p JOIN cases_case c ON c.id = p.case_id
WHERE c.state IN ('announced', 'voting') AND p.closes_at > %s ORDER BY p.closes_at, p.case_id
"""
NEXT = """
SELECT e.id FROM voting_elector e
WHERE e.poll_id = %s AND e.id > %s AND e.phone_cipher IS NOT NULL AND {wanted}
  AND NOT EXISTS (SELECT FROM voting_elector o WHERE o.poll_id = e.poll_id AND o.phone_hash = e.phone_hash
                  AND o.id < e.id AND o.phone_cipher IS NOT NULL AND {wanted_before})
ORDER BY e.id LIMIT %s
"""
ALL = "true"
NOT_SERVED = "{one}.served = ''"
NOT_VOTED = "NOT EXISTS (SELECT FROM voting_ballot b WHERE b.poll_id = {one}.poll_id AND b.elector_id = {one}.id)"


@dataclass(frozen=True, kw_only=True)
class Reached:
    """How many stand on the roll, how many of them have a number to be invited by, and how many never gave one."""

    electors: int
    by_message: int
    without_number: int


def invite_electors(now: datetime) -> int:
    """Invite, and remind, whoever is next. Returns how many."""
    if not towns.pack().calendar.is_open(now):
        return 0
    told = 0
    for case_id, state in run(STANDING, [now]):
        for event in (INVITED, REMINDED):
            while told < AT_ONCE and (some := _bite(case_id, event, state, now)):
                told += some
    return told


@transaction.atomic
def _bite(case_id: UUID, event: str, state: str, now: datetime) -> int:
    """The next few: how far it went stands in the transaction that writes what they are told."""
    held = find(case_id)
    poll = Poll.objects.select_for_update(skip_locked=True).defer("profile").filter(case_id=case_id).first()
    if poll is None or held is None or (event == REMINDED and not (state == "voting" and is_time_to_remind(poll, now))):
        return 0
    cursor = "invited_to" if event == INVITED else "reminded_to"
    wanted = ALL if event == INVITED else NOT_SERVED if poll.is_secret else NOT_VOTED
    asked = NEXT.format(wanted=wanted.format(one="e"), wanted_before=wanted.format(one="o"))
    found = [row[0] for row in run(asked, [case_id, getattr(poll, cursor), BITE])]
    if not found:
        return 0
    people = [f"{ELECTOR}:{one}" for one in found]
    link = f"/polls/{poll.number}/"
    telling.tell_people(
        held.case, event=event, party=ELECTOR, people=people, unit=poll.unit, link=link, due_at=poll.closes_at, now=now
    )
    Poll.objects.filter(case_id=case_id).update(**{cursor: found[-1]})
    return len(found)


def is_time_to_remind(poll: Poll, now: datetime) -> bool:
    """From the last working day before the day on which voting ends; not on the day of the announcement."""
    local = towns.pack().calendar.local_date
    if poll.announced_at is None or local(poll.announced_at) >= local(now):
        return False
    return local(now) >= towns.pack().calendar.working_day_before(local(poll.closes_at))


def reached(poll: Poll) -> Reached:
    """Whom messages reach. After the end the numbers are gone, and nobody is counted."""
    return Reached(
        electors=poll.electors,
        by_message=Elector.objects.filter(poll=poll, phone_cipher__isnull=False).count(),
        without_number=_numberless(poll).count(),
    )


def without_number(poll: Poll, *, most: int = 200) -> list[Elector]:
    """Those whom somebody has to tell, the first so many: no number stands beside them."""
    return list(_numberless(poll).order_by("roll_number")[:most])


def _numberless(poll: Poll) -> QuerySet[Elector]:
    return Elector.objects.filter(poll=poll, phone_hash=None)


def forget_numbers(poll: Poll) -> None:
    """Voting is over: nobody is called any more, and who was reminded, hence had not voted by then, is nobody's business."""
    Elector.objects.filter(poll=poll, phone_cipher__isnull=False).update(phone_cipher=None)
    telling.forget_told(poll.case_id, event=REMINDED)


def _sealed_number(elector: int) -> bytes | None:
    sealed = Elector.objects.filter(id=elector).values_list("phone_cipher", flat=True).first()
    return bytes(sealed) if sealed else None


BOOK = (ELECTOR, _sealed_number)
