"""Counting and drawing by command: a file in, a decision out; what is wrong in one sentence."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from doorstep.doors.cli.main import main
from doorstep.kernel.canonical import canonical
from doorstep.kernel.voting.resolving import resolved
from doorstep.kernel.voting.template_frozen import thawed
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


def owners(*, present: int, yes: int, of: int = 600_00) -> dict[str, Any]:
    """A published vote of owners of one matter, by hundredths of a square metre; six heads, four of them there."""
    lines = {"quorum": ("all", "at_least", "2/3"), "approval": ("present", "more_than", "1/2")}
    law = {
        name: [{"measure": measure, "of": base, how: share} for measure in ("area", "heads")]
        for name, (base, how, share) in lines.items()
    }
    said = {"zh": "业主共同决定", "en": "Owners' decision"}
    law |= {"name": "owners", "title": said, "source": said, "version": "2021-01-01", "quorum": [law["quorum"]]}
    announced = {"title": "换物业", "rule": {"name": "threshold", "law": law}, "options": [{"key": "1", "title": "换"}]}
    row = {"option": "1", "heads_all": 6, "area_all": of, "heads_present": 4, "heads_yes": 3, "heads_no": 1}
    row |= {"area_present": present, "area_yes": yes, "area_no": present - yes}
    digest, digests = (hashlib.sha256(canonical(one)).hexdigest() for one in (announced, row))
    made = resolved(thawed(law), [row], announced=digest, cast=4, empty=0)
    return {
        "announcement": announced,
        "content_hash": digest,
        "ballots": [row],
        "ballots_hash": hashlib.sha256(digests.encode()).hexdigest(),
        "outcome": made,
        "result_hash": made["fingerprint"],
    }


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        (
            {"present": 400_00, "yes": 300_00},
            ("✓ 换  通过。", "400，占全体 600 的 66.66%，须达到 2/3（含）：正好，达到"),
        ),
        ({"present": 400_00, "yes": 200_00}, ("✗ 换  没有通过。", "须超过 1/2：正好一样多，没有超过")),
        ({"present": 399_99, "yes": 300_00}, ("✗ 换  到会（参与）不够", "没有达到，差 0.01。")),
        ({"present": 66_67, "yes": 66_67, "of": 100_01}, ("✗ 换  到会（参与）不够", "没有达到，差 <0.01。")),
    ],
)
def test_a_vote_of_owners_is_decided_again_on_the_line_and_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sums: dict[str, int], said: tuple[str, ...]
) -> None:
    path = tmp_path / "vote.json"
    path.write_text(json.dumps(owners(**sums)), "utf-8")
    assert main(["tally", str(path), "--explain"]) == 0
    printed = capsys.readouterr().out
    assert all(one in printed for one in (*said, "与公布的一致"))


def test_a_vote_that_was_tampered_with_is_not_decided(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, good = tmp_path / "vote.json", owners(present=400_00, yes=200_00)
    more = [{**good["ballots"][0], "heads_yes": 4}]
    for bad, why in (
        ({**good, "ballots": more}, "票数和它们的指纹对不上"),
        ({**good, "announcement": {**good["announcement"], "title": "换门禁"}}, "公布的内容和它的指纹对不上"),
        ({"ballots": []}, "不是公布的选票 JSON"),
        ([], "不是公布的选票 JSON"),
    ):
        path.write_text(json.dumps(bad), "utf-8")
        assert main(["tally", str(path)]) == 1
        assert why in capsys.readouterr().err
    assert main(["tally", str(tmp_path / "none.json")]) == 1
    assert capsys.readouterr().err == "这份表决文件不能重算：没有这个文件，或者读不了。\n"
    path.write_text(json.dumps({**good, "result_hash": "0" * 64}), "utf-8")
    assert main(["tally", str(path)]) == 1
    assert "与公布的不同" in capsys.readouterr().out


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
