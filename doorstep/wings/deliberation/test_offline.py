"""What the sheet of a meeting held offline may say was decided, and what it may not."""

from datetime import datetime, timedelta

import pytest

from doorstep.kernel.refusals import FormRefused
from doorstep.wings.deliberation import agenda, minutes
from doorstep.wings.deliberation.models import Meeting, Motion
from doorstep.wings.deliberation.refusing import (
    DecidesElsewhere,
    NoQuorum,
    NotInNotice,
)
from doorstep.wings.deliberation.test_meetings import ON, announced, called, office
from tests.living import NOW, a_photo, step

pytestmark = pytest.mark.django_db


def entered(meeting: Meeting, **changed: object) -> Meeting:
    form = {"held_on": "2026-11-20", "attended": 31, "sheet": [a_photo()], "decisions": "议了车棚", "seats": 3}
    step(meeting.case_id, "enter_afterwards", office(), {**form, **changed})
    return Meeting.objects.get(number=meeting.number)


def test_a_sheet_says_what_passed_and_is_refused_what_the_hall_would_have_been_refused() -> None:
    meeting = called(days=-3)
    agenda.add_motion(meeting, "在东门建一个充电车棚", actor=office(), now=NOW)
    agenda.add_motion(meeting, "顺便换门禁", actor=office(), now=NOW)
    for wrong, fields in (
        ({"held_on": "2026-11-24"}, {"held_on"}),
        ({"deputies": 32}, {"deputies"}),
        ({"passed": "3"}, {"passed"}),
        ({"passed": "1"}, {"posted_on"}),
        ({"passed": "1", "posted_on": "2026-11-18"}, {"posted_on"}),
        ({"passed": "1", "posted_on": "2026-11-17", "seats": ""}, {"seats"}),
        ({"passed": "1", "posted_on": "2026-11-17", "seats": 6}, {"seats"}),
    ):
        with pytest.raises(FormRefused) as refused:
            entered(meeting, **wrong)
        assert set(refused.value.faults) == fields
    with pytest.raises(NoQuorum):
        entered(meeting, passed="1", posted_on="2026-11-17", seats=2)
    assert Meeting.objects.get(number=meeting.number).held_at is None
    kept = entered(meeting, passed="1、", posted_on="2026-11-17")
    assert list(Motion.objects.filter(meeting=kept).order_by("position").values_list("state", flat=True)) == [
        "passed",
        "waiting",
    ]
    assert "通过的议题：\n1. 在东门建一个充电车棚" in minutes.text_of(kept)


def test_a_sheet_decides_nothing_beyond_the_notice_nor_where_hands_do_not_count() -> None:
    meeting = announced(days=5)
    agenda.add_motion(meeting, "顺便换门禁", actor=office(), now=NOW)
    with pytest.raises(NotInNotice):
        step(meeting.case_id, "enter_afterwards", office(), offline("2", on=ON), ON)
    with pytest.raises(FormRefused):
        step(meeting.case_id, "enter_afterwards", office(), offline("1", on=NOW + timedelta(days=2)), ON)
    owners = announced(days=15, kind="owners", entitled=10)
    late = NOW + timedelta(days=15)
    with pytest.raises(DecidesElsewhere):
        step(owners.case_id, "enter_afterwards", office(), offline("1", on=late), late)


def offline(passed: str, *, on: datetime) -> dict[str, object]:
    form = {"held_on": on.date().isoformat(), "attended": 31, "seats": 5, "passed": passed, "decisions": "议了车棚"}
    return {**form, "sheet": [a_photo()]}
