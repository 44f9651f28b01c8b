"""A meeting is announced in time, decides with a quorum what was in its notice, and writes minutes that name nobody."""

from datetime import timedelta

import pytest

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases import ties
from doorstep.store.cases.locking import find, find_numbered
from doorstep.store.cases.verifying import Report, verify
from doorstep.wings.deliberation import agenda, attending, deciding, inviting, minutes, speaking
from doorstep.wings.deliberation.calling import Plan, call
from doorstep.wings.deliberation.following import (
    FollowedBefore,
    NotPassed,
    choose_as_candidate,
    note_became,
    settle_candidate,
)
from doorstep.wings.deliberation.models import Guest, Meeting, Motion, PublicMinutes, Vote
from doorstep.wings.deliberation.refusing import (
    AlreadyAnnounced,
    AlreadyDecided,
    BeforeItsHour,
    DecidesElsewhere,
    NobodyNamed,
    NoMotions,
    NoQuorum,
    NotChecked,
    NoticeTooShort,
    NotInNotice,
    OneAtATime,
    OnlyListens,
    TooEarly,
    TooManyVotes,
    WrongHallCode,
)
from doorstep.wings.deliberation.test_candidates import asked_by, item
from tests.living import NOW, TODAY, a_photo, acting, employ, step

pytestmark = pytest.mark.django_db
BODY = "yard-xfjd-xfq"
ON = NOW + timedelta(days=5)


def office() -> Actor:
    return acting(employ("coordinator", "tcb"))


def called(*, days: int = 5, kind: str = "", entitled: int = 0, actor: Actor | None = None) -> Meeting:
    plan = Plan(
        topic="三号院电瓶车停哪里",
        body=BODY,
        day=(TODAY + timedelta(days=days)).isoformat(),
        at="10:00",
        hall="院落议事亭",
        kind=kind,
        entitled=entitled,
    )
    return call(plan, actor=actor or office(), key=None, now=NOW)


def announced(**given: object) -> Meeting:
    meeting = called(**given)  # type: ignore[arg-type]
    agenda.add_motion(meeting, "在东门建一个充电车棚", actor=office(), now=NOW)
    agenda.announce(meeting, now=NOW)
    return meeting


def sitting(present: int = 3, *, extra: int = 2) -> Meeting:
    meeting = announced()
    for turn, seat in enumerate(Guest.objects.filter(meeting=meeting).order_by("id")):
        inviting.invite(meeting, seat=seat.seat, name=f"席位{turn}", mark="")
    for turn in range(extra):
        inviting.invite(meeting, seat="", name=f"来人{turn}", mark="peoples_deputy" if turn == 0 else "")
    attending.begin(meeting, now=ON)
    here = Guest.objects.filter(meeting=meeting, role="seat").order_by("id")[:present]
    for guest in [*here, *Guest.objects.filter(meeting=meeting, role="x")]:
        attending.arrive(guest, by="scan", now=ON)
    return meeting


def test_a_notice_that_is_too_short_and_an_empty_agenda_are_refused() -> None:
    meeting = called(days=2)
    with pytest.raises(NoMotions):
        agenda.announce(meeting, now=NOW)
    agenda.add_motion(meeting, "在东门建一个充电车棚", actor=office(), now=NOW)
    with pytest.raises(NoticeTooShort):
        agenda.announce(meeting, now=NOW)
    agenda.move(meeting, (TODAY + timedelta(days=3)).isoformat(), "19:30", now=NOW)
    agenda.announce(meeting, now=NOW)
    with pytest.raises(AlreadyAnnounced):
        agenda.drop_motion(meeting, 1)


def test_owners_are_given_fifteen_days_and_their_hands_do_not_count() -> None:
    with pytest.raises(NoticeTooShort) as short:
        announced(days=14, kind="owners", entitled=10)
    assert short.value.params["days"] == 15
    meeting = announced(days=15, kind="owners", entitled=10)
    attending.begin(meeting, now=NOW + timedelta(days=15))
    attending.count_heads(meeting, "10", now=NOW + timedelta(days=15))
    with pytest.raises(DecidesElsewhere):
        deciding.count_hands(meeting, 1, ("9", "1", "0"), now=NOW + timedelta(days=15))


def test_it_begins_neither_before_its_day_nor_with_figures_nobody_checked() -> None:
    meeting = announced(days=10, kind="residents", entitled=10)
    with pytest.raises(TooEarly):
        attending.begin(meeting, now=NOW + timedelta(days=9))
    attending.begin(meeting, now=NOW + timedelta(days=10))
    attending.count_heads(meeting, "9", now=NOW + timedelta(days=10))
    with pytest.raises(NotChecked):
        deciding.count_hands(meeting, 1, ("9", "0", "0"), now=NOW + timedelta(days=10))


