"""A poll goes its way: frozen, announced, voted on by every way in, closed, counted, confirmed; and nothing is counted twice."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FormRefused, NeedsAnotherPerson, StepBarred
from doorstep.kernel.voting import Ballot as Said
from doorstep.kernel.voting import blind
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting import boxes, casting, counting, drafting, electorate, sheets
from doorstep.wings.voting.electorate import Entry
from doorstep.wings.voting.models import Ballot, Elector, Poll, Twice
from doorstep.wings.voting.rolls import read_roll
from doorstep.wings.voting.rules import Choice, OptionUnknown, Plan, TooManyChosen
from tests.living import acting, employ, word

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OPEN, END = NOW + HOUR, NOW + 48 * HOUR
MEANWHILE, AFTER = NOW + 2 * HOUR, NOW + 49 * HOUR


def plan(**changes: Any) -> Plan:
    options = tuple(
        Choice(key=key, title=title, cost=cost)
        for key, title, cost in (("a", "修路灯", 300_00), ("b", "加座椅", 200_00), ("c", "种树", 900_00))
    )
    given: dict[str, Any] = {
        "title": "先办哪几件",
        "question": "明年先办哪几件？",
        "place": atlas().children()[0].code,
        "form": "approval",
        "most": 2,
        "rule": {"name": "top_k", "seats": 1},
        "is_secret": False,
        "opens_at": OPEN,
        "closes_at": END,
        "options": options,
    }
    return Plan(**{**given, **changes})


@pytest.fixture
def leader() -> Actor:
    return acting(employ("leader", "djy"))


def a_poll(office: Actor, **changes: Any) -> Poll:
    return drafting.draft_poll(plan(**changes), actor=office, unit="tcb", key=None, now=NOW)


def a_roll(people: int) -> list[Entry]:
    return [Entry(roll_number=f"{n:03d}", name=f"居民{n}", phone=f"1380000{n:04d}") for n in range(1, people + 1)]


def voting(office: Actor, people: int = 5, **changes: Any) -> Poll:
    """A poll that is open."""
    poll = a_poll(office, **changes)
    electorate.freeze_roll(poll, a_roll(people), actor=office, now=NOW)
    drafting.announce(poll, actor=office, now=NOW)
    drafting.begin(poll, now=OPEN)
    return poll


def elector(poll: Poll, n: int) -> Elector:
    return Elector.objects.get(poll=poll, roll_number=f"{n:03d}")


def said(*choices: str) -> Said:
    return Said(choices=choices)


def vote(poll: Poll, n: int, *choices: str, key: str = "k", now: datetime = MEANWHILE) -> casting.Cast:
    return casting.cast_by_elector(poll, elector(poll, n), said(*choices), key=key, now=now)


def test_a_poll_goes_its_whole_way(office: Actor, leader: Actor) -> None:
    poll = voting(office)
    for n, choices in enumerate((("a",), ("a", "b"), ("b",), ("a",), ()), start=1):
        vote(poll, n, *choices)
    counting.close(poll, now=END)
    counting.count(poll, actor=office, now=AFTER)
    assert poll.outcome is not None
    assert (poll.outcome["chosen"], poll.outcome["cast"], poll.outcome["empty"]) == (["a"], 5, 1)
    with pytest.raises(counting.CountedBefore):
        counting.count(poll, actor=leader, now=AFTER)
    with pytest.raises(NeedsAnotherPerson):
        counting.confirm(poll, actor=office, now=AFTER)
    counting.confirm(poll, actor=leader, now=AFTER)
    assert drafting.state_of(poll) == "confirmed"
    assert counting.recount_published(Poll.objects.get(pk=poll.pk)).fingerprint == poll.result_hash


def test_no_sheet_is_handed_out_before_the_announcement_or_after_the_end(office: Actor) -> None:
    assert office.id is not None
    poll = a_poll(office, is_secret=True)
    electorate.freeze_roll(poll, a_roll(2), actor=office, now=NOW)
    with pytest.raises(casting.NotYetOpen):
        casting.give_sheet(poll, elector(poll, 1), by=office.id, now=NOW)
    drafting.announce(poll, actor=office, now=NOW)
    casting.give_sheet(poll, elector(poll, 1), by=office.id, now=NOW)
    with pytest.raises(casting.VotingOver):
        casting.give_sheet(poll, elector(poll, 2), by=office.id, now=END)
    assert elector(poll, 2).served == ""


@pytest.mark.parametrize("area", ["NaN", "sNaN", "1e999999", "Infinity", "-1", "89.555", "很大"])
def test_an_area_that_is_no_number_is_a_fault_of_its_row(area: str) -> None:
    entries, (fault,) = read_roll(f"房号,业主,手机号,面积\n1-1,王一,13800000001,{area}\n".encode(), "roll.csv")
    assert (entries, fault.row, fault.column) == ([], 2, "面积")


def test_nothing_is_announced_without_a_roll_and_nothing_changes_after(office: Actor) -> None:
    poll = a_poll(office)
    with pytest.raises(StepBarred):
        drafting.announce(poll, actor=office, now=NOW)
    electorate.freeze_roll(poll, a_roll(2), actor=office, now=NOW)
    with pytest.raises(electorate.ElectorateFrozen):
        electorate.freeze_roll(poll, a_roll(3), actor=office, now=NOW)
    drafting.announce(poll, actor=office, now=NOW)
    with pytest.raises(drafting.AlreadyAnnounced):
        drafting.change_poll(poll, plan(title="别的"), actor=office)
    assert drafting.hash_of(drafting.content_of(Poll.objects.get(pk=poll.pk))) == poll.content_hash
    Elector.objects.create(poll=poll, roll_number="999")
    assert not electorate.is_roll_intact(poll)


def test_those_known_at_a_place_by_their_phone_may_vote(office: Actor) -> None:
    word("路灯不亮", now=NOW - HOUR)
    poll = a_poll(office)
    assert electorate.freeze_by_place(poll, actor=office, now=NOW) == 1
    assert [one.roll_number for one in electorate.electors_of_phone(poll, "13812345678")] == ["00001"]


def test_a_ballot_comes_neither_before_nor_after_its_hours(office: Actor) -> None:
    poll = voting(office)
    with pytest.raises(casting.NotYetOpen):
        vote(poll, 1, "a", now=NOW)
    with pytest.raises(casting.VotingOver):
        vote(poll, 1, "a", now=END)
    with pytest.raises(drafting.TooEarlyToClose):
        counting.close(poll, now=MEANWHILE)
    with pytest.raises(counting.NotYetClosed):
        counting.count(poll, actor=office, now=MEANWHILE)
    with pytest.raises(boxes.StillVoting):
        list(boxes.open_box(poll, "voting"))


def test_a_ballot_that_says_too_much_is_refused_whole(office: Actor) -> None:
    poll = voting(office)
    with pytest.raises(TooManyChosen):
        vote(poll, 1, "a", "b", "c")
    with pytest.raises(OptionUnknown):
        vote(poll, 1, "a", "x")
    assert not Ballot.objects.exists()


def test_one_person_has_one_ballot_however_often_it_is_sent(office: Actor) -> None:
    poll = voting(office)
    first = vote(poll, 1, "a", key="k1")
    again = vote(poll, 1, "a", key="k1")
    assert (again.receipt, again.is_repeat) == (first.receipt, True)
    changed = vote(poll, 1, "b", key="k2")
    assert changed.receipt != first.receipt
    assert Ballot.objects.filter(poll=poll).count() == 1


def test_where_the_rule_says_so_a_vote_is_not_changed(office: Actor) -> None:
    poll = voting(office, may_change=False)
    first = vote(poll, 1, "a", key="k1")
    with pytest.raises(casting.AlreadyVoted):
        vote(poll, 1, "b", key="k2")
    assert vote(poll, 1, "a", key="k1").receipt == first.receipt


def signed_ballot(poll: Poll, n: int) -> casting.Token:
    modulus = int(poll.public_key, 16)
    prepared = blind.prepare(poll.number.encode(), secrets.token_bytes)
    sent = blind.blind(prepared, modulus, secrets.token_bytes)
    answer = casting.hand_out(poll, elector(poll, n), sent.message, way="online", now=MEANWHILE)
    assert casting.hand_out(poll, elector(poll, n), sent.message, way="online", now=MEANWHILE) == answer
    return casting.Token(message=prepared, signature=blind.finalize(prepared, modulus, answer, sent.inverse))


def test_a_secret_ballot_hangs_on_a_token_and_names_nobody(office: Actor) -> None:
    poll = voting(office, is_secret=True)
    token = signed_ballot(poll, 1)
    with pytest.raises(casting.AlreadyServed):
        signed_ballot(poll, 1)
    casting.cast_by_token(poll, token, said("a"), key="k", now=MEANWHILE)
    assert Ballot.objects.get().elector_id is None
    with pytest.raises(casting.TokenNeeded):
        vote(poll, 2, "a")
    forged = casting.Token(message=token.message + b"x", signature=token.signature)
    with pytest.raises(casting.TokenRefused):
        casting.cast_by_token(poll, forged, said("a"), key="k", now=MEANWHILE)
    counting.close(poll, now=END)
    assert Elector.objects.get(poll=poll, roll_number="001").served_for is None


def test_paper_scanned_twice_or_beside_an_online_vote_is_shown_and_counted_once(office: Actor) -> None:
    assert office.id is not None
    poll = voting(office)
    mine, other = sheets.print_sheets(poll, 0, [elector(poll, 1), elector(poll, 2)])
    vote(poll, 1, "a")
    with pytest.raises(casting.SheetTwice):
        casting.count_sheet(sheets.find_sheet(mine.key), said("b"), by=office.id, now=AFTER)
    sheet = sheets.find_sheet(other.key.lower())
    casting.count_sheet(sheet, said("b"), by=office.id, now=AFTER)
    with pytest.raises(casting.SheetTwice):
        casting.count_sheet(sheet, said("b"), by=office.id, now=AFTER)
    found = {(one.kind, one.what, one.differs) for one in Twice.objects.all()}
    assert found == {("sheet_and_online", "1", True), ("sheet_twice", "2", False)}
    assert Ballot.objects.filter(poll=poll).count() == 2


def test_receipts_prove_inclusion_and_say_nothing_of_the_choice(office: Actor) -> None:
    from doorstep_proof.merkle import check_inclusion

    poll = voting(office)
    receipts = [bytes.fromhex(vote(poll, n, "a").receipt) for n in range(1, 6)]
    assert len(set(receipts)) == 5
    counting.close(poll, now=END)
    counting.count(poll, actor=office, now=AFTER)
    leaves = boxes.leaves_of(poll)
    for leaf in receipts:
        proof, root = boxes.proof_of(leaves, leaf), bytes.fromhex(poll.root)
        check_inclusion(index=leaves.index(leaf), size=len(leaves), leaf=leaf, proof=proof, root=root)


def test_a_draft_that_cannot_be_held_is_refused_by_field(office: Actor) -> None:
    with pytest.raises(FormRefused) as refused:
        a_poll(office, closes_at=OPEN, most=9, rule={"name": "top_k"}, options=())
    assert set(refused.value.faults) == {"closes_at", "most", "rule", "options"}
