"""What somebody would try with a poll: change it without running it, print after the end, vote with voided paper, learn who was helped."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import ActorNotEntitled, FormRefused
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting import boxes, casting, counting, drafting, electorate, reactions, sheets, taking
from doorstep.wings.voting.models import Ballot, Poll, Sheet
from doorstep.wings.voting.test_voting import (
    AFTER,
    END,
    MEANWHILE,
    NOW,
    OPEN,
    a_poll,
    a_roll,
    elector,
    plan,
    said,
    vote,
    voting,
)
from doorstep.wings.voting.tokens import make_token
from tests.living import acting, employ

pytestmark = pytest.mark.django_db


def test_whoever_sees_a_draft_and_does_not_run_it_changes_nothing(office: Actor) -> None:
    poll = a_poll(office)
    with pytest.raises(ActorNotEntitled):
        drafting.change_poll(poll, plan(title="别的"), actor=acting(employ("auditor", "djy")))
    assert Poll.objects.get().title == "先办哪几件"


def test_a_poll_whose_roll_is_frozen_is_not_moved_to_another_place(office: Actor) -> None:
    poll = a_poll(office)
    electorate.freeze_roll(poll, a_roll(2), actor=office, now=NOW)
    elsewhere = atlas().of_level("community")[1].code
    with pytest.raises(FormRefused) as refused:
        drafting.change_poll(poll, plan(place=elsewhere), actor=office)
    assert set(refused.value.faults) == {"place"}
    drafting.change_poll(poll, plan(title="先办哪两件"), actor=office)
    assert Poll.objects.get().title == "先办哪两件"


def test_no_sheet_is_printed_once_voting_is_over(office: Actor) -> None:
    poll = voting(office)
    counting.close(poll, now=END)
    with pytest.raises(sheets.NotToBePrinted):
        sheets.print_roll(poll)
    assert not Sheet.objects.exists()


def test_a_sheet_that_is_voided_while_it_is_filled_in_is_not_counted(office: Actor) -> None:
    poll = voting(office, is_secret=True)
    (printed,) = sheets.print_sheets(poll, 1)
    open_on_a_phone = sheets.find_sheet(printed.key)
    sheets.void_sheets(poll, 1, 1, "丢了", actor=office, now=MEANWHILE)
    assert office.id is not None
    with pytest.raises(casting.SheetVoid):
        casting.cast_by_sheet(open_on_a_phone, said("a"), key="k", now=MEANWHILE)
    with pytest.raises(casting.SheetVoid):
        casting.count_sheet(open_on_a_phone, said("a"), by=office.id, now=AFTER)
    assert not Ballot.objects.exists()


def test_after_the_end_a_secret_ballot_says_nothing_of_who_helped(office: Actor) -> None:
    assert office.id is not None
    poll = voting(office, is_secret=True)
    token = make_token(poll, elector(poll, 1), key="k", way="helper", now=MEANWHILE, by=office.id)
    casting.cast_by_token(poll, token, said("a"), key="k", now=MEANWHILE, helper=office.id)
    (printed,) = sheets.print_sheets(poll, 1)
    casting.count_sheet(sheets.find_sheet(printed.key), said("b"), by=office.id, now=MEANWHILE)
    boxes.shuffle(poll)
    assert set(Ballot.objects.values_list("way", "entered_by")) == {("online", None), ("sheet", office.id)}
    assert elector(poll, 1).served_by == office.id


def test_voting_begins_at_the_announced_moment_though_no_sweep_came_yet(office: Actor) -> None:
    poll = a_poll(office)
    electorate.freeze_roll(poll, a_roll(1), actor=office, now=NOW)
    drafting.announce(poll, actor=office, now=NOW)
    with pytest.raises(casting.NotYetOpen):
        vote(poll, 1, "a", now=OPEN - timedelta(seconds=1))
    assert not vote(poll, 1, "a", now=OPEN).is_repeat
    reactions.keep_hours(END)
    assert drafting.state_of(poll) == "closed"


def test_a_poll_that_is_refused_holds_up_no_other(office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, other = voting(office), voting(office)

    def closing(poll: Poll, *, now: datetime) -> None:
        if poll.pk == stuck.pk:
            raise drafting.TooEarlyToClose
        counting.close(poll, now=now)

    monkeypatch.setattr(reactions, "close", closing)
    with pytest.raises(drafting.TooEarlyToClose):
        reactions.keep_hours(END)
    assert drafting.state_of(other) == "closed"


def test_a_button_pressed_twice_at_once_is_answered_twice_and_counted_once(
    office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = voting(office)
    once, met = taking._once, iter((True, False))

    def meeting(asked: dict[str, Any]) -> Any:
        if next(met):  # the other request came first, and is not to be seen yet
            once({**asked, "leaf": b"another"})
            raise IntegrityError('unique constraint "voting_one_person_one_ballot"')
        return once(asked)

    monkeypatch.setattr(taking, "_once", meeting)
    taken = vote(poll, 1, "a")
    assert Ballot.objects.get(poll=poll).leaf.hex() == taken.receipt
