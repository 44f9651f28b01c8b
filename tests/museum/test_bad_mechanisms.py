"""A museum of bad mechanisms: each file is named for its sin and refused with file, line, key and mend, in two languages."""

from pathlib import Path

import pytest

from doorstep.kernel.mechanism_reading import load_mechanism
from doorstep.kernel.packfile import PackError
from doorstep.kernel.parties import read_parties

HERE = Path(__file__).parent / "mechanisms"
PARTIES = read_parties(Path(__file__).parents[2] / "packs" / "base" / "parties.toml")
CLOCKS = {"handling", "dispatch"}
# The sin, the line and the key of its fault, and the mend in Chinese and in English.
SINS = {
    "a_chinese_comma": (87, "label", "换成英文半角的 ,", "replace it by the plain ','"),
    "a_choice_without_answers": (
        101,
        "step[give_back].form[ground].choices",
        '写上 choices = [{code = "…", zh = "…", en = "…"}]',
        'write choices = [{code = "…", zh = "…", en = "…"}]',
    ),
    "a_clock_nobody_knows": (
        39,
        "step[send].starts[2]",
        "可以写的有：dispatch、handling",
        "it may be one of: dispatch, handling",
    ),
    "a_clock_that_never_starts": (
        66,
        "step[finish].stops",
        '在该开始的动作里加 starts = ["handling"]，或删掉它',
        'add starts = ["handling"] to a step, or remove it here',
    ),
    "a_clock_that_never_stops": (
        39,
        "step[send].starts",
        '在该停的动作里加 stops = ["handling"]',
        'add stops = ["handling"] to the step that ends it',
    ),
    "a_desk_before_any_unit": (
        15,
        "state[doing].owner",
        "让前面的动作写 names_unit，或用 needs 标记把路分开",
        "add names_unit to a step before, or part the ways by a flag in needs",
    ),
    "a_field_twice": (
        52,
        "step[send].form[unit].name",
        "换一个，或删掉重复的一组",
        "choose another or delete the repeated group",
    ),
    "a_final_state_with_an_owner": (
        22,
        "state[done].owner",
        "删掉 owner，或删掉 final",
        "remove owner, or remove final",
    ),
    "a_flag_both_needed_and_barred": (
        95,
        "step[give_back].unless",
        "从 needs 或 unless 里删掉一个",
        "remove it from needs or unless",
    ),
    "a_flag_nobody_marks": (94, "step[give_back].unless[1]", "可以写的有：sent", "it may be one of: sent"),
    "a_key_misspelt": (40, "step[send].tels", "是不是“tells”？", "did you mean “tells”?"),
    "a_key_twice": (94, "at_most", "删掉一个", "delete one of them"),
    "a_kind_of_answer_nobody_knows": (79, "step[finish].form[cost].kind", "是不是“money”？", "did you mean “money”?"),
    "a_limit_that_means_nothing": (
        50,
        "step[send].form[unit].max_length",
        "删掉它（只有 text、line、photo 用）",
        "remove it (only text, line, photo use it)",
    ),
    "a_maximum_below_the_minimum": (83, "step[finish].form[cost].maximum", "改其中一个", "change one of them"),
    "a_number_in_quotes": (93, "step[give_back].at_most", "只写数字，不加引号", "write digits without quotes"),
    "a_party_misspelt": (66, "step[finish].who[1]", "是不是“desk”？", "did you mean “desk”?"),
    "a_quotation_mark_left_open": (
        94,
        "event",
        "在同一行补上引号，多行文字用三个引号包起来",
        "close it, or put three quotes around text of several lines",
    ),
    "a_question_that_hangs_on_no_choice": (
        82,
        "step[finish].form[cost].hangs_on",
        "要写同一张表里的一个单选项",
        "names a field of the same form where one answer is chosen",
    ),
    "a_question_that_is_always_asked": (
        107,
        "step[give_back].form[how_much].among",
        "从 not_ours、settled 里写，不写全部",
        "some of not_ours, settled, not all of them",
    ),
    "a_second_pair_of_eyes_that_does_not_exist": (
        94,
        "step[give_back].not_by[1]",
        "是不是“send”？",
        "did you mean “send”?",
    ),
    "a_state_left_that_nobody_knows": (
        38,
        "step[send].leaves[2]",
        "可以写的有：*、asked、doing、done",
        "it may be one of: *, asked, doing, done",
    ),
    "a_state_misspelt": (65, "step[finish].enters", "是不是“done”？", "did you mean “done”?"),
    "a_state_nobody_can_reach": (
        24,
        "state[forgotten].name",
        "让某个动作的 enters 写它，或删掉它",
        "let some step enter it, or delete it",
    ),
    "a_state_nobody_owns": (
        11,
        "state[doing].owner",
        '加一行 owner = "…"（该谁办下一步），或者写 final = true',
        'add owner = "…" (who owes the next step), or final = true',
    ),
    "a_state_twice": (
        24,
        "state[doing].name",
        "换一个，或删掉重复的一组",
        "choose another or delete the repeated group",
    ),
    "a_state_without_a_way_out": (
        24,
        "state[stuck].name",
        "给某个动作的 leaves 加上它，或者写 final = true",
        "add it to the leaves of a step, or write final = true",
    ),
    "a_step_back_to_where_it_was": (
        90,
        "step[give_back].enters",
        "从 leaves 里删掉它，或者删掉 enters（状态不变）",
        "drop that state from leaves, or leave out enters",
    ),
    "a_step_that_is_never_open": (
        42,
        "step[send].needs",
        "检查 needs、unless 和别的动作的 marks",
        "check needs, unless and the marks of other steps",
    ),
    "a_story_that_says_less_in_english": (35, "step[send].said", "两种语言都写上", "write it in both"),
    "a_story_that_tells_private_words": (63, "step[finish].said", "删掉它", "remove it"),
    "a_story_with_a_hole_nothing_fills": (35, "step[send].said", "是不是“unit”？", "did you mean “unit”?"),
    "a_turn_among_answers_nobody_can_give": (
        105,
        "step[give_back].turn[1].among[1]",
        "是不是“settled”？",
        "did you mean “settled”?",
    ),
    "a_turn_on_an_answer_that_is_no_choice": (
        104,
        "step[give_back].turn[1].field",
        "是不是“ground”？",
        "did you mean “ground”?",
    ),
    "a_turn_without_a_condition": (
        103,
        "step[give_back].turn[1]",
        "写上 field 和 among，或者 needs、unless",
        "write field and among, or needs or unless",
    ),
    "a_unit_named_by_words": (
        41,
        "step[send].names_unit",
        "可以写的有：@actor、unit",
        "it may be one of: @actor, unit",
    ),
    "a_verb_twice_from_one_state": (
        86,
        "step[finish].verb",
        "换一个，或删掉重复的一组",
        "choose another or delete the repeated group",
    ),
    "an_answer_the_house_gives_itself": (
        33,
        "step[open].form[place].name",
        "换一个名字",
        "give this field another name",
    ),
    "an_event_that_is_no_event": (
        94,
        "step[give_back].event",
        "写成 什么.怎么了，例如 case.dispatched",
        "write thing.happened, e.g. case.dispatched",
    ),
    "an_event_used_twice": (94, "step[give_back].event", "换一个，留痕才分得清", "choose another to tell them apart"),
    "an_invisible_character": (88, "step[give_back].said", "删掉重新输入", "delete it and type the text again"),
    "an_opening_that_leaves_a_state": (27, "step[open].leaves", "删掉它", "remove it"),
    "an_owner_who_can_do_nothing": (
        9,
        "state[asked].owner",
        "把它加进某个动作的 who，或换一个 owner",
        "add it to who of a step, or change the owner",
    ),
    "at_most_never": (93, "step[give_back].at_most", "写 1 到 1000 之间的数", "write a number from 1 to 1000"),
    "chinese_quotation_marks": (94, "event", '换成英文半角的 "', "replace it by the plain '\"'"),
    "english_that_was_never_translated": (87, "step[give_back].label", "把 en 译成英文", "translate it"),
    "no_opening": (
        23,
        "step",
        '加一组 [[step]]，verb = "open"，enters 写第一个状态',
        'add a [[step]] with verb = "open" whose enters is the first state',
    ),
    "nobody_may_take_it": (66, "step[finish].who", "至少写一方", "name at least one party"),
    "nothing_at_all": (1, "name", "在这一组里补上一行 name = …", "add a line name = … to this group"),
    "one_language_for_both": (87, "step[give_back].label", '写成 {zh = "…", en = "…"}', 'write {zh = "…", en = "…"}'),
    "only_in_chinese": (
        87,
        "step[give_back].label",
        '补上 en，写成 {zh = "…", en = "…"}',
        'add en: {zh = "…", en = "…"}',
    ),
    "saved_as_gbk": (1, "", "在编辑器里“另存为”，编码选 UTF-8", "save it again as UTF-8"),
    "saved_with_a_mark": (1, "", "另存为“UTF-8”，不要选“带 BOM”", "save it as UTF-8 without BOM"),
    "two_states_that_never_end": (
        24,
        "state[here].name",
        "让某个动作通向一个 final = true 的状态",
        "let some step enter a state with final = true",
    ),
}


