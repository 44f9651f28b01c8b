"""Rounds: each answers once, sampled or open, online or on paper; the rule proposes with hysteresis; a person decides."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.actor import Actor
from doorstep.kernel.faults import PackError
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.voting import sortition
from doorstep.store.cases.acting import act
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opening, open_case
from doorstep.wings.judging import queries
from doorstep.wings.judging.models import Drawn, Round
from doorstep.wings.judging.rolls import published
from doorstep.wings.judging.rules import (
    AnsweredBefore,
    Judged,
    LinkUnknown,
    RoundOver,
    StrataDiffer,
    StratumMissing,
    StratumUnfit,
    propose,
    read_judging,
    score,
)
from doorstep.wings.judging.services import (
    Given,
    begin_round,
    close_round,
    draw_people,
    judge_on_paper,
    judge_online,
    link_token,
    sheet_key,
)
from tests.living import NOW, acting, employ

BASE = Path(__file__).parents[3] / "packs" / "base" / "judging.toml"
CLERK = UUID(int=5)
RULES = read_judging(BASE)
TODAY = date(2026, 11, 23)
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


def a_round(case_id: UUID, *, is_sampled: bool = False) -> Round:
    held = find(case_id)
    assert held
    return begin_round(
        held.case, "路灯", is_sampled=is_sampled, opens_on=TODAY, closes_on=TODAY, sheets=40, by=CLERK, now=NOW
    )


def test_an_open_round_takes_each_browser_and_each_sheet_once(accepted: UUID) -> None:
    one = a_round(accepted)
    judge_online(one, GOOD, token="", browser="a", now=NOW)
    with pytest.raises(AnsweredBefore):
        judge_online(one, BAD, token="", browser="a", now=NOW)
    judge_on_paper(one, BAD, sheet=f" {sheet_key(one, 3).lower()} ", by=CLERK, now=NOW)
    for sheet in (sheet_key(one, 3), "3-0000", "x", "41-ABCD"):
        with pytest.raises(FormRefused) as refused:
            judge_on_paper(one, GOOD, sheet=sheet, by=CLERK, now=NOW)
        assert "sheet" in refused.value.faults
    with pytest.raises(FormRefused) as refused:
        judge_online(one, Given(overall="", grades={"need": "fair"}), token="", browser="b", now=NOW)
    assert set(refused.value.faults) == {"overall", "use", "quality", "manner"}
    (result,) = queries.results([one])
    assert [(part.how, part.satisfied.n) for part in result.by] == [("open", 1), ("paper", 1)]
    assert (result.all.value, result.n) == (0.5, 2)


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
        judge_online(one, GOOD, token="", browser="a", now=NOW)
    judge_online(one, GOOD, token=link_token(one, 1), browser="a", now=NOW)
    with pytest.raises(AnsweredBefore):
        judge_online(one, GOOD, token=link_token(one, 1), browser="b", now=NOW)
    (result,) = queries.results([one])
    assert [(part.how, part.satisfied.n) for part in result.by] == [("sampled", 1)]


def test_an_answer_that_was_on_its_way_when_the_round_closed_is_not_kept(accepted: UUID, office: Actor) -> None:
    one = a_round(accepted)
    judge_online(one, GOOD, token="", browser="a", now=NOW)
    read_before = Round.objects.get(pk=one.pk)
    close_round(one, actor=office, now=NOW)
    with pytest.raises(RoundOver):
        judge_online(read_before, BAD, token="", browser="b", now=NOW)
    with pytest.raises(RoundOver):
        judge_on_paper(read_before, BAD, sheet=sheet_key(one, 1), by=CLERK, now=NOW)
    assert queries.results([one])[0].n == 1


def test_a_round_without_answers_has_no_share_and_no_proposal(accepted: UUID, office: Actor) -> None:
    one = close_round(a_round(accepted), actor=office, now=NOW)
    (result,) = queries.results([one])
    assert result.all.value is None
    assert (one.proposal, one.n) == ("unsaid", 0)
    with pytest.raises(RoundOver):
        judge_online(one, GOOD, token="", browser="a", now=NOW)
    held = find(accepted)
    assert held
    assert held.case.state == "assessed"


def test_the_rule_goes_up_and_down_by_different_lines_and_needs_two_bad_rounds() -> None:
    def after(*shares: int) -> str:
        return propose([Judged(satisfied=one, n=100) for one in shares], RULES.rule)

    assert after(94) == "adjust"
    assert after(95) == "promote"
    assert after(95, 90) == "promote"
    assert after(95, 89, 94) == "adjust"
    assert after(69) == "adjust"
    assert after(69, 79) == "withdraw"
    assert after(69, 80, 69) == "adjust"
    assert propose([Judged(satisfied=29, n=29)], RULES.rule) == "unsaid"
    assert propose([], RULES.rule) == "unsaid"


def test_weights_that_do_not_add_up_to_exactly_one_are_refused(tmp_path: Path) -> None:
    sinful = tmp_path / "judging.toml"
    sinful.write_text(BASE.read_text(encoding="utf8").replace('weight = "0.3"', 'weight = "0.300001"'), encoding="utf8")
    with pytest.raises(PackError) as refused:
        read_judging(sinful)
    assert "必须正好是 1" in str(refused.value)


@given(st.dictionaries(st.sampled_from(["need", "use", "quality", "manner"]), st.integers(1, 40), min_size=4))
def test_a_score_is_exact_and_between_its_grades(counts: dict[str, int]) -> None:
    counted = {code: {"very_satisfied": count, "fair": 1} for code, count in counts.items()}
    found = score(RULES.systems[0], RULES.grades, counted)
    assert found is not None
    assert 60 <= found <= 100
    assert score(RULES.systems[0], RULES.grades, {**counted, "need": {}}) is None
    assert found == sum(
        one.weight * Fraction(100 * counts[one.code] + 60, counts[one.code] + 1) for one in RULES.systems[0].indicators
    )
