"""What the format allows beside the plain case: other columns and marks, lines cut short, fields over several lines, quotas, bounds."""

import pytest

from doorstep.kernel.voting import Cap
from doorstep.kernel.voting.pabulib import PabulibRefused, parse_pabulib, write_pabulib
from doorstep.kernel.voting.pabulib_rules import rule_of
from doorstep.kernel.voting.tally import tally
from doorstep.kernel.voting.test_pabulib import GOOD, POINTED

AS_DOCUMENTED = """META
key; value
description; Municipal PB in Wieliczka
country; Poland
num_projects; 5
num_votes; 10
budget; 2500
rule; greedy
vote_type; approval
min_length; 1
max_length; 3
date_begin; 16.09.2023
PROJECTS
project_id; cost; category
1; 600; culture, education
2; 800; sport
4; 1400; culture
5; 1000; health, sport
7; 1200; education
VOTES
voter_id; age; sex; vote
1; 34; f; 1,2,4
2; 51; m; 1,2
3; 23; m; 2,4,5
4; 19; f; 5,7
5; 62; f; 1,4,7
6; 54; m; 1,7
7; 49; m; 5
8; 27; f; 4
9; 39; f; 2,4,5
10; 44; m; 4,5
"""


def said(old: str, new: str, text: str = GOOD) -> bytes:
    assert old in text
    return text.replace(old, new, 1).encode()


