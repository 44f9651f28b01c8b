"""A project goes its way: in order or with a reason, days move only with a reason, problems go only with a photo, nobody counts twice."""

from datetime import timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.money import fen_of
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases.acting import act
from doorstep.store.cases.models import Case
from doorstep.store.cases.ties import above, beneath
from doorstep.wings.projects import queries
from doorstep.wings.projects.bloodline import bloodline, grown_from
from doorstep.wings.projects.deciding import decided
from doorstep.wings.projects.models import Delay, Picture, Project, Served
from doorstep.wings.projects.rules import NotAsTheRuleProposes, Unfinished, done_of, read_milestones
from doorstep.wings.projects.services import Proposal, propose
from doorstep.wings.projects.spending import MoneyStandsOnIt
from tests.living import NOW, TODAY, a_photo, acting, employ, word

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FALSE_ENTRY = """
INSERT INTO projects_money (project_id, stage, source, amount_fen, debit, credit, document, at)
SELECT project_id, 'spent', source, 1, 'expense', 'budget', '', at FROM projects_money
"""


@pytest.fixture
def desk() -> Actor:
    return acting(employ("desk_clerk", "cgj"))


def reserved(office: Actor, topic: str = "照亮回家的路", **rest: Any) -> Project:
    proposal = Proposal(topic=topic, what="给背街小巷装路灯，夜里走路的人都用得上。", place="510181000000", **rest)
    opened = propose(proposal, actor=office, unit="tcb", now=NOW)
    return Project.objects.get(case_id=opened.case_id)


def do(project: Project, verb: str, actor: Actor, *, days: int = 0, **form: Any) -> str:
    return act(case_id=project.case_id, verb=verb, form=form, actor=actor, now=NOW + days * DAY).state


def under_way(office: Actor, desk: Actor, **rest: Any) -> Project:
    project = reserved(office, **rest)
    do(project, "set_up", office, unit="cgj", batch=1)
    do(project, "plan", desk, milestones="选点设计，20，2026-12-01\n施工, 70, 2026-12-20\n调试，10，2026-12-25")
    if rest.get("side") == "remedy":
        do(project, "list_problems", desk, problems="东门充电桩前乱停\n3 号院消防通道堆杂物")
    do(project, "begin", desk)
    return project


def a_closed_round(project: Project, *, turn: int, n: int, proposal: str) -> None:
    on, made = (
        TODAY,
        {"seed_cipher": b"", "made_at": NOW, "made_by": UUID(int=7), "closed_at": NOW, "is_sampled": False},
    )
    apps.get_model("judging", "Round").objects.create(
        project_id=project.pk, turn=turn, n=n, proposal=proposal, opens_on=on, closes_on=on, **made
    )


def test_the_reserve_is_promoted_in_order_or_with_a_reason_that_stays(office: Actor) -> None:
    first, second, third = (reserved(office, f"第{turn}个") for turn in "一二三")
    with pytest.raises(FormRefused) as refused:
        do(second, "set_up", office, unit="cgj", batch=1)
    assert refused.value.faults["passes"].params == {"count": 1, "number": first.number}
    assert do(second, "set_up", office, unit="cgj", batch=1, passes="danger") == "set_up"
    assert Project.objects.get(pk=second.pk).passes == "danger"
    with pytest.raises(FormRefused):
        do(first, "set_up", office, unit="cgj", batch=1, passes="danger")
    do(first, "fund", office, source="district", amount="5")
    with pytest.raises(MoneyStandsOnIt):
        do(first, "drop", office, reason="double")
    do(first, "fund", office, source="district", amount="-5")
    do(first, "drop", office, reason="double")
    do(third, "set_up", office, unit="cgj", batch=1)


def test_all_that_is_missing_to_begin_is_asked_at_once_and_may_be_given_there(office: Actor, desk: Actor) -> None:
    project = reserved(office, side="remedy")
    do(project, "set_up", office, unit="cgj", batch=1)
    marks = "清理，60，2026-12-01\n复查，40，2026-12-20"
    for given, wrong in (
        ({}, {"milestones", "problems"}),
        ({"milestones": marks}, {"problems"}),
        ({"milestones": "清理，0，2026-12-01", "problems": "东门乱停\n东门乱停"}, {"milestones", "problems"}),
    ):
        with pytest.raises(FormRefused) as refused:
            do(project, "begin", desk, **given)
        assert set(refused.value.faults) == wrong
        assert not queries.milestones(project.pk)
    assert do(project, "begin", desk, milestones=marks, problems="东门乱停") == "under_way"
    row = queries.project(project.number)
    assert row
    assert (row.done.of, row.problems) == (2, 1)


def test_percent_done_is_the_share_of_weights_and_exact(office: Actor, desk: Actor) -> None:
    project = under_way(office, desk)
    do(project, "reach", desk, days=9, milestone=1, done_on="2026-12-01")
    done = queries.done(queries.milestones(project.pk))
    assert (done.share, done.percent, done.reached, done.of) == (Fraction(1, 5), 20, 1, 3)
    assert done_of([(1, True), (2, False)]).share == Fraction(1, 3)
    assert done_of([]).share is None