def test_without_a_quorum_nothing_is_decided_however_many_came_along() -> None:
    meeting = sitting(2, extra=9)
    with pytest.raises(NoQuorum) as few:
        deciding.count_hands(meeting, 1, ("11", "0", "0"), now=ON)
    assert few.value.params == {"present": 2, "least": 3}
    third = Guest.objects.filter(meeting=meeting, role="seat", arrived_at=None)[0]
    attending.arrive(third, by="hand", now=ON)
    attending.leave(third, now=ON)
    with pytest.raises(NoQuorum):
        deciding.count_hands(meeting, 1, ("11", "0", "0"), now=ON)
    attending.arrive(third, by="hand", now=ON)
    with pytest.raises(TooManyVotes):
        deciding.count_hands(meeting, 1, ("11", "2", "0"), now=ON)
    assert deciding.count_hands(meeting, 1, ("8", "2", "2"), now=ON).state == "passed"
    with pytest.raises(AlreadyDecided):
        deciding.count_hands(meeting, 1, ("0", "8", "0"), now=ON)
    assert list(verify(Report())) == []


def test_what_was_not_in_the_notice_is_talked_about_but_not_voted_on() -> None:
    meeting = sitting()
    late = agenda.add_motion(meeting, "顺便把门禁也换了", actor=office(), now=ON)
    speaking.open_motion(meeting, late.position, now=ON)
    with pytest.raises(NotInNotice):
        deciding.count_hands(meeting, late.position, ("3", "0", "0"), now=ON)
    with pytest.raises(OneAtATime):
        speaking.open_motion(meeting, 1, now=ON)
    with pytest.raises(OneAtATime):
        deciding.count_hands(meeting, 1, ("3", "0", "0"), now=ON)


def test_votes_by_phone_are_counted_and_then_gone_and_a_tie_does_not_pass() -> None:
    meeting = sitting(3, extra=1)
    motion = deciding.open_vote(meeting, 1, now=ON)
    guests = list(Guest.objects.filter(meeting=meeting, arrived_at__isnull=False))
    for guest, choice in zip(guests, ("yes", "yes", "no", "no"), strict=True):
        deciding.cast(guest, motion, choice)
    deciding.cast(guests[0], motion, "abstain")
    deciding.cast(guests[0], motion, "yes")
    listener = inviting.observe(meeting, "旁听的")
    attending.arrive(listener, by="hall", now=ON)
    with pytest.raises(OnlyListens):
        deciding.cast(listener, motion, "yes")
    decided = deciding.count_phones(meeting, 1, now=ON)
    assert (decided.state, decided.yes, decided.no) == ("tied", 2, 2)
    assert not Vote.objects.exists()


def test_the_floor_goes_to_whoever_has_not_spoken_and_to_the_other_side() -> None:
    meeting = sitting(3, extra=1)
    motion = speaking.open_motion(meeting, 1, now=ON)
    first, second, third, _fourth = Guest.objects.filter(meeting=meeting, arrived_at__isnull=False).order_by("id")
    for guest, stance in ((first, "pro"), (second, "pro"), (third, "contra")):
        speaking.raise_hand(guest, motion, stance, now=ON)
    heard = [speaking.next_speaker(motion, now=ON + timedelta(seconds=turn)) for turn in range(3)]
    assert [one.guest_id for one in heard if one] == [first.id, third.id, second.id]
    assert speaking.next_speaker(motion, now=ON + timedelta(seconds=9)) is None


def test_a_button_pressed_twice_takes_nobodys_turn_and_asks_nobody_and_nothing_twice() -> None:
    meeting = sitting(3)
    motion = speaking.open_motion(meeting, 1, now=ON)
    first, second = Guest.objects.filter(meeting=meeting, arrived_at__isnull=False).order_by("id")[:2]
    for guest in (first, first, second):
        speaking.raise_hand(guest, motion, "pro", now=ON)
    heard = [speaking.next_speaker(motion, after=0, now=ON + timedelta(seconds=turn)) for turn in range(2)]
    assert [one.guest_id for one in heard if one] == [first.id, first.id]
    agenda.add_motion(meeting, "装一盏灯", actor=SYSTEM, now=ON)
    count = agenda.add_motion(meeting, "装一盏灯", actor=SYSTEM, now=ON).position
    assert count == Motion.objects.filter(meeting=meeting).count()
    inviting.invite(meeting, seat="", name="张三", mark="")
    with pytest.raises(FormRefused):
        inviting.invite(meeting, seat="", name="张三", mark="")


def test_the_code_on_the_screen_lasts_two_minutes_at_most() -> None:
    meeting = sitting()
    code = attending.hall_code(meeting, ON)
    attending.check_hall_code(meeting, code, now=ON + timedelta(seconds=59))
    with pytest.raises(WrongHallCode):
        attending.check_hall_code(meeting, code, now=ON + timedelta(seconds=121))


