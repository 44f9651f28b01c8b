"""A museum of bad catalogues and negative lists: each folder is named for its sin, refused with line, key and mend."""

import shutil
from pathlib import Path

import pytest

from doorstep.kernel.pack import load_pack
from doorstep.kernel.packfile import PackError

HERE = Path(__file__).parent / "catalogues"
HAMLET = Path(__file__).parent / "packs" / "good" / "hamlet"
COMMON = Path(__file__).parents[2] / "packs" / "base"
# The sin, the file, line and key of its fault, and the mend in Chinese and in English.
SINS = {
    "two_rows_that_contradict": (
        "hamlet/catalogue.toml",
        8,
        "row[2].lead",
        "和第 1 行写的是同样的情形，主办单位却不同",
        "change one of them or add a condition",
    ),
    "a_row_for_a_unit_that_does_not_exist": (
        "hamlet/catalogue.toml",
        3,
        "row[1].lead",
        "是不是“office”？",
        "did you mean “office”?",
    ),
    "a_row_for_a_category_nobody_knows": (
        "hamlet/catalogue.toml",
        2,
        "row[1].categories",
        "是不是“roads.lamp”？",
        "did you mean “roads.lamp”?",
    ),
    "a_lead_that_also_assists": (
        "hamlet/catalogue.toml",
        4,
        "row[1].assisting",
        "删掉协办里的它",
        "remove it from assisting",
    ),
    "a_departments_duty_sent_to_a_community": (
        "hamlet/catalogue.toml",
        3,
        "row[1].lead",
        "不能派给社区主办；换成职能部门",
        "name the department",
    ),
    "a_row_without_a_basis": (
        "hamlet/catalogue.toml",
        1,
        "row[1].basis",
        "写哪条职责、哪个文件、哪次会议",
        "name the duty, the paper or the meeting",
    ),
    "a_duty_about_nothing": (
        "hamlet/negative-list.toml",
        4,
        "duty[air].categories",
        "至少写一个",
        "write at least one",
    ),
}


@pytest.mark.parametrize("sin", sorted(SINS))
def test_a_bad_catalogue_is_refused_with_its_place_and_mend(sin: str, tmp_path: Path) -> None:
    file, line, key, zh, en = SINS[sin]
    shutil.copytree(COMMON, tmp_path / "base")
    shutil.copytree(HAMLET, tmp_path / "hamlet")
    shutil.copytree(HERE / sin, tmp_path / "hamlet", dirs_exist_ok=True)
    with pytest.raises(PackError) as caught:
        load_pack("hamlet", tmp_path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.key) == (file, line, key)
    assert zh in fault.zh
    assert en in fault.en


def test_every_folder_stands_in_the_list() -> None:
    assert {path.name for path in HERE.iterdir()} == set(SINS)