def test_a_day_moves_later_only_and_the_first_day_and_the_reason_stay(office: Actor, desk: Actor) -> None:
    project = under_way(office, desk)
    with pytest.raises(FormRefused) as refused:
        do(project, "delay", desk, milestone=2, until="2026-12-20", reason="weather", words="下雨")
    assert "until" in refused.value.faults
    do(project, "delay", desk, milestone=2, until="2027-01-10", reason="weather", words="下雨，电话 13812345678")
    mark = queries.milestones(project.pk)[1]
    assert (mark.planned_on.isoformat(), mark.due_on.isoformat()) == ("2026-12-20", "2027-01-10")
    assert "12345678" not in Delay.objects.get().words
    row = queries.project(project.number)
    assert row
    assert row.is_delayed


def test_a_delay_that_was_told_is_not_planned_away(office: Actor, desk: Actor) -> None:
    project = reserved(office)
    do(project, "set_up", office, unit="cgj", batch=1)
    for marks in ("设计，1，2026-12-01", "选点，1，2026-12-01"):
        do(project, "plan", desk, milestones=marks)
    do(project, "delay", desk, milestone=1, until="2027-01-10", reason="weather", words="下雨")
    for verb in ("plan", "begin"):
        with pytest.raises(FormRefused) as refused:
            do(project, verb, desk, milestones="选点，1，2027-02-01")
        assert "milestones" in refused.value.faults
    assert do(project, "begin", desk) == "under_way"


