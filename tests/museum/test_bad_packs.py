"""A museum of bad packs: each folder is named for its sin and refused with file, line, key and mend, in two languages."""

import shutil
from pathlib import Path

import pytest

from doorstep.kernel.pack import Pack, load_pack
from doorstep.kernel.packfile import PackError

HERE = Path(__file__).parent / "packs"
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
    "a_level_led_by_nobody": (
        "hamlet/levels.toml",
        11,
        "level[high].led_by",
        "是不是“office”？",
        "did you mean “office”?",
    ),
    "a_rule_on_people_without_a_number": (
        "hamlet/levels.toml",
        1,
        "rule[crowd].people",
        "要写 people；补上一行",
        "needs people; add a line",
    ),
    "a_rule_that_raises_everything": (
        "hamlet/levels.toml",
        5,
        "rule[all].when",
        "写上 categories、request_types 或 urgencies",
        "add categories, request_types or urgencies",
    ),
    "a_rule_that_raises_to_the_lowest_level": (
        "hamlet/levels.toml",
        4,
        "rule[nowhere].to",
        "可以写的有：higher、joint",
        "it may be one of: higher, joint",
    ),
    "a_screen_that_finds_chance": (
        "hamlet/screening.toml",
        6,
        "rule[two].least",
        "至少写 3",
        "write at least 3",
    ),
    "a_capability_nobody_knows": (
        "hamlet/roles.toml",
        5,
        "role[watcher].may[1]",
        "是不是“publish”？",
        "did you mean “publish”?",
    ),
    "a_category_nobody_knows": (
        "hamlet/categories.toml",
        2,
        "usual_units.roads.lamps",
        "是不是“roads.lamp”？",
        "did you mean “roads.lamp”?",
    ),
    "a_class_with_nothing_in_it": (
        "hamlet/categories.toml",
        4,
        "class[weather].kinds",
        '写上 kinds = [{code = "…", zh = "…", en = "…"}]',
        'write kinds = [{code = "…", zh = "…", en = "…"}]',
    ),
    "a_file_with_a_misspelt_name": (
        "hamlet/notcies.toml",
        0,
        "",
        "是不是“notices.toml”？改名",
        "did you mean “notices.toml”? Rename it",
    ),
    "a_jurisdiction_outside_its_places": (
        "hamlet/pack.toml",
        7,
        "jurisdiction.code",
        "是不是“510181000000”？",
        "did you mean “510181000000”?",
    ),
    "a_message_longer_than_a_message": (
        "hamlet/notices.toml",
        5,
        "notice[1].words",
        "缩到 140 个以内",
        "shorten it to 140",
    ),
    "a_notice_by_pigeon": (
        "hamlet/notices.toml",
        4,
        "notice[1].channel",
        "可以写的有：in_app、sms",
        "it may be one of: in_app, sms",
    ),
    "a_notice_for_somebody_no_step_tells": (
        "hamlet/notices.toml",
        3,
        "notice[1].to",
        "在那个动作的 tells 里加上 office，或删掉这一组",
        "add office to tells of that step, or delete this group",
    ),
    "a_notice_for_what_never_happens": (
        "hamlet/notices.toml",
        2,
        "notice[1].event",
        "是不是“case.opened”？",
        "did you mean “case.opened”?",
    ),
    "a_notice_nobody_is_told": (
        "hamlet/notices.toml",
        3,
        "notice[1].to",
        "可以写的有：desk、desk_supervisor、first_desk、grid_worker",
        "it may be one of: desk, desk_supervisor, first_desk, grid_worker",
    ),
    "a_notice_with_somebodys_words": (
        "hamlet/notices.toml",
        5,
        "notice[1].words",
        "可以写的有：due、link、number、unit",
        "it may be one of: due, link, number, unit",
    ),
    "a_pack_for_nobody": (
        "hamlet/pack.toml",
        0,
        "jurisdiction",
        "加一组 [jurisdiction]，或换一个包",
        "add a [jurisdiction], or choose another pack",
    ),
    "a_pack_of_another_name": ("hamlet/pack.toml", 1, "name", "改成一样的", "make them the same"),
    "a_pack_that_stands_on_itself": ("hamlet/pack.toml", 4, "extends", "删掉这一行", "remove this line"),
    "a_pack_that_stands_on_nothing": ("hamlet/pack.toml", 4, "extends", "是不是“base”？", "did you mean “base”?"),
    "a_party_without_roles": (
        "hamlet/parties.toml",
        1,
        "party[watchers].roles",
        '加一行 roles = ["…"]',
        'add a line roles = ["…"]',
    ),
    "a_pause_that_no_step_begins": (
        "hamlet/clocks.toml",
        9,
        "clock[1].pause",
        "没有叫“ask_bakc”的动作；可以写的有：abandon、accept",
        "it may be one of: abandon, accept, add",
    ),
    "a_place_bound_party_without_a_level": (
        "hamlet/parties.toml",
        1,
        "party[watchers].level",
        "按地点够得着的才写、也必须写 level（street、community、grid 或 micro_grid）",
        "a party that reaches by place, and no other, says its level: street, community, grid or micro_grid",
    ),
    "a_reporter_with_a_role": ("hamlet/parties.toml", 5, "party[teller].roles", "删掉 roles", "remove them"),
    "a_request_type_nobody_knows": (
        "hamlet/clocks.toml",
        13,
        "clock[handling].rule[1].request_types[1]",
        "是不是“complaint”？",
        "did you mean “complaint”?",
    ),
    "a_role_nobody_knows": (
        "hamlet/parties.toml",
        5,
        "party[watchers].roles[2]",
        "是不是“desk_clerk”？",
        "did you mean “desk_clerk”?",
    ),
    "a_scheme_nobody_wrote": ("hamlet/pack.toml", 5, "scheme", "是不是“sichuan”？", "did you mean “sichuan”?"),
    "an_extension_longer_than_allowed": (
        "hamlet/clocks.toml",
        16,
        "clock.extension.amount",
        "延期一共 30 working_days，超过方案允许的 7",
        "exceed the 7 allowed",
    ),
    "an_extension_that_no_step_approves": (
        "hamlet/clocks.toml",
        20,
        "clock[1].extension[1].approved_by",
        "没有哪个动作让publisher批准“handling”的延期",
        "no step lets publisher approve",
    ),
    "a_session_without_end": (
        "hamlet/pack.toml",
        11,
        "jurisdiction.session_hours",
        "写 1 到 24 之间的数",
        "write a number from 1 to 24",
    ),
    "a_state_misspelt_in_the_jurisdictions_own_law": (
        "hamlet/mechanisms/errand.toml",
        64,
        "step[finish].enters",
        "是不是“done”？",
        "did you mean “done”?",
    ),
    "a_step_that_tells_without_words": (
        "hamlet/mechanisms/errand.toml",
        40,
        "step[send].tells",
        "在 notices.toml 里加一组 [[notice]]",
        "add a [[notice]] to notices.toml",
    ),
    "a_unit_of_a_place_that_does_not_exist": (
        "hamlet/units.toml",
        5,
        "unit[town].place",
        "是不是“510181000000”？",
        "did you mean “510181000000”?",
    ),
    "a_unit_under_nobody": ("hamlet/units.toml", 11, "unit[office].parent", "是不是“town”？", "did you mean “town”?"),
    "a_usual_unit_that_does_not_exist": (
        "hamlet/categories.toml",
        2,
        "usual_units.roads.lamp",
        "是不是“office”？",
        "did you mean “office”?",
    ),
    "an_office_that_does_not_exist": (
        "hamlet/pack.toml",
        10,
        "jurisdiction.office",
        "是不是“office”？",
        "did you mean “office”?",
    ),
    "packs_in_a_circle": ("village/pack.toml", 4, "extends", "删掉其中一个 extends", "remove one of the extends"),
    "two_mechanisms_of_one_name": ("hamlet/mechanisms/errand.toml", 2, "name", "换一个名字", "give it another name"),
}


