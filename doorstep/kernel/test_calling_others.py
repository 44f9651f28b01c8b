"""What a law may say of calling others: not oneself, one answer of several, how urgent, on whose behalf, what holds nothing up."""

from dataclasses import replace
from pathlib import Path

import pytest

from doorstep.kernel.clocks_reading import read_clocks
from doorstep.kernel.decide import check_answered, check_others, urgency_given
from doorstep.kernel.form import Filled, World, check_form
from doorstep.kernel.mechanism import Mechanism, as_dict, mechanism_from_dict
from doorstep.kernel.mechanism_reading import load_mechanism
from doorstep.kernel.packfile import PackError
from doorstep.kernel.parties import read_parties
from doorstep.kernel.refusals import DayTooEarly, DayTooFar, FormRefused
from doorstep.kernel.standing import keys_of
from tests.cast import STREET_PATH, person

BASE = Path(__file__).parents[2] / "packs" / "base"
PARTIES = read_parties(BASE / "parties.toml")
CLOCKS = read_clocks(BASE / "clocks.toml").names


def law(name: str) -> Mechanism:
    return load_mechanism(BASE / "mechanisms" / f"{name}.toml", PARTIES, CLOCKS)


def faults(tmp_path: Path, name: str, before: str, after: str) -> list[str]:
    text = (BASE / "mechanisms" / f"{name}.toml").read_text("utf-8")
    assert before in text
    (tmp_path / f"{name}.toml").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(PackError) as error:
        load_mechanism(tmp_path / f"{name}.toml", PARTIES, CLOCKS)
    return [str(fault) for fault in error.value.faults]


def filled(**facts: object) -> Filled:
    return Filled(facts=facts, texts={})


def test_a_day_stays_within_the_calendar() -> None:
    asked = tuple(field for field in law("assist-order").opening.form if field.runs)
    world = World(units=(), places=())
    assert check_form(asked, {asked[0].name: "2099-12-31"}, world).facts == {asked[0].name: "2099-12-31"}
    for day, fault in (("2100-01-01", DayTooFar), ("9999-12-31", DayTooFar), ("0001-01-01", DayTooEarly)):
        for field in (asked[0], replace(asked[0], runs=None)):
            with pytest.raises(FormRefused) as refused:
                check_form((field,), {field.name: day}, world)
            assert isinstance(refused.value.faults[field.name], fault)


def test_the_new_words_survive_being_stored() -> None:
    for name in ("whistle", "turnout"):
        assert as_dict(mechanism_from_dict(as_dict(law(name)))) == as_dict(law(name))


def test_one_names_others_and_not_oneself() -> None:
    opening = law("whistle").opening
    check_others(opening, filled(units=["zjj"], commander="xfjd_xfq"), "xfjd_xfq")
    with pytest.raises(FormRefused) as refused:
        check_others(opening, filled(units=["zjj", "xfjd_xfq"]), "xfjd_xfq")
    assert list(refused.value.faults) == ["units"]


def test_one_answer_of_several_is_enough() -> None:
    step = law("turnout").step("check_in")
    check_answered(step, filled(place="510181901901"))
    check_answered(step, filled(lon="103.6"))
    with pytest.raises(FormRefused):
        check_answered(step, filled(people=3))


@pytest.mark.parametrize(("level", "urgency"), [("emergency", "emergency"), ("enforcement", "urgent"), ("", None)])
def test_an_answer_says_how_urgent_a_case_is(level: str, urgency: str | None) -> None:
    assert urgency_given(law("whistle").opening, filled(level=level)) == urgency


def test_who_asks_to_leave_holds_nothing_up() -> None:
    assert [state.name for state in law("turnout").states if not state.holds] == [
        "asks_leave",
        "released",
        "unit_rated",
    ]


def test_a_streets_work_is_found_by_the_street() -> None:
    clerk = person(1, "street_clerk", "xfjd", "/djy/xfjd/", STREET_PATH)
    assert "street@510181901000" in keys_of(clerk, PARTIES)


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("whistle", 'urgency = "emergency"', 'urgency = "loud"', "urgency"),
        ("whistle", 'urgencies = ["emergency"]', 'urgencies = ["loud"]', "urgencies"),
        ("whistle", 'kind = "flag"', 'kind = "flag"\nothers = true', "others"),
        ("whistle", 'not_by = ["open"]', 'not_by = ["open"]\non_behalf = false', "on_behalf"),
        ("whistle", 'enters = "to_check"', 'enters = "to_check"\nurgencies = ["urgent"]', "urgencies"),
        ("turnout", 'any_of = ["lon", "place"]', 'any_of = ["lon", "plaice"]', "any_of"),
        ("turnout", 'verb = "log"', 'verb = "log"\non_behalf = true', "on_behalf"),
    ],
)
def test_what_means_nothing_is_refused_where_it_stands(
    tmp_path: Path, name: str, before: str, after: str, said: str
) -> None:
    assert any(said in fault for fault in faults(tmp_path, name, before, after))