def test_the_database_changes_no_entry_and_lets_none_in_that_does_not_balance(office: Actor, desk: Actor) -> None:
    project = under_way(office, desk)
    do(project, "fund", office, source="district", amount="5")
    do(project, "delay", desk, milestone=2, until="2027-01-10", reason="weather", words="下雨")
    for statement in (
        "UPDATE projects_money SET amount_fen = 1",
        "DELETE FROM projects_money",
        "DELETE FROM projects_delay",
        FALSE_ENTRY,
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert sum(queries.accounts().values()) == 0


def test_a_problem_is_struck_off_only_with_a_photo_and_once(office: Actor, desk: Actor) -> None:
    project = under_way(office, desk, side="remedy")
    with pytest.raises(FormRefused) as refused:
        do(project, "strike_off", desk, problem=1, done_on=TODAY.isoformat())
    assert "photos" in refused.value.faults
    do(project, "strike_off", desk, problem=1, done_on=TODAY.isoformat(), photos=[a_photo()])
    with pytest.raises(FormRefused):
        do(project, "strike_off", desk, problem=1, done_on=TODAY.isoformat(), photos=[a_photo()])
    assert not Picture.objects.get().is_public
    do(project, "show_photo", office, nobody_seen="on")
    assert Picture.objects.get().is_public


def test_nothing_is_handed_over_while_a_milestone_or_a_problem_is_open(office: Actor, desk: Actor) -> None:
    project = under_way(office, desk, side="remedy")
    with pytest.raises(Unfinished) as refused:
        do(project, "hand_over", desk, result="好了")
    assert refused.value.params == {"milestones": 3, "problems": 2}


def test_a_person_counts_once_a_period_and_a_sheet_once(office: Actor, desk: Actor) -> None:
    project = under_way(office, desk, counted_in="persons")
    with pytest.raises(FormRefused) as refused:
        do(project, "serve", desk, sheet=1, served_on="2026-11-23", visits=2)
    assert "people" in refused.value.faults
    do(project, "serve", desk, sheet=1, served_on="2026-11-23", visits=3, people="13800000001\n13800000002")
    do(project, "serve", desk, sheet=2, served_on="2026-11-23", visits=2, people="1380000 0002\n13800000003")
    with pytest.raises(FormRefused) as refused:
        do(project, "serve", desk, sheet=2, served_on="2026-11-23", visits=2, people="13800000009")
    assert "sheet" in refused.value.faults
    row = queries.project(project.number)
    assert row
    assert row.served == 3
    assert not any(b"1380" in bytes(one.person) for one in Served.objects.all())


def test_money_is_entered_by_source_and_taken_back_but_not_below_nothing(office: Actor, desk: Actor) -> None:
    project = under_way(office, desk)
    do(project, "fund", office, source="district", amount="120000.50")
    do(project, "fund", office, source="district", amount="-20000.50")
    with pytest.raises(FormRefused):
        do(project, "fund", office, source="street", amount="-1")
    assert queries.purses_of(project.pk)["district"].planned == 10_000_000
    assert fen_of("-0.01") == -1


def test_where_a_project_came_from_is_read_from_both_ends(office: Actor) -> None:
    wish = word("护栏", now=NOW)
    project = reserved(office, came_from=wish.number)
    assert [one.number for one in beneath(project.pk)] == [wish.number]
    assert [one.number for one in above(wish.case_id)] == [project.number]
    assert [one.number for one in bloodline(project.pk)] == [wish.number]
    assert grown_from(wish.case_id)[0][1] == project.number
    with pytest.raises(FormRefused) as refused:
        reserved(office, came_from="20260101-9999")
    assert "came_from" in refused.value.faults


def test_whoever_hands_over_does_not_accept_and_a_person_decides_with_a_reason(office: Actor, desk: Actor) -> None:
    project = under_way(office, desk)
    for turn in (1, 2, 3):
        do(project, "reach", desk, days=40, milestone=turn, done_on="2026-12-25")
    assert do(project, "hand_over", desk, days=40, result="亮了") == "handed_over"
    with pytest.raises(FormRefused):
        do(project, "accept", office, days=41, accepted_on="2026-11-01")
    assert do(project, "accept", office, days=41, accepted_on="2026-12-30") == "accepted"
    judged = {"round": 1, "n": 40, "proposal": "adjust"}
    with pytest.raises(FormRefused) as refused:
        do(project, "assess", office, days=60, **judged)
    assert "round" in refused.value.faults
    a_closed_round(project, turn=1, n=40, proposal="adjust")
    assert do(project, "assess", office, days=60, **judged) == "assessed"
    with pytest.raises(FormRefused):
        do(project, "adjust", office, days=61, reason="way")
    with pytest.raises(FormRefused) as refused:
        do(project, "promote", office, days=61, reason="rule", words="规则说好")
    assert isinstance(refused.value.faults["reason"], NotAsTheRuleProposes)
    assert decided(project.pk) == []
    assert do(project, "adjust", office, days=61, reason="way", words="换成感应灯") == "set_up"
    assert [(one.what.zh, one.reason.zh) for one in decided(project.pk)] == [("调：调整再办", "事情对，办法要改")]
    do(project, "plan", desk, days=62, milestones="换灯，1，2027-03-01")
    assert queries.done(queries.milestones(project.pk)).share == 0
    assert Case.objects.get(id=project.pk).state == "set_up"


def test_a_line_that_cannot_be_read_is_named() -> None:
    from doorstep.kernel.refusals import FieldFault

    for text, line in (("一，2", 1), ("一，2，2026-12-01\n二，0，2026-12-02", 2), ("一，2，2020-01-01", 1)):
        with pytest.raises(FieldFault) as refused:
            read_milestones(text, today=TODAY)
        assert refused.value.params["line"] == line


def test_what_is_planned_received_and_spent_stand_apart_and_no_document_pays_twice(office: Actor, desk: Actor) -> None:
    project = under_way(office, desk)
    do(project, "fund", office, source="district", amount="20000")
    wrong: tuple[tuple[str, dict[str, str], str], ...] = (
        ("spend", {"amount": "1", "document": "FP-1", "purpose": "灯"}, "amount"),
        ("receive_money", {"amount": "20000.01", "document": "DZ-1"}, "amount"),
        ("receive_money", {"amount": "0", "document": "DZ-1"}, "amount"),
        ("receive_money", {"amount": "100"}, "document"),
    )
    for verb, form, field in wrong:
        with pytest.raises(FormRefused) as refused:
            do(project, verb, office, source="district", **form)
        assert set(refused.value.faults) == {field}
    do(project, "receive_money", office, source="district", amount="12000.50", document="DZ-1")
    with pytest.raises(FormRefused) as again:
        do(project, "receive_money", office, source="district", amount="0.50", document="dz-1 ")
    assert set(again.value.faults) == {"document"}
    do(project, "receive_money", office, source="district", amount="-0.50", document="DZ-1")
    with pytest.raises(FormRefused):
        do(project, "receive_money", office, source="district", amount="-12000.01", document="DZ-1")
    do(project, "receive_money", office, source="district", amount="0.50", document="DZ-2")
    do(project, "spend", desk, source="district", amount="3000.25", document="FP-1", purpose="八盏灯")
    with pytest.raises(FormRefused) as twice:
        do(project, "spend", desk, source="district", amount="3000.25", document=" fp-1", purpose="八盏灯")
    assert set(twice.value.faults) == {"document"}
    for verb, amount in (("receive_money", "-9000.26"), ("fund", "-8000")):
        with pytest.raises(FormRefused):
            do(project, verb, office, source="district", amount=amount, document="X-1")
    do(project, "spend", desk, source="district", amount="-0.25", document="FP-1", purpose="多记了")
    purse = queries.purses_of(project.case_id)["district"]
    assert (purse.planned, purse.received, purse.spent, purse.in_hand) == (2000000, 1200050, 300000, 900050)
    assert queries.accounts() == {"budget": -2000000, "due": 799950, "expense": 300000, "funds": 900050}
    assert queries.totals().money_fen == 2000000