def test_minutes_say_the_same_twice_name_nobody_and_wait_for_a_second_person() -> None:
    meeting = sitting()
    deciding.count_hands(meeting, 1, ("4", "1", "0"), now=ON)
    runs = office()
    attending.adjourn(meeting, actor=runs, now=ON)
    minutes.add(meeting, "散会后王小明 13812345678 说可以出电线杆")
    for guest in Guest.objects.filter(meeting=meeting, role="x"):
        attending.sign(guest, now=ON)
    text = minutes.text_of(meeting)
    assert text == minutes.text_of(Meeting.objects.get(number=meeting.number))
    assert "到会 5 人" in text
    assert "其中两代表一委员 1 人" in text
    assert "赞成 4，反对 1，弃权 0" in text
    assert "2 人已确认" in text
    assert "来人0" not in text
    assert "13812345678" not in text
    attending.close(meeting, actor=runs, now=ON)
    step(meeting.case_id, "offer", runs, {"public_text": text}, ON)
    step(meeting.case_id, "publish", acting(employ("reviewer", "tcb")), {}, ON)
    assert "议定" in PublicMinutes.objects.get(meeting=meeting).text


def test_a_meeting_held_offline_is_entered_with_its_sheet_and_always_marked() -> None:
    meeting = called()
    form = {"held_on": "2026-11-20", "attended": 31, "deputies": 4, "sheet": [a_photo()], "decisions": "先装监控"}
    with pytest.raises(FormRefused):
        step(meeting.case_id, "enter_afterwards", office(), {**form, "sheet": []})
    form["sheet"] = [a_photo()]
    step(meeting.case_id, "enter_afterwards", office(), form)
    kept = Meeting.objects.get(number=meeting.number)
    assert (kept.attended, kept.deputies, kept.is_offline) == (31, 4, True)
    assert minutes.text_of(kept).count("补录") == 1
    assert "先装监控" in minutes.text_of(kept)


def test_a_decision_becomes_a_candidate_that_is_chosen_or_a_case_and_only_once() -> None:
    meeting, runs = sitting(), office()
    with pytest.raises(NotPassed):
        choose_as_candidate(meeting, 1, actor=runs, now=ON)
    deciding.count_hands(meeting, 1, ("4", "1", "0"), now=ON)
    attending.adjourn(meeting, actor=runs, now=ON)
    attending.close(meeting, actor=runs, now=ON)
    number = choose_as_candidate(meeting, 1, actor=runs, now=ON)
    made = find_numbered(number)
    assert made is not None
    assert made.case.state == "chosen"
    assert [tied.number for tied in ties.beneath(meeting.case_id)] == [number]
    with pytest.raises(FollowedBefore):
        choose_as_candidate(meeting, 1, actor=runs, now=ON)
    with pytest.raises(FollowedBefore):
        note_became(meeting, 1, "1-1", now=ON)
    assert list(verify(Report())) == []


def test_whoever_only_listens_neither_speaks_nor_confirms_and_nobody_is_too_early() -> None:
    meeting = announced()
    with pytest.raises(BeforeItsHour):
        attending.begin(meeting, now=ON - timedelta(hours=2))
    sitting_one = sitting()
    listener = inviting.observe(sitting_one, "旁听的")
    attending.arrive(listener, by="hall", now=ON)
    motion = speaking.open_motion(sitting_one, 1, now=ON)
    with pytest.raises(OnlyListens):
        speaking.raise_hand(listener, motion, "pro", now=ON)
    attending.adjourn(sitting_one, actor=office(), now=ON)
    with pytest.raises(OnlyListens):
        attending.sign(listener, now=ON)


def test_a_decision_chooses_the_candidate_and_one_that_failed_does_not() -> None:
    made = item("东门车棚", asked_by("13800002222"))
    meeting = called()
    agenda.add_motion(meeting, "在东门建一个充电车棚", matter=made.number, actor=office(), now=NOW)
    agenda.announce(meeting, now=NOW)
    attending.begin(meeting, now=ON)
    for seat in Guest.objects.filter(meeting=meeting):
        with pytest.raises(NobodyNamed):
            attending.arrive(seat, by="scan", now=ON)
        attending.arrive(inviting.invite(meeting, seat=seat.seat, name="有人", mark=""), by="scan", now=ON)
    deciding.count_hands(meeting, 1, ("1", "3", "0"), now=ON)
    with pytest.raises(NotPassed):
        settle_candidate(meeting, 1, "choose", "", actor=office(), now=ON)
    settle_candidate(meeting, 1, "leave_out", "等东门拓宽以后再建", actor=office(), now=ON)
    held = find(made.case_id)
    assert held is not None
    assert held.case.state == "left_out"
    assert Motion.objects.get(meeting=meeting).matter == made.number