@pytest.mark.parametrize("sin", sorted(SINS))
def test_a_bad_mechanism_is_refused_with_its_place_and_mend(sin):
    line, key, zh, en = SINS[sin]
    with pytest.raises(PackError) as caught:
        load_mechanism(HERE / f"{sin}.toml", PARTIES, CLOCKS)
    first = caught.value.faults[0]
    assert (first.file, first.line, first.key) == (f"{sin}.toml", line, key)
    assert zh in first.zh
    assert en in first.en
    assert str(first).startswith(f"{sin}.toml:{line}  ")


def test_every_file_but_the_good_one_stands_in_the_list():
    assert {path.stem for path in HERE.glob("*.toml")} == {"good", *SINS}


def test_the_good_one_which_the_others_were_made_from_holds():
    law = load_mechanism(HERE / "good.toml", PARTIES, CLOCKS)
    assert [state.name for state in law.states] == ["asked", "doing", "done"]


def test_one_sin_is_one_fault():
    """Nobody should hunt for the one mistake among its consequences."""
    many = {}
    for sin in SINS:
        with pytest.raises(PackError) as caught:
            load_mechanism(HERE / f"{sin}.toml", PARTIES, CLOCKS)
        if len(caught.value.faults) > 1:
            many[sin] = len(caught.value.faults)
    assert many == {"nothing_at_all": 4, "two_states_that_never_end": 2}
