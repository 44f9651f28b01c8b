"""Whoever left a number is told: invited, reminded, told anew of another day, told that it is off; each once, one message a number."""

from datetime import timedelta

import pytest

from doorstep.kernel.refusals import FormRefused
from doorstep.wings.deliberation import agenda, inviting, messaging
from doorstep.wings.deliberation.models import Guest
from doorstep.wings.deliberation.test_meetings import announced, called, office
from doorstep.wings.outbox.models import Notice
from tests.living import NOW, TODAY, step

pytestmark = pytest.mark.django_db


def told(event: str) -> list[str]:
    return sorted(Notice.objects.filter(template=f"{event}/guest").values_list("recipient", flat=True))


def keys(*guests: Guest) -> list[str]:
    return sorted(f"guest:{one.pk}" for one in guests)


def test_whoever_left_a_number_is_invited_reminded_and_told_when_it_is_off() -> None:
    meeting, morning, eve = announced(), NOW, NOW + timedelta(days=4)
    seat = Guest.objects.filter(meeting=meeting).order_by("id").first()
    assert seat
    first = inviting.invite(meeting, seat=seat.seat, name="林小雨", mark="", phone="138 0000 0001")
    same = inviting.invite(meeting, seat="", name="她爱人", mark="", phone="13800000001")
    other = inviting.invite(meeting, seat="", name="陈师傅", mark="")
    with pytest.raises(FormRefused) as refused:
        inviting.invite(meeting, seat="", name="写错的", mark="", phone="12345")
    assert set(refused.value.faults) == {"phone"}
    assert (messaging.tell_guests(morning + timedelta(hours=12)), messaging.tell_guests(morning)) == (0, 1)
    other = inviting.give_phone(other, "13800000002")
    assert [messaging.tell_guests(morning) for _turn in range(2)] == [1, 0]
    assert told("assembly.invited") == keys(first, other)
    first.refresh_from_db()
    assert bytes(first.phone_cipher or b"") != b"13800000001"
    assert inviting.invite(meeting, seat=seat.seat, name="林小雨", mark="", phone="13800000001").pk == first.pk
    mended = inviting.give_phone(other, "13800000003")
    assert (messaging.tell_guests(morning), told("assembly.invited")) == (1, keys(first, other, mended))
    inviting.uninvite(meeting, same.pk)
    Guest.objects.filter(pk=mended.pk).update(reply="no")
    assert messaging.tell_guests(eve) == 1
    assert told("assembly.reminded") == keys(first)
    again = called(days=20)
    kept = Guest.objects.get(meeting=again, seat=seat.seat)
    assert inviting.phone_of(kept) == "13800000001"
    agenda.move(meeting, (TODAY + timedelta(days=8)).isoformat(), "10:00", now=eve)
    assert told("assembly.invited") == told("assembly.reminded") == []
    agenda.announce(meeting, now=eve)
    assert messaging.tell_guests(eve) == 2
    step(meeting.case_id, "call_off", office(), {"why": "停电"}, eve)
    assert messaging.tell_guests(eve) == 2
    assert told("assembly.put_off") == keys(first, mended)
