"""Invitations: one message a number, in office hours, once; a reminder only to whoever has not voted; nothing left of it at the end."""

from datetime import timedelta

import pytest

from doorstep.adapters import sms
from doorstep.kernel.actor import Actor
from doorstep.kernel.voting import Ballot as Said
from doorstep.wings.outbox.models import Notice
from doorstep.wings.outbox.services import deliver
from doorstep.wings.voting import casting, counting, drafting, electorate
from doorstep.wings.voting.electorate import Entry
from doorstep.wings.voting.inviting import forget_numbers, invite_electors, reached, without_number
from doorstep.wings.voting.models import Ballot, Elector, Poll
from doorstep.wings.voting.test_voting import AFTER, END, HOUR, MEANWHILE, NOW, a_poll, elector, voting
from tests.living import acting, employ

pytestmark = pytest.mark.django_db
MORNING, NIGHT, NEXT_DAY = NOW + 1.5 * HOUR, NOW + 12 * HOUR, NOW + 24 * HOUR


@pytest.fixture
def office() -> Actor:
    return acting(employ("coordinator", "tcb"))


def told(event: str) -> list[str]:
    return sorted(Notice.objects.filter(template=f"{event}/elector", channel="sms").values_list("recipient", flat=True))


def keys(poll: Poll, *numbers: str) -> list[str]:
    return sorted(f"elector:{one.id}" for one in Elector.objects.filter(poll=poll, roll_number__in=numbers))


def test_everybody_with_a_number_is_invited_once_and_one_message_serves_a_shared_number(office: Actor) -> None:
    poll = a_poll(office)
    phones = {"1": "13800000001", "2": "13800000001", "3": "", "4": "13800000004"}
    roll = [Entry(roll_number=number, name=f"居民{number}", phone=phone) for number, phone in phones.items()]
    electorate.freeze_roll(poll, roll, actor=office, now=NOW)
    assert invite_electors(NOW) == 0
    drafting.announce(poll, actor=office, now=NOW)
    assert invite_electors(NIGHT) == 0
    assert [invite_electors(MORNING) for _turn in range(2)] == [2, 0]
    assert told("poll.invited") == keys(poll, "1", "4")
    assert (reached(poll).by_message, [one.roll_number for one in without_number(poll)]) == (3, ["3"])
    assert (without_number(poll, most=0), reached(poll).without_number) == ([], 1)


def test_a_message_says_the_end_the_address_and_who_helps_and_nothing_that_anybody_wrote(office: Actor) -> None:
    poll, before = voting(office, people=1), sms.sms()
    texts: list[str] = []
    sms.use(type("Kept", (), {"send": lambda self, number, text: texts.append(f"{number} {text}")})())
    try:
        invite_electors(MORNING)
        deliver(Notice.objects.get(template="poll.invited/elector").pk, now=MEANWHILE)
    finally:
        sms.use(before)
    (text,) = texts
    assert text.startswith("13800000001 请您投票")
    assert all(said in text for said in (poll.number, "11月25日 10:00", f"/polls/{poll.number}/", "帮填"))
    assert poll.title not in text


@pytest.mark.parametrize("is_secret", [False, True])
def test_who_has_voted_is_not_reminded_and_who_was_is_forgotten_at_the_end(office: Actor, is_secret: bool) -> None:
    poll = voting(office, people=3, is_secret=is_secret)
    if is_secret:
        casting.give_sheet(poll, elector(poll, 2), by=office.id, now=MEANWHILE)
    else:
        casting.cast_by_elector(poll, elector(poll, 2), Said(choices=("a",)), key="k", now=MEANWHILE)
    invite_electors(MORNING)
    assert told("poll.reminded") == []
    assert [invite_electors(NEXT_DAY) for _turn in range(2)] == [2, 0]
    assert told("poll.reminded") == keys(poll, "001", "003")
    counting.close(poll, now=END)
    assert (told("poll.reminded"), len(told("poll.invited"))) == ([], 3)
    assert not Elector.objects.filter(poll=poll, phone_cipher__isnull=False).exists()
    assert electorate.is_roll_intact(poll)


def test_what_names_nobody_bears_the_day_of_the_end_once_the_box_is_closed(office: Actor) -> None:
    poll = voting(office, people=2, is_secret=True)
    day = NOW.date()
    Ballot.objects.create(poll=poll, key_hash=b"1", way="online", choice=b"", leaf=b"1", cast_on=day)
    counting.close(poll, now=END + timedelta(minutes=1))
    assert [one.cast_on for one in Ballot.objects.filter(poll=poll)] == [END.date()]


def test_a_poll_that_is_given_up_invites_nobody(office: Actor) -> None:
    poll = voting(office, people=2)
    drafting.give_up(poll, "不办了", actor=office, now=MEANWHILE)
    assert invite_electors(MORNING) == 0
    forget_numbers(poll)
    assert invite_electors(AFTER) == 0
