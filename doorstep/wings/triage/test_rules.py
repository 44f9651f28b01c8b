"""Words of danger, types and places: the same text, the same answer; and what the pack says is checked."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from doorstep.kernel.packfile import PackError
from doorstep.kernel.words import Words
from doorstep.wings.triage.places import spot_places
from doorstep.wings.triage.ringing import ring
from doorstep.wings.triage.rules import guess_request, read_rules

BASE = Path(__file__).resolve().parents[3] / "packs" / "base" / "triage.toml"
RULES = read_rules([BASE])


@dataclass(frozen=True)
class _Place:
    label: Words
    path: str


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("三楼着火了，快来人", "fire"),
        ("楼道里有很浓的煤气味", "gas"),
        ("井盖没了，昨天有人掉进去", "fall"),
        ("孩子困在电梯里出不来", "drowning"),
        ("我不想活了，没有人管我", "self_harm"),
        ("邻居被打伤了", "violence"),
        ("社区要搞消防演练，着火了怎么跑", ""),
        ("路灯坏了三天没人修", ""),
        ("商场跳楼价大甩卖骗人", ""),
        ("老人被困在电梯里，呼吸困难", "drowning"),
        ("家里被困难压垮了，想申请低保", ""),
    ],
)
def test_danger_rings_by_its_words_and_not_in_drills(text: str, danger: str) -> None:
    rung = ring(RULES, text)
    assert (rung.danger.code if rung else "") == danger


def test_every_danger_has_a_basis_and_a_number_to_ring() -> None:
    assert all(danger.basis.zh and danger.basis.en and danger.call for danger in RULES.dangers)


def test_the_first_type_whose_words_fit_is_guessed() -> None:
    assert guess_request(RULES, "我要举报，顺便投诉").code == "tip_off"
    assert guess_request(RULES, "请问医保怎么办理").code == "consultation"
    assert guess_request(RULES, "今天天气").code == ""


def test_the_longest_name_counts_the_deepest_comes_first_and_roads_are_named() -> None:
    places = [_Place(Words(zh="莲花社区", en="Lotus"), "/1/2/3/"), _Place(Words(zh="莲花街道", en="Lotus St"), "/1/2/")]
    found = spot_places("莲花街道莲花社区门口，建设路口的路灯坏了", places)
    assert [(one.name, one.path) for one in found[:2]] == [("莲花社区", "/1/2/3/"), ("莲花街道", "/1/2/")]
    assert any("建设路" in one.name for one in found)
    assert all(one.path for one in spot_places("莲花社区的马路坏了", places))


def test_what_is_wrong_in_the_file_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "triage.toml"
    wrong.write_text('precision = 3\n[words]\n"roads.lmap" = ["路灯"]\n', encoding="utf-8")
    with pytest.raises(PackError) as error:
        read_rules([wrong], categories={"roads.lamp"})
    assert {fault.key for fault in error.value.faults} >= {"precision", "words.roads.lmap"}
