"""Elections as files: what is wrong is refused once, in one sentence, with line and column; what was read is written as it was."""

import pytest

from doorstep.kernel.voting import Ballot, Election, Kind, Limits, Option
from doorstep.kernel.voting.pabulib import PabulibRefused, pabulib_of, parse_pabulib, write_pabulib
from doorstep.kernel.voting.pabulib_rules import rule_of

GOOD = """META
key;value
description;试一试
num_projects;2
num_votes;3
budget;1000.5
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name;category
p1;600;"长椅;树荫";绿化
p2;500.25;路灯;照明
VOTES
voter_id;vote;age
v1;p1,p2;70
v2;p2;
v3;;33
"""
POINTED = GOOD.replace("approval", "cumulative").replace("voter_id;vote;age", "voter_id;vote;points")
POINTED = POINTED.replace("v1;p1,p2;70", "v1;p1,p2;3,2").replace("v2;p2;", "v2;p2;5").replace("v3;;33", "v3;;")


def test_a_file_is_read_exactly_and_written_as_it_was() -> None:
    for raw in (
        GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.rstrip("\n").encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
    ):
        document = parse_pabulib(raw)
        election = document.election
        assert write_pabulib(document) == raw
        assert (election.budget, election.per_unit) == (100_050, 100)
        assert [(option.key, option.cost, option.title) for option in election.options] == [
            ("p1", 60_000, "长椅;树荫"),
            ("p2", 50_025, "路灯"),
        ]
        assert (election.cast, election.empty) == (3, 1)
    rule = rule_of(parse_pabulib(GOOD.encode()))
    assert rule is not None
    assert rule.name == "greedy"


BAD = {
    "a project twice": (
        ("p2;500.25", "p1;500.25"),
        12,
        1,
        "项目“p1”第 11 行已经有了",
        "project “p1” already stands on line 11",
    ),
    "a ballot for an unknown project": (
        ("v1;p1,p2", "v1;p1,p7"),
        15,
        7,
        "没有“p7”这个项目",
        "there is no project “p7”",
    ),
    "a project twice on a ballot": (("v1;p1,p2", "v1;p1,p1"), 15, 7, "写了两次", "stands twice"),
    "a negative cost": (("p2;500.25", "p2;-500.25"), 12, 4, "造价是负数：-500.25", "the cost is negative"),
    "a cost with commas": (("p1;600", "p1;6,000"), 11, 4, "不带千分号", "plain number"),
    "a cost in words": (("p1;600", "p1;NaN"), 11, 4, "不是“NaN”", "not “NaN”"),
    "a negative budget": (("budget;1000.5", "budget;-1"), 6, 8, "预算是负数", "the budget is negative"),
    "no budget": (("budget;1000.5\n", ""), 2, 1, "缺少“budget”", "META lacks “budget”"),
    "a kind nobody knows": (("approval", "aproval"), 7, 11, "是不是“approval”", "did you mean “approval”"),
    "no votes": (("VOTES\n", ""), 0, 0, "缺少 VOTES 这一段", "the section VOTES is missing"),
    "a section twice": (("VOTES\n", "VOTES\nVOTES\n"), 14, 1, "VOTES 这一段第 13 行已经有了", "already began"),
    "another order": (("META\n", "PROJECTS\n"), 9, 1, "PROJECTS 这一段第 1 行已经有了", "already began"),
    "words before": (("META\n", "hello\nMETA\n"), 1, 1, "从 META 一行开始", "begins with the line META"),
    "no column": (("project_id;cost", "project_id;price"), 10, 1, "缺少“cost”一列", "lacks the column “cost”"),
    "a column twice": (("vote;age", "vote;vote"), 14, 15, "“vote”一列出现了两次", "appears twice"),
    "a field too many": (("路灯;照明", "路灯;照明;x"), 12, 14, "这一行有 5 格，表头有 4 格", "has 5 fields"),
    "a quote left open": (('"长椅;树荫"', '"长椅;树荫'), 11, 8, "引号没有合上", "not closed"),
    "a voter twice": (("v2;p2", "v1;p2"), 16, 1, "投票人“v1”第 15 行已经投过", "voter “v1” already voted"),
    "votes lost": (("num_votes;3", "num_votes;4"), 5, 11, "写着 4 张选票，表里有 3 张", "it says 4 votes"),
    "projects lost": (("num_projects;2", "num_projects;5"), 4, 14, "写着 5 个项目", "it says 5 projects"),
    "a key twice": (("rule;greedy", "budget;5"), 8, 1, "“budget”第 6 行已经写过", "already on line 6"),
    "a control character": (("路灯", "路\x07灯"), 12, 12, "控制字符", "control character"),
    "too many ticked": (("rule;greedy", "max_length;1"), 15, 4, "最多选 1 项，选了 2 项", "at most 1 may be chosen"),
    "an id with a comma": (("p2;500.25", "p,2;500.25"), 12, 1, "含有空格、逗号", "a space or a comma"),
}


@pytest.mark.parametrize("sin", BAD)
def test_what_is_wrong_is_refused_with_line_and_column(sin: str) -> None:
    (old, new), line, column, zh, en = BAD[sin]
    assert old in GOOD
    with pytest.raises(PabulibRefused) as refused:
        parse_pabulib(GOOD.replace(old, new, 1).encode(), "x.pb")
    assert (refused.value.line, refused.value.column) == (line, column)
    assert zh in refused.value.say()
    assert en in refused.value.say("en")


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        (GOOD.replace("路灯", "路\ufffd灯").encode("utf-8").replace("\ufffd".encode(), b"\xff"), 12, 12),
        (GOOD.encode("gb18030"), 3, 13),
        (GOOD.encode("utf-16"), 1, 1),
        (b"", 0, 0),
    ],
)
def test_another_encoding_is_refused_where_it_begins(raw: bytes, line: int, column: int) -> None:
    with pytest.raises(PabulibRefused) as refused:
        parse_pabulib(raw)
    assert (refused.value.line, refused.value.column) == (line, column)


@pytest.mark.parametrize(
    ("old", "new", "zh"),
    [
        ("3,2", "3", "选了 2 项，打了 1 个分"),
        ("3,2", "3,x", "分数应是整数，不是“x”"),
        ("3,2", "3,-2", "分数不能是负数"),
        ("rule;greedy", "doorstep_convention;sheet\nmax_sum_points;4", "总分最多 4，打了 5"),
    ],
)
def test_points_that_do_not_fit_are_refused(old: str, new: str, zh: str) -> None:
    with pytest.raises(PabulibRefused, match=zh):
        parse_pabulib(POINTED.replace(old, new, 1).encode())


@pytest.mark.parametrize("kind", ["approval", "ordinal", "cumulative", "scoring"])
def test_an_election_of_ours_comes_back_from_its_file(kind: Kind) -> None:
    pointed = kind in ("cumulative", "scoring")
    ballots = (
        Ballot(times=2),
        Ballot(choices=("a", "b"), points=(1, 4) if pointed else (), times=3),
        Ballot(choices=("b",), points=(2,) if pointed else ()),
    )
    election = Election(
        title="桥头社区",
        kind=kind,
        options=(
            Option(key="a", title="长椅; “树”", cost=12_345, place="桥头", kind="绿化"),
            Option(key="b", cost=100),
        ),
        ballots=ballots,
        budget=20_000,
        limits=Limits(most_choices=3, most_sum=10 if pointed else None),
    )
    document = pabulib_of(election, {"country": "China", "rule": "greedy"})
    assert parse_pabulib(write_pabulib(document)).election == election
    assert document.meta["country"] == "China"
