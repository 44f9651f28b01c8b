"""Owners' votes and meetings: by area and by heads, 以上 with the figure and 过半数 without, one person one head."""

from dataclasses import replace
from fractions import Fraction as F
from itertools import repeat
from pathlib import Path

import pytest

from doorstep.kernel.packfile import PackError
from doorstep.kernel.voting.owners import Mark, MarksRefused, OwnedUnit, Roll, RollRefused, decide_by_owners
from doorstep.kernel.voting.resolving import verdict_of
from doorstep.kernel.voting.template_frozen import frozen, thawed
from doorstep.kernel.voting.template_reading import read_templates
from doorstep.kernel.voting.thresholds import Count, Template, TemplateOpen, judge

VOTES = Path(__file__).resolve().parents[3] / "packs" / "base" / "votes.toml"
TEMPLATES = read_templates(VOTES)
ORDINARY, SPECIAL = TEMPLATES["owners_ordinary"], TEMPLATES["owners_special"]


def units(number: int, area: str = "100") -> tuple[OwnedUnit, ...]:
    return tuple(OwnedUnit(key=f"u{place}", owners=(f"o{place}",), registered=F(area)) for place in range(number))


def marks(yes: int, no: int = 0, abstain: int = 0) -> dict[str, Mark]:
    said: list[Mark] = [*repeat("yes", yes), *repeat("no", no), *repeat("abstain", abstain)]
    return {f"u{place}": mark for place, mark in enumerate(said)}


@pytest.mark.parametrize(
    ("template", "yes", "no", "quorum", "agreed"),
    [
        (ORDINARY, 5, 3, True, True),  # 8 of 12 take part: exactly two thirds, which counts
        (ORDINARY, 5, 2, False, False),
        (ORDINARY, 4, 4, True, False),  # exactly half is not more than half
        (SPECIAL, 6, 2, True, True),  # exactly three quarters of those taking part, which counts
        (SPECIAL, 5, 3, True, False),
    ],
)
def test_lines_are_exact(template: Template, yes: int, no: int, quorum: bool, agreed: bool) -> None:
    found = decide_by_owners(Roll(units=units(12)), marks(yes, no), template)
    assert (found.verdict.has_quorum, found.verdict.agreed) == (quorum, agreed)


def test_taking_part_is_not_agreeing() -> None:
    found = decide_by_owners(Roll(units=units(12)), marks(4, 0, 5), ORDINARY)
    assert found.counts["heads"] == Count(all=F(12), present=F(9), yes=F(4))
    assert not found.verdict.agreed


def test_many_flats_are_one_head_but_all_their_area() -> None:
    many = tuple(OwnedUnit(key=f"u{place}", owners=("o",), registered=F(100)) for place in range(8))
    found = decide_by_owners(
        Roll(units=(*many, *(OwnedUnit(key=f"v{n}", owners=(f"p{n}",), registered=F(100)) for n in range(4)))),
        {"u3": "yes"},
        ORDINARY,
    )
    assert found.counts["heads"] == Count(all=F(5), present=F(1), yes=F(1))
    assert found.counts["area"] == Count(all=F(1200), present=F(800), yes=F(800))
    assert [check.is_met for check in found.verdict.quorum] == [True, False]
    assert found.verdict.quorum[1].words.zh == "参与的人数 1，占全体 5 的 20.00%，须达到 2/3（含）：没有达到，差 3 人。"


def test_what_the_developer_holds_is_one_head_and_joint_owners_are_one() -> None:
    roll = Roll(
        units=(
            OwnedUnit(key="d1", contracted=F(50)),
            OwnedUnit(key="d2", contracted=F(50)),
            OwnedUnit(key="j1", owners=("a", "b"), measured=F(80)),
            OwnedUnit(key="j2", owners=("b", "a"), registered=F("80.55"), measured=F(99)),
            OwnedUnit(key="s", owners=("a",), registered=F(60)),
        )
    )
    assert len(roll.heads) == 3
    assert decide_by_owners(roll, {}, ORDINARY).counts["area"].all == F("320.55")


def test_marks_that_cannot_be_counted_are_refused_whole() -> None:
    two = (OwnedUnit(key="x", owners=("o",), registered=F(1)), OwnedUnit(key="y", owners=("o",), registered=F(1)))
    with pytest.raises(MarksRefused):
        decide_by_owners(Roll(units=two), {"x": "yes", "y": "no"}, ORDINARY)
    with pytest.raises(MarksRefused):
        decide_by_owners(Roll(units=two), {"z": "yes"}, ORDINARY)
    for bad in ((*two, two[0]), (OwnedUnit(key="x"),), ()):
        with pytest.raises(RollRefused):
            Roll(units=bad)