def test_the_example_of_the_formats_own_description_is_read_and_counted() -> None:
    document = parse_pabulib(AS_DOCUMENTED.encode())
    rule = rule_of(document)
    assert rule is not None
    assert document.election.title == "Municipal PB in Wieliczka"
    assert (document.election.limits.least_choices, document.election.limits.most_choices) == (1, 3)
    assert tally(document.election, rule).chosen == ("4", "5")  # 6 votes and 5; 100 are left


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("PROJECTS\n", "\nPROJECTS;;;\n\n"),
        ("v2;p2;\n", "\nv2;p2;\n   \n;;\n"),
        ("v2;p2;\n", "v2;p2\n"),
        ("v3;;33\n", "v3;\n"),
        ("p2;500.25;路灯;照明\n", "p2;500.25\n"),
        ("p2;500.25;路灯;照明\n", 'p2;500.25;"路灯\n一排";照明\r\n'),
        ("v1;p1,p2;70", "v1; p1 , p2 ;70"),
        ("v1;p1,p2;70", 'v1;"p1,p2";70'),
        ("v1;p1,p2;70", "v1;p1,p2;70;;;"),
        ("500.25", "500.250"),
        ("budget;1000.5", "budget; 1000.50 "),
        ("rule;greedy", "rule;greedy\ncomment;#1: 不相干的话"),
    ],
)
def test_blank_lines_short_lines_spaces_and_what_spreadsheets_add_change_nothing(old: str, new: str) -> None:
    raw = said(old, new)
    document, plain = parse_pabulib(raw), parse_pabulib(GOOD.encode())
    assert write_pabulib(document) == raw
    keys = [(one.key, one.cost * 100 // document.election.per_unit) for one in document.election.options]
    assert keys == [(one.key, one.cost) for one in plain.election.options]
    assert list(document.election.ballots) == list(plain.election.ballots)


def test_a_name_over_two_lines_is_one_name_and_lines_are_still_numbered_as_in_the_file() -> None:
    raw = said("p2;500.25;路灯;照明\n", 'p2;500.25;"路灯\n""一排""";照明\n')
    assert parse_pabulib(raw).election.options[1].title == '路灯 "一排"'
    with pytest.raises(PabulibRefused, match="第 16 行第 7 列：没有“p7”这个项目"):
        parse_pabulib(raw.replace(b"v1;p1,p2", b"v1;p1,p7"))


@pytest.mark.parametrize(
    ("old", "new", "line", "zh"),
    [
        ("v2;p2;", "v2", 16, "这一行有 1 格，表头有 3 格"),
        ("p2;500.25;路灯;照明", "p2", 12, "这一行有 1 格，表头有 4 格"),
        ("v1;p1,p2", "v1;p1,,p2", 15, "两个逗号之间没有项目编号"),
        ("rule;greedy", "doorstep_convention;sheet\nmin_sum_cost;900", 17, "所选项目的总造价不到下限"),
        ("rule;greedy", "doorstep_convention;sheet\nmax_sum_cost;600", 16, "所选项目的总造价超过了限额"),
        ("age\nv1;p1,p2;70", "vote_strength\nv1;p1,p2;2", 15, "按 2 张计，选票带权数的还不会计"),
        ("rule;greedy", "min_sum_cost;x", 8, "不是金额：“x”"),
        ("rule;greedy", "min_length;2", 16, "至少要选 2 项，只选了 1 项"),
        ("vote_type;approval", "vote_type;choose-1", 15, "最多选 1 项，选了 2 项"),
        ("vote_type;approval", "vote_type;ordinal\nscoring_fn;dowdall", 8, "名次按“dowdall”折成分"),
    ],
)
def test_what_cannot_be_read_or_breaks_a_bound_is_refused_on_its_line(old: str, new: str, line: int, zh: str) -> None:
    with pytest.raises(PabulibRefused, match=zh) as refused:
        parse_pabulib(said(old, new))
    assert refused.value.line == line


def test_points_and_bounds_written_with_a_decimal_point_are_whole_numbers_all_the_same() -> None:
    text = POINTED.replace("v1;p1,p2;3,2", "v1;p1,p2;3.0,2").replace("rule;greedy", "max_sum_points;5.0\nmin_points;1")
    assert ((("p1", "p2"), (3, 2))) in [
        (one.choices, one.points) for one in parse_pabulib(text.encode()).election.ballots
    ]
    scored = text.replace("vote_type;cumulative", "vote_type;scoring\ndefault_score;0.0").replace("2\nv2", "-2\nv2")
    election = parse_pabulib(scored.replace("min_points;1", "min_points;-2").encode()).election
    assert (election.kind, election.limits.least_points) == ("scoring", -2)
    with pytest.raises(PabulibRefused, match="另有默认分"):
        parse_pabulib(scored.replace("default_score;0.0", "default_score;1").encode())


@pytest.mark.parametrize(
    ("marks", "selected", "agrees", "differs"),
    [
        ("01", ("p2",), [{"p2"}], [{"p1"}, set(), {"p1", "p2"}]),
        ("21", ("p2",), [{"p2"}, {"p1", "p2"}], [{"p1"}, set()]),
        ("30", (), [set(), {"p1"}], [{"p2"}]),
        ("00", None, [], []),
    ],
)
def test_winners_of_which_the_file_is_in_doubt_may_be_chosen_or_not(
    marks: str, selected: tuple[str, ...] | None, agrees: list[set[str]], differs: list[set[str]]
) -> None:
    text = GOOD.replace("name;category", "name;category;selected")
    text = text.replace("绿化\n", f"绿化;{marks[0]}\n").replace("照明\n", f"照明;{marks[1]}\n")
    document = parse_pabulib(text.encode())
    assert document.selected == selected
    assert all(document.agrees_with(one) for one in agrees)
    assert not any(document.agrees_with(one) for one in differs)


def test_bounds_of_categories_and_neighbourhoods_become_quotas_and_without_names_there_is_no_rule() -> None:
    text = (
        GOOD.replace("category\n", "category;neighborhood\n")
        .replace("绿化\n", "绿化;桥头\n")
        .replace("照明\n", "照明;河西\n")
    )
    both = "rule;greedy\ncategories;绿化,照明\nbudget_per_category;600,500\nneighborhoods;桥头\nbudget_per_neighborhood;100"
    rule = rule_of(parse_pabulib(text.replace("rule;greedy", both).encode()))
    assert rule is not None
    assert rule.caps == (
        Cap(of="kind", value="绿化", most_cost=60_000),
        Cap(of="kind", value="照明", most_cost=50_000),
        Cap(of="place", value="桥头", most_cost=10_000),
    )
    assert rule_of(parse_pabulib(text.replace("rule;greedy", both.replace("600,", "")).encode())) is None
    assert rule_of(parse_pabulib(text.replace("rule;greedy", both).replace("绿化;桥", "绿化,照明;桥").encode())) is None


@pytest.mark.parametrize(
    ("old", "new", "text", "noted"),
    [
        ("rule;greedy", "min_sum_cost;900", GOOD, "有 1 张选票的总分或总造价超出 META 写的范围（头一张在第 16 行）"),
        ("rule;greedy", "max_sum_points;4", POINTED, "有 2 张选票的总分或总造价超出 META 写的范围（头一张在第 15 行）"),
        ("age\nv1;p1,p2;70", "vote_strength\nv1;p1,p2;1.0", GOOD.replace("33", "1"), None),
    ],
)
def test_sums_beyond_what_a_city_wrote_are_counted_as_it_did_and_noted(
    old: str, new: str, text: str, noted: str | None
) -> None:
    document = parse_pabulib(said(old, new, text))
    assert list(document.election.ballots) == list(parse_pabulib(text.encode()).election.ballots)
    assert (document.noted is None) == (noted is None)
    assert document.noted is None or (noted or "") in document.noted.zh


def test_ranks_and_what_nobody_chose_count_as_in_the_format_in_files_of_others_and_as_on_our_sheets_in_ours() -> None:
    ranked = said("vote_type;approval", "vote_type;ordinal\nmax_length;3").decode()
    ranked = ranked.replace("budget;1000.5", "budget;5000").replace("v1;p1,p2", "v1;p1").replace("v2;p2", "v2;")
    for text, score, chosen in (
        (ranked, 1, ("p1", "p2")),  # ranked alone it is worth 1; nobody wants p2, and the money is there
        (ranked.replace("rule;greedy", "rule;greedy\ndoorstep_convention;sheet"), 3, ("p1",)),
    ):
        document = parse_pabulib(text.encode())
        rule = rule_of(document)
        assert rule is not None
        outcome = tally(document.election, rule)
        assert (outcome.of("p1").counted.score, outcome.chosen) == (score, chosen)


def test_where_nobody_voted_nothing_is_taken() -> None:
    document = parse_pabulib(said("num_votes;3", "num_votes;0").partition(b"v1;")[0])
    rule = rule_of(document)
    assert rule is not None
    assert tally(document.election, rule).chosen == ()


def test_a_project_taken_back_after_the_vote_stops_nobody_behind_it() -> None:
    stops = said("rule;greedy", "rule;greedy-no-skip").decode().replace("v2;p2", "v2;p1")
    for cost, chosen in (("999999999", ("p2",)), ("900", ("p1",))):
        document = parse_pabulib(stops.replace("p1;600", f"p1;{cost}").encode())
        rule = rule_of(document)
        assert rule is not None
        assert tally(document.election, rule).chosen == chosen


def test_ties_of_a_file_that_names_none_go_by_its_own_order() -> None:
    document = parse_pabulib(said("budget;1000.5", "budget;700").decode().replace("v2;p2", "v2;").encode())
    rule = rule_of(document)
    assert rule is not None
    assert tally(document.election, rule).chosen == ("p1",)


@pytest.mark.parametrize("cost", ["123456789012345.123456789", "0", "600.", "0.000000000000000001"])
def test_costs_are_exact_however_fine_they_are_written(cost: str) -> None:
    document = parse_pabulib(said("500.25", cost))
    rule = rule_of(document)
    assert rule is not None
    assert tally(document.election, rule).chosen == (
        ("p2", "p1") if float(cost) < 400 else ("p1",) if float(cost) > 601 else ("p2",)
    )
