"""What was minuted stands: once a meeting is over nobody is counted, named, heard or uninvited, and nobody confirms what they did not read."""

from collections.abc import Callable

import pytest

from doorstep.kernel.refusals import FormRefused
from doorstep.wings.deliberation import attending, inviting, minutes, objecting, speaking
from doorstep.wings.deliberation.models import Guest, Meeting, Motion
from doorstep.wings.deliberation.refusing import MinutesChanged, NothingToSign, NotInSession
from doorstep.wings.deliberation.test_meetings import ON, office, sitting

pytestmark = pytest.mark.django_db


def a_guest(meeting: Meeting, **which: object) -> Guest:
    found = Guest.objects.filter(meeting=meeting, **which).order_by("id").first()
    assert found is not None
    return found


TRIED: dict[str, Callable[[Meeting], object]] = {
    "heads": lambda meeting: attending.count_heads(meeting, "40", now=ON),
    "hands up": lambda meeting: speaking.next_speaker(Motion.objects.get(meeting=meeting), now=ON),
    "another mark": lambda meeting: inviting.invite(
        meeting, seat=a_guest(meeting, role="seat").seat, name="席位0", mark="cppcc_member"
    ),
    "one more": lambda meeting: inviting.invite(meeting, seat="", name="后来的", mark=""),
    "out": lambda meeting: inviting.uninvite(meeting, a_guest(meeting, arrived_at=None).id),
    "number": lambda meeting: inviting.give_phone(a_guest(meeting, role="x"), "13800000001"),
    "answer": lambda meeting: inviting.answer(a_guest(meeting, role="x"), will_come=False),
    "gone": lambda meeting: attending.leave(a_guest(meeting, role="x"), now=ON),
}


def test_nothing_changes_the_minutes_of_a_meeting_that_is_over() -> None:
    meeting = sitting()
    motion = speaking.open_motion(meeting, 1, now=ON)
    speaking.raise_hand(a_guest(meeting, role="x"), motion, "pro", now=ON)
    attending.adjourn(meeting, actor=office(), now=ON)
    said = minutes.text_of(meeting)
    for tried, attempt in TRIED.items():
        with pytest.raises(NotInSession):
            attempt(Meeting.objects.get(pk=meeting.pk))
        assert minutes.text_of(Meeting.objects.get(pk=meeting.pk)) == said, tried


def test_nobody_confirms_minutes_that_changed_since_they_were_read() -> None:
    meeting = sitting()
    runs = office()
    attending.adjourn(meeting, actor=runs, now=ON)
    guest, read = a_guest(meeting, role="x"), attending.print_of(meeting)
    minutes.add(meeting, "物业答应月底以前装好")
    with pytest.raises(MinutesChanged):
        attending.sign(guest, read=read, now=ON)
    attending.sign(guest, read=attending.print_of(meeting), now=ON)
    attending.close(meeting, actor=runs, now=ON)
    with pytest.raises(NothingToSign):
        minutes.add(meeting, "又加一句")
    assert "物业答应" in minutes.text_of(meeting)
    assert "又加" not in minutes.text_of(meeting)


def test_an_objection_stands_in_the_minutes_without_a_name_until_its_author_confirms() -> None:
    meeting = sitting()
    guest = a_guest(meeting, role="x")
    with pytest.raises(NothingToSign):
        objecting.object_to(guest, "早了")
    attending.adjourn(meeting, actor=office(), now=ON)
    attending.sign(guest, now=ON)
    for text in ("", "长" * 501):
        with pytest.raises(FormRefused):
            objecting.object_to(guest, text)
    objecting.object_to(guest, "第一个议题是四票，不是三票，打 13800000001 问")
    said = minutes.text_of(meeting)
    assert "1 人有异议：\n· 第一个议题是四票，不是三票" in said
    assert "13800000001" not in said
    assert Guest.objects.get(id=guest.id).signed_at is None
    attending.sign(guest, now=ON)
    assert "有异议" not in minutes.text_of(meeting)
