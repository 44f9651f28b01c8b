"""Rounds: each answers once, sampled or open, online or on paper; the rule proposes with hysteresis; a person decides."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.judging import frozen, read_judging
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.voting import sortition
from doorstep.store.cases.acting import act
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Case
from doorstep.store.cases.opening import Opening, open_case
from doorstep.wings.judging import queries
from doorstep.wings.judging.answering import (
    Given,
    Ticket,
    answer_by,
    given_by,
    judge_for,
    judge_on_paper,
    judge_online,
)
from doorstep.wings.judging.links import link_token
from doorstep.wings.judging.models import Answer, Drawn, Round, Void
from doorstep.wings.judging.papers import sheet_key, void_sheets
from doorstep.wings.judging.rolls import published
from doorstep.wings.judging.rules import (
    AnsweredBefore,
    LinkUnknown,
    NobodyLeft,
    NothingToVoid,
    ProjectNotJudged,
    RoundOver,
    SheetGone,
    SheetUsed,
    SheetVoided,
    StrataDiffer,
    StratumMissing,
    StratumUnfit,
    VisitGivenOn,
    VisitorSettled,
    VisitorsTooMany,
)
from doorstep.wings.judging.services import begin_round, close_round, draw_people
from doorstep.wings.judging.visiting import check_visitor, look, replace_visitor, visitors_of
from tests.living import NOW, acting, employ

BASE = Path(__file__).parents[3] / "packs" / "base" / "judging.toml"
CLERK = UUID(int=5)
RULES = read_judging(BASE)
TODAY = date(2026, 11, 23)
A, B = Ticket(browser="a"), Ticket(browser="b")
GOOD = Given(overall="very_satisfied", grades=dict.fromkeys(("need", "use", "quality", "manner"), "satisfied"))
BAD = Given(overall="dissatisfied", grades=dict.fromkeys(("need", "use", "quality", "manner"), "fair"))


@pytest.fixture
def office(db: None) -> Actor:
    return acting(employ("coordinator", "tcb"))


@pytest.fixture
def accepted(office: Actor) -> UUID:
    desk = acting(employ("desk_clerk", "cgj"))
    form = {
        "topic": "路灯",
        "what": "装灯",
        "side": "forward",
        "kind": "special",
        "provider": "charity",
        "counted_in": "visits",
    }
    opening = Opening(
        mechanism="project",
        actor=office,
        form=form,
        title="路灯",
        body="路灯\n装灯",
        place_path="/510181/",
        category="roads.lamp",
        request_type="other",
        channel="desk",
        opened_unit="tcb",
    )
    made = open_case(opening, now=NOW).case_id
    for verb, actor, form in (
        ("set_up", office, {"unit": "cgj", "batch": 1}),
        ("plan", desk, {"milestones": "装灯，1，2026-11-24"}),
        ("begin", desk, {}),
        ("reach", desk, {"milestone": 1, "done_on": "2026-11-23"}),
        ("hand_over", desk, {"result": "亮了"}),
        ("accept", office, {"accepted_on": "2026-11-23"}),
    ):
        act(case_id=made, verb=verb, form=form, actor=actor, now=NOW)
    return made


def test_only_a_project_is_judged(accepted: UUID) -> None:
    held = find(accepted)
    assert held
    Case.objects.filter(id=accepted).update(law_id=current_law("coordination").id)
    with pytest.raises(ProjectNotJudged):
        begin_round(held.case, "路灯", is_sampled=False, opens_on=TODAY, closes_on=TODAY, by=CLERK, now=NOW)
    assert not Round.objects.exists()


def a_round(case_id: UUID, *, is_sampled: bool = False) -> Round:
    held = find(case_id)
    assert held
    return begin_round(
        held.case, "路灯", is_sampled=is_sampled, opens_on=TODAY, closes_on=TODAY, sheets=40, by=CLERK, now=NOW
    )


def test_an_open_round_takes_each_browser_and_each_sheet_once(accepted: UUID) -> None:
    one = a_round(accepted)
    judge_online(one, GOOD, A, now=NOW)
    judge_on_paper(one, BAD, sheet=f" {sheet_key(one, 3).lower()} ", by=CLERK, now=NOW)
    for sheet in (sheet_key(one, 3), "3-000000", "x", "41-BBBBBB"):
        with pytest.raises(FormRefused) as refused:
            judge_on_paper(one, GOOD, sheet=sheet, by=CLERK, now=NOW)
        assert "sheet" in refused.value.faults
    with pytest.raises(FormRefused) as refused:
        judge_online(one, Given(overall="", grades={"need": "fair"}), B, now=NOW)
    assert set(refused.value.faults) == {"overall", "use", "quality", "manner"}
    (result,) = queries.results([one])
    assert [(part.how, part.satisfied.n) for part in result.by] == [("open", 1), ("paper", 1)]
    assert (result.all.value, result.n) == (0.5, 2)


def test_what_was_sent_online_may_be_changed_and_the_last_one_counts(accepted: UUID) -> None:
    one = a_round(accepted)
    assert answer_by(one, A) is None
    judge_online(one, GOOD, A, now=NOW)
    judge_online(one, Given(overall="fair", grades=BAD.grades, words="灯太暗"), A, now=NOW)
    kept = answer_by(one, A)
    assert kept
    assert (given_by(kept).overall, given_by(kept).words) == ("fair", "灯太暗")
    assert queries.results([one])[0].n == 1
    Round.objects.filter(pk=one.pk).update(law=one.law | {"may_change": False})
    one.refresh_from_db()
    with pytest.raises(AnsweredBefore):
        judge_online(one, GOOD, A, now=NOW)


def test_what_staff_asked_in_person_is_told_apart_and_says_who_entered_it(accepted: UUID) -> None:
    one = a_round(accepted)
    judge_for(one, GOOD, A, by=CLERK, now=NOW)
    with pytest.raises(AnsweredBefore):
        judge_for(one, GOOD, A, by=CLERK, now=NOW)
    (result,) = queries.results([one])
    assert [(part.how, part.satisfied.n) for part in result.by] == [("helped", 1)]
    assert Answer.objects.get().entered_by == CLERK


def test_a_sheet_may_be_used_online_instead_and_a_lost_one_is_voided_for_everybody(accepted: UUID) -> None:
    one = a_round(accepted)
    judge_online(one, GOOD, Ticket(sheet=sheet_key(one, 1)), now=NOW)
    with pytest.raises(FormRefused):
        judge_on_paper(one, BAD, sheet=sheet_key(one, 1), by=CLERK, now=NOW)
    assert void_sheets(one, "3", "1", "雨淋坏了", by=CLERK, now=NOW) == 2
    assert list(Void.objects.values_list("number", flat=True)) == [2, 3]
    with pytest.raises(SheetGone):
        judge_online(one, GOOD, Ticket(sheet=sheet_key(one, 2)), now=NOW)
    with pytest.raises(FormRefused) as refused:
        judge_on_paper(one, GOOD, sheet=sheet_key(one, 3), by=CLERK, now=NOW)
    assert isinstance(refused.value.faults["sheet"], SheetVoided)
    with pytest.raises(FormRefused) as refused:
        void_sheets(one, "1", "3", "又丢了", by=CLERK, now=NOW)
    assert isinstance(refused.value.faults["first"], NothingToVoid)
    assert queries.results([one])[0].n == 1


def test_a_round_is_counted_by_the_law_of_the_day_it_began_whatever_the_pack_says_meanwhile(
    accepted: UUID, office: Actor
) -> None:
    one = a_round(accepted)
    law = RULES.current(TODAY)
    assert law
    stricter = frozen(law)
    stricter["rule"] |= {"fewest": 1, "version": "2027-1"}
    stricter["system"]["indicators"] = stricter["system"]["indicators"][:1]
    Round.objects.filter(pk=one.pk).update(law=stricter)
    one.refresh_from_db()
    judge_online(one, Given(overall="satisfied", grades={"need": "satisfied"}), A, now=NOW)
    closed = close_round(one, actor=office, now=NOW)
    assert (closed.proposal, closed.rule_version) == ("promote", "2026-1")
    assert queries.indicated(closed)[1] is not None


def test_whoever_does_not_come_to_look_is_replaced_by_the_next_drawn_of_the_same_stratum(accepted: UUID) -> None:
    one = a_round(accepted, is_sampled=True)
    people = [*(f"东{turn} | 河东社区" for turn in range(8)), *(f"西{turn} | 河西社区" for turn in range(4))]
    with pytest.raises(FormRefused) as refused:
        draw_people(one, people, 3, visitors=4)
    assert isinstance(refused.value.faults["visitors"], VisitorsTooMany)
    lines = draw_people(one, people, 3, visitors=1)
    one.refresh_from_db()
    own = lines[0][0]
    following = next(rank for rank, line in enumerate(lines, 1) if rank > 1 and (line[0] == own or own == "西"))
    assert replace_visitor(one, 1, "absent", by=CLERK, now=NOW) == following
    with pytest.raises(VisitGivenOn):
        check_visitor(one, link_token(one, 1), NOW)
    with pytest.raises(VisitorSettled):
        replace_visitor(one, 1, "absent", by=CLERK, now=NOW)
    look(one, token=link_token(one, following), visited_on=TODAY, observation="灯都亮", overall="satisfied", now=NOW)
    assert [(each.rank, each.stands) for each in visitors_of(one)] == [(1, "gone"), (following, "came")]
    with pytest.raises(VisitorSettled):
        replace_visitor(one, following, "absent", by=CLERK, now=NOW)
    Drawn.objects.filter(round=one).update(is_visitor=True)
    last = next(each.rank for each in visitors_of(one) if each.stands == "to_come")
    with pytest.raises(NobodyLeft):
        replace_visitor(one, last, "declined", by=CLERK, now=NOW)


def test_a_roll_with_strata_shares_its_seats_out_and_is_drawn_again_from_what_is_published(accepted: UUID) -> None:
    one = a_round(accepted, is_sampled=True)
    people = [*(f"东{turn} | 河东社区" for turn in range(12)), *(f"西{turn}｜河西社区" for turn in range(6))]
    for bad, fault in (
        ([*people, "无层"], StratumMissing),
        ([*people, "东1 | 河西社区"], StrataDiffer),
        (["东1 | 河东,河西"], StratumUnfit),
    ):
        with pytest.raises(FormRefused) as refused:
            draw_people(one, bad, 3)
        assert isinstance(refused.value.faults["roll"], fault)
    lines = draw_people(one, [*people, "东1|河东社区"], 3, visitors=2)
    assert sorted(line[0] for line in lines) == ["东", "东", "西"]
    assert {lines[0][0], lines[1][0]} == {"东", "西"}
    one.refresh_from_db()
    table, entries = published(one.roll)
    assert (table.split("\n")[0], len(entries)) == ("key,stratum", 18)
    again = sortition.draw(entries, seats=3, seed=one.seed)
    drawn = Drawn.objects.filter(round=one).values_list("person", flat=True)
    assert set(again.drawn) == {bytes(person).hex()[:32] for person in drawn}
    assert (again.roll, again.fingerprint) == (one.roll_digest, one.fingerprint)


def test_a_sampled_round_takes_only_those_drawn_by_the_seed_that_was_committed(accepted: UUID) -> None:
    one = a_round(accepted, is_sampled=True)
    lines = draw_people(one, [f"{turn} 号" for turn in range(50)], 5, visitors=2)
    one.refresh_from_db()
    assert (len(lines), one.roll_size, one.drawn) == (5, 50, 5)
    sortition.check_commitment(one.commitment, one.seed, one.nonce)
    again = sortition.draw([sortition.Entry(key=key) for key in one.roll.split()], seats=5, seed=one.seed)
    people = Drawn.objects.filter(round=one).order_by("rank").values_list("person", flat=True)
    assert list(again.drawn) == [bytes(person).hex()[:32] for person in people]
    assert (again.roll, again.fingerprint) == (one.roll_digest, one.fingerprint)
    assert Drawn.objects.filter(is_visitor=True).count() == 2
    with pytest.raises(LinkUnknown):
        judge_online(one, GOOD, A, now=NOW)
    judge_online(one, GOOD, Ticket(token=link_token(one, 1), browser="a"), now=NOW)
    with pytest.raises(FormRefused) as refused:
        judge_on_paper(one, GOOD, sheet=sheet_key(one, 1), by=CLERK, now=NOW)
    assert isinstance(refused.value.faults["sheet"], SheetUsed), (
        "the sheet of who was drawn first is the same one answer"
    )
    (result,) = queries.results([one])
    assert [(part.how, part.satisfied.n) for part in result.by] == [("sampled", 1)]


def test_an_answer_that_was_on_its_way_when_the_round_closed_is_not_kept(accepted: UUID, office: Actor) -> None:
    one = a_round(accepted)
    judge_online(one, GOOD, A, now=NOW)
    read_before = Round.objects.get(pk=one.pk)
    close_round(one, actor=office, now=NOW)
    with pytest.raises(RoundOver):
        judge_online(read_before, BAD, B, now=NOW)
    with pytest.raises(RoundOver):
        judge_on_paper(read_before, BAD, sheet=sheet_key(one, 1), by=CLERK, now=NOW)
    assert queries.results([one])[0].n == 1


def test_a_round_without_answers_has_no_share_and_no_proposal(accepted: UUID, office: Actor) -> None:
    one = close_round(a_round(accepted), actor=office, now=NOW)
    (result,) = queries.results([one])
    assert result.all.value is None
    assert (one.proposal, one.n) == ("unsaid", 0)
    with pytest.raises(RoundOver):
        draw_people(one, ["王一", "王二"], 1)
    assert Round.objects.get(pk=one.pk).seed == ""
    with pytest.raises(RoundOver):
        judge_online(one, GOOD, A, now=NOW)
    held = find(accepted)
    assert held
    assert held.case.state == "assessed"
