"""Counting and drawing by command: a file in, a decision out; what is wrong in one sentence."""

import json
from pathlib import Path

import pytest

from doorstep.doors.cli.main import main
from doorstep.kernel.voting.test_pabulib import GOOD


@pytest.fixture
def election(tmp_path: Path) -> Path:
    path = tmp_path / "town.pb"
    path.write_text(GOOD, "utf-8")
    return path


def test_an_election_is_counted_and_every_project_explained(election: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tally", str(election), "--explain"]) == 0
    said = capsys.readouterr().out
    assert "3 张选票，空白 1 张；2 项选出 1 项，500.25 / 1,000.50" in said
    assert "p1  得 1 票，造价 600，轮到时余款不够。" in said
    assert main(["tally", str(election), "--rule", "equal_shares", "--completion", "add1_greedy", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["chosen"] == ["p2"]


def test_what_cannot_be_counted_is_said_in_one_sentence(election: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tally", str(election), "--rule", "top_k"]) == 1
    assert capsys.readouterr().err == "这条计票规则不能用：取前几名要写明名额：--seats 10。\n"
    election.write_text(GOOD.replace("p1,p2", "p1,p9"), "utf-8")
    assert main(["tally", str(election)]) == 1
    assert "town.pb 第 15 行第 7 列：没有“p9”这个项目" in capsys.readouterr().err


def test_people_are_drawn_by_a_seed_committed_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roll = tmp_path / "roll.csv"
    roll.write_text("key,street\n" + "".join(f"p{n},{'东西'[n % 2]}街\n" for n in range(20)), "utf-8")
    seeded = [str(roll), "--seed", "s", "--nonce", "n", "--by", "street"]
    assert main(["sortition", "commit", *seeded]) == 0
    published = capsys.readouterr().out.split("\n")[0].split()[-1]
    assert main(["sortition", "draw", *seeded, "--commitment", published, "--seats", "4", "--substitutes", "1"]) == 0
    first = capsys.readouterr().out
    assert first.count("（候补）") == 2
    assert "东街：名册 10 人，应得 2 个名额，分得 2 个，抽出 2 人。" in first
    assert main(["sortition", "draw", *seeded, "--commitment", "0" * 64, "--seats", "4"]) == 1
    assert "对不上" in capsys.readouterr().err
