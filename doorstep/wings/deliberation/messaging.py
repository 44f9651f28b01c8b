"""Tells by message those invited who left a number: once when the meeting is announced, once more on the working day before it, and
that it is off when it is.

In office hours. A number that several share gets one message. It says the number of the meeting, its hour, its address and who
calls it; never a name, nor the code of an invitation.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from doorstep.kernel.notices import GUESTS_INVITED, GUESTS_PUT_OFF, GUESTS_REMINDED
from doorstep.store.cases import telling, towns
from doorstep.store.cases.locking import find
from doorstep.wings.deliberation.inviting import GUEST
from doorstep.wings.deliberation.models import OBSERVER, Guest, Meeting

AT_ONCE = 200


def tell_guests(now: datetime) -> int:
    """Whoever is to be told now. Returns how many messages were new; told before is not told again."""
    if not towns.pack().calendar.is_open(now):
        return 0
    ahead = Meeting.objects.filter(meets_at__gt=now, is_offline=False).exclude(announced_at=None)
    some = ahead.filter(guests__phone_cipher__isnull=False).distinct().order_by("meets_at", "case_id")[:AT_ONCE]
    return sum(_tell(one, now) for one in some)


def _tell(meeting: Meeting, now: datetime) -> int:
    if meeting.is_off:
        return _send(meeting, GUESTS_PUT_OFF, reachable(meeting), now)
    if meeting.began_at is not None:
        return 0
    told = _send(meeting, GUESTS_INVITED, reachable(meeting), now)
    if is_time_to_remind(meeting, now):
        told += _send(meeting, GUESTS_REMINDED, reachable(meeting).exclude(reply="no"), now)
    return told


def _send(meeting: Meeting, event: str, guests: QuerySet[Guest], now: datetime) -> int:
    held = find(meeting.case_id)
    people = _one_a_number(list(guests.order_by("id")))
    if held is None or not people:
        return 0
    return telling.tell_people(
        held.case,
        event=event,
        party=GUEST,
        people=people,
        unit=meeting.unit,
        link=f"/assemblies/{meeting.number}/",
        due_at=meeting.meets_at,
        now=now,
    )


def _one_a_number(guests: Sequence[Guest]) -> list[str]:
    first = {bytes(one.phone_hash or b""): one.pk for one in reversed(guests)}
    return [f"{GUEST}:{one}" for one in sorted(first.values())]


def reachable(meeting: Meeting) -> QuerySet[Guest]:
    """Those invited who left a number; not who only listens."""
    return Guest.objects.filter(meeting=meeting, phone_cipher__isnull=False).exclude(role=OBSERVER)


def is_time_to_remind(meeting: Meeting, now: datetime) -> bool:
    """From the last working day before the meeting's day; not on the day of its notice."""
    local = towns.pack().calendar.local_date
    if meeting.announced_at is None or local(meeting.announced_at) >= local(now):
        return False
    return local(now) >= towns.pack().calendar.working_day_before(local(meeting.meets_at))


def unsay(meeting: Meeting) -> None:
    """Its day was changed: whoever was told is told anew, and what is not sent yet is not sent."""
    for event in (GUESTS_INVITED, GUESTS_REMINDED):
        telling.forget_told(meeting.case_id, event=event)
