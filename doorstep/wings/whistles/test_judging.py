"""Both sides rate each other; a whistle is false only once confirmed; the rows can be written again from the ledger."""

from datetime import timedelta

import pytest

from doorstep.kernel.refusals import ActorNotEntitled, Refusal, StepBarred, StepNotOpen
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Case
from doorstep.store.cases.verifying import Report, verify
from doorstep.wings.whistles.models import Turnout, Whistle
from doorstep.wings.whistles.reactions import sweep_unrated_turnouts
from tests.cast import (
    community_clerk,
    coordinator,
)
from tests.living import NOW, word
from tests.whistling import SWJ, ZJJ, blown, on_spot, react, released, state, street_clerk, take, turnouts

pytestmark = pytest.mark.usefixtures("db")


def test_both_sides_rate_each_other_in_either_order() -> None:
    _, turnout = released()
    assert state(turnout) == "released"
    take(turnout, "rate_unit", community_clerk(), {"grade": "good"})
    assert state(turnout) == "closed"
    whistle = blown(units=["zjj"])
    other = turnouts(whistle)["zjj"].id
    take(other, "check_in", ZJJ, on_spot())
    take(other, "let_go", community_clerk())
    take(other, "rate_unit", community_clerk(), {"grade": "poor"})
    assert state(other) == "unit_rated"
    take(other, "rate_whistle", ZJJ, {"need": "needed"})
    assert state(other) == "closed"
    assert sorted(Turnout.objects.values_list("grade", "need")) == [("good", "needed"), ("poor", "needed")]


def test_nobody_rates_twice() -> None:
    _, turnout = released()
    with pytest.raises(StepBarred):
        take(turnout, "rate_whistle", ZJJ, {"need": "local"})


def test_a_doubted_whistle_is_false_only_when_the_street_confirms_it() -> None:
    whistle, _ = released("local")
    case = Case.objects.get(id=whistle.case_id)
    assert (case.state, case.owed_by) == ("doubted", "street@510181901000")
    with pytest.raises(ActorNotEntitled):
        take(whistle, "confirm_false", ZJJ, {"words": "本来就是"})
    take(whistle, "confirm_false", street_clerk(), {"words": "社区有人有设备"})
    assert Whistle.objects.get(case_id=whistle.case_id).state == "false_alarm"


def test_a_whistle_found_needed_is_not_doubted_again() -> None:
    whistle, turnout = released("local")
    take(whistle, "confirm_needed", street_clerk(), {"words": "该吹"})
    react("turnout.whistle_rated", turnout)
    assert state(whistle) == "released"


def test_a_doubt_that_came_before_the_release_is_not_lost() -> None:
    whistle = blown(units=["zjj"])
    turnout = turnouts(whistle)["zjj"].id
    take(turnout, "check_in", ZJJ, on_spot())
    take(turnout, "let_go", community_clerk())
    take(turnout, "rate_whistle", ZJJ, {"need": "local"})
    react("turnout.whistle_rated", turnout)
    assert state(whistle) == "running"
    take(whistle, "release", community_clerk(), {"outcome": "solved", "result": "不漏了"})
    react("whistle.released", whistle.case_id)
    assert state(whistle) == "doubted"


def test_what_nobody_rates_is_filed_and_counts_for_nothing() -> None:
    whistle = blown(units=["zjj"])
    turnout = turnouts(whistle)["zjj"].id
    take(turnout, "check_in", ZJJ, on_spot())
    take(turnout, "let_go", community_clerk())
    assert sweep_unrated_turnouts(NOW + timedelta(days=6)) == 0
    assert sweep_unrated_turnouts(NOW + timedelta(days=8)) == 1
    assert state(turnout) == "closed_unrated"
    assert Turnout.objects.get().grade == ""
    with pytest.raises(StepNotOpen):
        take(turnout, "rate_unit", community_clerk(), {"grade": "good"})


# ── Seeing, keeping ──


def test_who_is_called_sees_the_whistle_and_a_stranger_to_it_does_not() -> None:
    whistle = blown(units=["zjj"])
    held, roles = find(whistle.case_id), towns.pack().roles
    assert held
    assert in_view(ZJJ, held.case, roles)
    assert not in_view(SWJ, held.case, roles)


def test_the_rows_can_be_thrown_away_and_written_again() -> None:
    whistle, turnout = released("local")
    before = list(Whistle.objects.values()), list(Turnout.objects.values())
    Whistle.objects.all().delete()
    Turnout.objects.all().delete()
    for _ in range(2):
        react("whistle.released", whistle.case_id)
        react("turnout.whistle_rated", turnout)
    assert (list(Whistle.objects.values()), list(Turnout.objects.values())) == before


def test_the_ledger_adds_up_after_a_whole_life() -> None:
    whistle, turnout = released("local")
    take(turnout, "rate_unit", community_clerk(), {"grade": "fair"})
    take(whistle, "confirm_needed", coordinator(), {"words": "该吹"})
    assert list(verify(Report())) == []


def test_a_step_on_another_kind_of_case_keeps_no_row() -> None:
    case = word("路灯不亮")
    with pytest.raises(Refusal):
        take(case, "release", community_clerk())
    assert not Whistle.objects.exists()
