"""What a poll decides: owners by area and by heads, and what becomes of the candidates that stood."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.kernel.voting import Ballot as Said
from doorstep.store.cases.acting import act
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opening, open_case
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting import casting, counting, drafting, electorate, lawful
from doorstep.wings.voting.electorate import Entry
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.queries import plan_of
from doorstep.wings.voting.rolls import HouseholdMissing, HouseholdTwice, read_roll
from doorstep.wings.voting.rules import HOUSEHOLDS as HOUSES
from doorstep.wings.voting.rules import Choice, hash_of
from doorstep.wings.voting.test_voting import AFTER, END, MEANWHILE, NOW, OPEN, a_poll, a_roll, elector, vote, voting
from tests.living import acting, employ

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader() -> Actor:
    return acting(employ("leader", "djy"))


def owners(poll: Poll, office: Actor) -> None:
    """Four heads, one of whom owns two flats: 100, 100, 50 and 250 square metres."""
    areas = {"001": (("1-1", 100_00),), "002": (("1-2", 100_00),), "003": (("1-3", 50_00),)}
    entries = [Entry(roll_number=number, units=units) for number, units in areas.items()]
    entries.append(Entry(roll_number="004", units=(("2-1", 150_00), ("2-2", 100_00))))
    electorate.freeze_roll(poll, entries, actor=office, now=NOW)


NOTICE = NOW - timedelta(days=15)  # before an owners' vote, the day of notice not counted
LAW: dict[str, Any] = {
    "form": "consent",
    "basis": "lawful",
    "rule": {"name": "threshold", "template": "owners_ordinary"},
    "options": (Choice(key="a", title="换物业"),),
    "most": 1,
}


@pytest.mark.parametrize(
    ("marks", "agreed"),
    [
        ({1: 1, 2: 1, 4: 1}, True),
        ({1: 1, 2: 1, 3: 1}, False),  # three of four heads, half of the area: too few take part
        ({1: 1, 3: 1, 4: -1}, False),  # heads agree, areas do not
        ({1: 1, 2: -1, 4: 1}, True),
    ],
)
def test_owners_decide_by_area_and_by_heads(office: Actor, leader: Actor, marks: dict[int, int], agreed: bool) -> None:
    poll = a_poll(office, **LAW)
    owners(poll, office)
    drafting.announce(poll, actor=office, now=NOTICE)
    drafting.begin(poll, now=OPEN)
    for n, mark in marks.items():
        ballot = Said(choices=("a",), points=(mark,))
        casting.cast_by_elector(poll, elector(poll, n), ballot, key="k", now=MEANWHILE)
    counting.close(poll, now=END)
    counting.count(poll, actor=office, now=AFTER)
    counting.confirm(poll, actor=leader, now=AFTER)
    assert poll.outcome is not None
    assert (poll.outcome["chosen"] == ["a"]) is agreed
    assert counting.replayed(poll)["fingerprint"] == poll.result_hash


def test_a_lawful_vote_has_a_template_names_its_voters_and_knows_their_areas(office: Actor) -> None:
    for changes in ({"rule": {"name": "top_k", "seats": 1}}, {"is_secret": True}, {"form": "approval"}):
        with pytest.raises(FormRefused):
            a_poll(office, **{**LAW, **changes})
    poll = a_poll(office, **LAW)
    with pytest.raises(lawful.RollUnfit):
        electorate.freeze_roll(poll, a_roll(3), actor=office, now=NOW)
    with pytest.raises(lawful.RollUnfit):
        electorate.freeze_by_place(poll, actor=office, now=NOW)
    owners(poll, office)
    drafting.change_poll(
        poll, replace(plan_of(poll), rule={"name": "threshold", "template": "villagers_households"}), actor=office
    )
    with pytest.raises(lawful.RollUnfit):
        drafting.announce(poll, actor=office, now=NOTICE)


HOUSEHOLDS = "户号,姓名,手机号\nA-1,张三,13800000001\nA-2,李四,13800000002\nA-3,王五,\n".encode()


def test_households_decide_by_a_roll_of_households(office: Actor, leader: Actor) -> None:
    poll = a_poll(office, **{**LAW, "rule": {"name": "threshold", "template": "villagers_households"}})
    entries, faults = read_roll(HOUSEHOLDS, "roll.csv", by_household=True)
    assert not faults
    electorate.freeze_roll(poll, entries, actor=office, now=NOW)
    assert poll.electorate == HOUSES
    drafting.announce(poll, actor=office, now=NOTICE)
    drafting.begin(poll, now=OPEN)
    for number, mark in {"A-1": 1, "A-2": 1}.items():
        one = poll.roll.get(roll_number=number)
        casting.cast_by_elector(poll, one, Said(choices=("a",), points=(mark,)), key="k", now=MEANWHILE)
    counting.close(poll, now=END)
    counting.count(poll, actor=office, now=AFTER)
    counting.confirm(poll, actor=leader, now=AFTER)
    assert poll.outcome is not None
    assert "参与的户数 2，占全体 3 的 66.66%，须达到 2/3（含）：正好，达到。" in poll.outcome["options"]["a"]["zh"]
    assert "人数" not in poll.outcome["options"]["a"]["zh"]
    assert poll.profile is not None
    assert poll.profile[0]["households_present"] == 2


@pytest.mark.parametrize(
    ("content", "row", "fault"),
    [
        (HOUSEHOLDS + "A-2,李嫂,13800000004\n".encode(), 5, HouseholdTwice),
        (HOUSEHOLDS + ",李嫂,13800000004\n".encode(), 5, HouseholdMissing),
    ],
)
def test_a_household_stands_once_on_its_roll(content: bytes, row: int, fault: type[FieldFault]) -> None:
    _, (found,) = read_roll(content, "roll.csv", by_household=True)
    assert (found.row, found.column, type(found.fault)) == (row, "户号", fault)
    with pytest.raises(FormRefused):
        read_roll("姓名,手机号\n张三,13800000001\n".encode(), "roll.csv", by_household=True)


def test_a_lawful_vote_is_announced_as_many_days_ahead_as_its_template_says(office: Actor) -> None:
    poll = a_poll(office, **LAW)
    owners(poll, office)
    with pytest.raises(lawful.NoticeTooShort) as refused:
        drafting.announce(poll, actor=office, now=NOTICE + timedelta(days=1))
    assert refused.value.params["earliest"] == "2026-11-24"
    assert drafting.state_of(poll) == "drafted"
    drafting.announce(poll, actor=office, now=NOTICE)
    assert drafting.content_of(poll)["rule"]["law"]["notice_days"] == 15


def test_a_roll_that_was_changed_after_it_was_frozen_is_not_counted(office: Actor) -> None:
    poll = voting(office)
    vote(poll, 1, "a")
    counting.close(poll, now=END)
    added = poll.roll.create(roll_number="999")
    with pytest.raises(counting.RollChanged):
        counting.count(poll, actor=office, now=AFTER)
    assert (drafting.state_of(poll), poll.outcome) == ("closed", None)
    added.delete()
    counting.count(poll, actor=office, now=AFTER)


def test_what_decides_is_frozen_when_it_is_announced(
    office: Actor, leader: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = a_poll(office, **LAW)
    owners(poll, office)
    drafting.announce(poll, actor=office, now=NOTICE)
    drafting.begin(poll, now=OPEN)
    for n, mark in {1: 1, 2: -1, 4: 1}.items():
        ballot = Said(choices=("a",), points=(mark,))
        casting.cast_by_elector(poll, elector(poll, n), ballot, key="k", now=MEANWHILE)
    counting.close(poll, now=END)
    stricter = replace(lawful.templates()["owners_ordinary"], approval=lawful.templates()["owners_special"].approval)
    monkeypatch.setattr(lawful, "templates", lambda: {"owners_ordinary": stricter})
    poll = Poll.objects.get(pk=poll.pk)
    counting.count(poll, actor=office, now=AFTER)
    assert poll.outcome is not None
    assert poll.outcome["chosen"] == ["a"]
    announced = drafting.content_of(poll)
    assert announced["rule"]["law"]["approval"][0] == {"measure": "area", "of": "present", "more_than": "1/2"}
    assert hash_of(announced) == poll.content_hash
    monkeypatch.setattr(lawful, "templates", dict)
    counting.confirm(poll, actor=leader, now=AFTER)
    assert counting.replayed(poll)["fingerprint"] == poll.result_hash


def test_a_template_that_is_gone_is_not_announced(office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    poll = a_poll(office, **LAW)
    owners(poll, office)
    monkeypatch.setattr(lawful, "templates", dict)
    with pytest.raises(FormRefused):
        drafting.announce(poll, actor=office, now=NOW)


def test_candidates_learn_what_became_of_them_and_why(office: Actor, leader: Actor) -> None:
    made = {key: a_candidate(office, title) for key, title in (("a", "修路灯"), ("b", "加座椅"), ("c", "种树"))}
    options = tuple(Choice(key=key, title=key, cost=100_00, candidate=str(made[key])) for key in made)
    poll = voting(office, options=options, rule={"name": "greedy"}, budget=100_00)
    vote(poll, 1, "a", "b")
    vote(poll, 2, "a")
    counting.close(poll, now=END)
    counting.count(poll, actor=office, now=AFTER)
    counting.confirm(poll, actor=leader, now=AFTER)
    for _twice in range(2):
        counting.tell_candidates(poll.case_id, now=AFTER)
    states = {key: held.case.state for key, case_id in made.items() if (held := find(case_id))}
    assert states == {"a": "chosen", "b": "reserved", "c": "left_out"}


def a_candidate(office: Actor, topic: str) -> UUID:
    """A candidate item on the list."""
    opening = Opening(
        mechanism="candidate",
        actor=office,
        form={"topic": topic, "source": "talk"},
        title=topic,
        body=topic,
        place_path=atlas().children()[0].path,
        category="",
        request_type="other",
        channel="desk",
        opened_unit="tcb",
    )
    made = open_case(opening, now=NOW).case_id
    act(case_id=made, verb="list", form={}, actor=office, now=NOW)
    return made