def test_a_disputed_area_is_said_when_it_could_turn_the_vote() -> None:
    plain = units(3)
    large = OwnedUnit(key="u3", owners=("o3",), registered=F(100), claimed=F(500))
    turned = decide_by_owners(Roll(units=(*plain, large)), marks(3, 1), SPECIAL)
    assert (turned.verdict.agreed, turned.disputed, turned.holds_either_way) == (True, ("u3",), False)
    small = OwnedUnit(key="u3", owners=("o3",), registered=F(100), claimed=F(99))
    assert decide_by_owners(Roll(units=(*plain, small)), marks(3, 1), SPECIAL).holds_either_way


@pytest.mark.parametrize(
    ("name", "present", "agreed"),
    [
        ("villagers_assembly", 51, True),
        ("villagers_assembly", 50, False),
        ("villagers_households", 66, False),  # more than half, but no two thirds of the households
        ("villagers_households", 67, True),
        ("villagers_group", 66, False),
        ("villagers_group_households", 67, True),
        ("residents_households_before_2026", 50, False),
        ("residents_representatives_before_2026", 51, True),
    ],
)
def test_villagers_meet_by_heads_or_by_households_and_one_roll_counts_one_of_them(
    name: str, present: int, agreed: bool
) -> None:
    template = TEMPLATES[name]
    row = {f"{template.held_by}_{mark}": n for mark, n in (("all", 100), ("present", present), ("yes", 40), ("no", 0))}
    found = verdict_of(template, {**row, "area_all": 0})
    assert found.agreed is agreed
    said = {"heads": "参与的人数", "households": "参与的户数", "members": "参与的组成人员"}[template.held_by]
    assert found.quorum[0].words.zh.startswith(f"{said} {present}，占全体 100")


OLD_WAYS = {
    **frozen(TEMPLATES["villagers_assembly"]),
    "quorum": [
        [{"measure": "heads", "of": "all", "more_than": "1/2"}],
        [{"measure": "households", "of": "all", "at_least": "1/3"}],
    ],
}


def test_of_ways_announced_earlier_only_the_one_that_the_roll_can_show_lets_anything_pass() -> None:
    template = thawed(OLD_WAYS)
    assert template == replace(TEMPLATES["villagers_assembly"], note=None)
    sums = {"heads_all": 100, "heads_present": 50, "heads_yes": 50, "heads_no": 0, "area_all": 0}
    assert not verdict_of(template, sums).has_quorum
    assert [line.measure for line in thawed(frozen(ORDINARY)).quorum] == ["area", "heads"]
    assert thawed({**frozen(ORDINARY), "quorum": [frozen(ORDINARY)["quorum"]]}).quorum == ORDINARY.quorum


def test_a_template_that_needs_two_rolls_is_refused_in_its_line(tmp_path: Path) -> None:
    path = tmp_path / "votes.toml"
    mixed = OWN.format(name="yard", more='[[template.quorum]]\nmeasure = "households"\nof = "all"\nat_least = "2/3"')
    path.write_text(mixed, "utf-8")
    with pytest.raises(PackError, match=r"votes\.toml:11 .*按 households 计，这里按 heads 计"):
        read_templates(path)


def test_a_figure_nobody_established_is_not_guessed() -> None:
    with pytest.raises(TemplateOpen):
        judge(TEMPLATES["residents_assembly"], {"heads": Count(all=F(1), present=F(1), yes=F(1))})


def test_in_a_deliberation_a_tie_fails_and_abstentions_do_not_count() -> None:
    template = TEMPLATES["deliberation"]
    assert not judge(template, {"members": Count(all=F(9), present=F(8), yes=F(3), no=F(3))}).agreed
    assert judge(template, {"members": Count(all=F(9), present=F(8), yes=F(2), no=F(1))}).agreed


def test_a_template_with_a_bad_fraction_is_refused_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "votes.toml"
    path.write_text(VOTES.read_text("utf-8").replace('at_least = "2/3"', 'at_least = "66%"', 1), "utf-8")
    with pytest.raises(PackError, match=r"votes\.toml:\d+ .*写成分数"):
        read_templates(path)


OWN = """
[[template]]
name = "{name}"
title = {{zh = "业主大会", en = "Owners' assembly"}}
source = {{zh = "《某市物业管理条例》第十条", en = "Municipal rules, article 10"}}
{more}
[[template.approval]]
measure = "heads"
of = "present"
at_least = "4/5"
"""


def test_a_jurisdictions_templates_join_the_common_ones_and_change_one_only_where_they_say_so(tmp_path: Path) -> None:
    path = tmp_path / "votes.toml"
    path.write_text(OWN.format(name="yard", more=""), "utf-8")
    assert read_templates(path, TEMPLATES).keys() == {*TEMPLATES, "yard"}
    path.write_text(OWN.format(name="owners_special", more="overrides = true"), "utf-8")
    assert read_templates(path, TEMPLATES)["owners_special"].source.zh == "《某市物业管理条例》第十条"
    for name, more, said in (
        ("owners_special", "", "写 overrides = true"),
        ("yard", "overrides = true", "没有什么可代替"),
    ):
        path.write_text(OWN.format(name=name, more=more), "utf-8")
        with pytest.raises(PackError, match=said):
            read_templates(path, TEMPLATES)
