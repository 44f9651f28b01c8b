"""Who is counted when something is decided: those who voted and went home, and those who are there at that very moment."""

import pytest

from doorstep.wings.deliberation import attending, deciding, holding
from doorstep.wings.deliberation.models import Guest, Meeting
from doorstep.wings.deliberation.test_meetings import ON, sitting

pytestmark = pytest.mark.django_db


def test_whoever_voted_and_went_home_is_counted() -> None:
    meeting = sitting(3, extra=1)
    motion = deciding.open_vote(meeting, 1, now=ON)
    guests = list(Guest.objects.filter(meeting=meeting, arrived_at__isnull=False).order_by("id"))
    for guest in guests:
        deciding.cast(guest, motion, "yes")
    attending.leave(guests[-1], now=ON)
    decided = deciding.count_phones(meeting, 1, now=ON)
    assert (decided.state, decided.yes, decided.present) == ("passed", 4, 4)


def test_a_decision_holds_the_hall_still_and_counts_who_is_there_now(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = sitting()
    as_it_was = Meeting.objects.get(pk=meeting.pk)
    attending.count_heads(meeting, "40", now=ON)
    order: list[str] = []
    lock, present = holding.lock, attending.present
    monkeypatch.setattr(holding, "lock", lambda case_id: order.append("held") or lock(case_id))
    monkeypatch.setattr(attending, "present", lambda one: order.append("counted") or present(one))
    assert deciding.count_hands(as_it_was, 1, ("30", "2", "1"), now=ON).present == 40
    assert order[:1] == ["held"]
    assert "counted" in order
