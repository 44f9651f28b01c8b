"""A museum of bad grids.toml, rounds.toml and duties.toml: each named for its sin, refused with line, key and mend."""

import shutil
from pathlib import Path

import pytest

from doorstep.kernel.gridwork.reading import read_duties, read_grids, read_rounds
from doorstep.kernel.pack import load_pack
from doorstep.kernel.packfile import PackError

HERE = Path(__file__).parent / "gridwork"
PACKS = Path(__file__).parents[2] / "packs"
READERS = {
    "duties": read_duties,
    "rounds": lambda path: read_rounds(path, responsibilities={"grid_worker", "building_head"}),
    "grids": lambda path: read_grids(path, roles={"grid_worker"}),
}
# The sin, the line and key of its fault, and the mend in Chinese and in English.
SINS = {
    "a_card_that_shows_everything.grids": (2, "card.names", "post、surname", "post, surname"),
    "a_kind_of_list_nobody_knows.duties": (4, "list[1].kind", "是不是“archive”？", "did you mean “archive”?"),
    "a_level_nobody_knows.grids": (4, "responsibility[worker].levels[1]", "是不是“grid”？", "did you mean “grid”?"),
    "a_list_from_nowhere.duties": (1, "list[1].source", "补上", "add"),
    "a_list_that_lists_more_than_it_announces.duties": (8, "list[1].announced", "改其中一个", "change one of them"),
    "a_rule_that_ends_before_it_begins.rounds": (12, "round[daily].until", "改其中一个日期", "change one of the dates"),
    "a_size_that_is_its_own_opposite.grids": (4, "size[grid].most", "改其中一个", "change one of them"),
    "a_unit_nobody_knows.rounds": (9, "round[daily].unit", "是不是“day”？", "did you mean “day”?"),
    "an_entry_without_a_name.duties": (8, "list[1].entry[1].name", "补上", "add"),
    "never.rounds": (8, "round[daily].every", "写 1 到 366 之间的数", "write a number from 1 to 366"),
    "nobody_goes.rounds": (6, "round[daily].by", "是不是“grid_worker”？", "did you mean “grid_worker”?"),
    "nowhere.rounds": (1, "round[daily].levels", "加一行 levels", "add a line levels"),
    "two_versions_from_one_day.duties": (15, "list[2].effective_from", "换一个日期", "change the date"),
    "who_answers_for_a_grid_without_a_role.grids": (
        1,
        "responsibility[contact].role",
        "加一行 role",
        "add a line role",
    ),
    "without_a_basis.rounds": (1, "round[daily].basis", "补上", "add"),
}


@pytest.mark.parametrize("sin", sorted(SINS))
def test_a_bad_file_is_refused_with_its_place_and_mend(sin: str) -> None:
    line, key, zh, en = SINS[sin]
    with pytest.raises(PackError) as caught:
        READERS[sin.rpartition(".")[2]](HERE / f"{sin}.toml")
    fault = caught.value.faults[0]
    assert (fault.line, fault.key) == (line, key)
    assert zh in fault.zh
    assert en in fault.en


def test_every_file_stands_in_the_list() -> None:
    assert {path.name.removesuffix(".toml") for path in HERE.iterdir()} == set(SINS)


@pytest.mark.parametrize(
    ("old", "new", "mend"),
    [
        ('mechanism = "grid_task"', 'mechanism = "six_orders"', "没有叫“six_orders”的机制"),
        ('by = "building_head"', 'by = "grid_head"', "改 by，或改 levels"),
    ],
)
def test_rules_that_nobody_could_follow_are_refused_with_the_pack(
    tmp_path: Path, old: str, new: str, mend: str
) -> None:
    shutil.copytree(PACKS, tmp_path / "packs")
    path = tmp_path / "packs" / "base" / "rounds.toml"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new).replace('levels = ["building"]', 'levels = ["micro_grid"]'))
    with pytest.raises(PackError, match=mend):
        load_pack("dujiangyan", tmp_path / "packs")