def load(sin: str, root: Path) -> Pack:
    """The hamlet's good pack on the common one, with what is wrong laid over it."""
    shutil.copytree(COMMON, root / "base")
    shutil.copytree(HERE / "good", root, dirs_exist_ok=True)
    shutil.copytree(HERE / sin, root, dirs_exist_ok=True)
    return load_pack("hamlet", root)


@pytest.mark.parametrize("sin", sorted(SINS))
def test_a_bad_pack_is_refused_with_its_place_and_mend(sin, tmp_path):
    file, line, key, zh, en = SINS[sin]
    with pytest.raises(PackError) as caught:
        load(sin, tmp_path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.key) == (file, line, key)
    assert zh in fault.zh
    assert en in fault.en


def test_every_folder_but_the_good_one_stands_in_the_list():
    assert {path.name for path in HERE.iterdir()} == {"good", *SINS}


def test_the_good_one_which_the_others_were_made_from_holds(tmp_path):
    pack = load("good", tmp_path)
    assert (pack.name, pack.jurisdiction.office) == ("hamlet", "office")
    assert {"six_orders", "publication"} <= pack.mechanisms.keys()


def test_the_faults_of_all_files_are_told_together(tmp_path):
    sins = (
        "a_capability_nobody_knows",
        "a_notice_by_pigeon",
        "a_unit_under_nobody",
        "a_state_misspelt_in_the_jurisdictions_own_law",
    )
    for sin in sins[:-1]:
        shutil.copytree(HERE / sin, tmp_path, dirs_exist_ok=True)
    shutil.copytree(COMMON, tmp_path / "base")
    shutil.copytree(HERE / sins[-1], tmp_path, dirs_exist_ok=True)
    for name in ("pack.toml", "places.geojson"):
        shutil.copy(HERE / "good" / "hamlet" / name, tmp_path / "hamlet" / name)
    with pytest.raises(PackError) as caught:
        load_pack("hamlet", tmp_path)
    assert sorted(fault.file for fault in caught.value.faults) == [
        "hamlet/mechanisms/errand.toml",
        "hamlet/notices.toml",
        "hamlet/roles.toml",
        "hamlet/units.toml",
    ]


def test_a_pack_that_does_not_exist_is_answered_with_the_one_meant():
    with pytest.raises(PackError, match="是不是“dujiangyan”"):
        load_pack("dujiangyam", COMMON.parent)
