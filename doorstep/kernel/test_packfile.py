"""A pack file is read strictly: each mistake is found, placed and given its mend."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from doorstep.kernel.packfile import Fault, PackError, Table, read_toml
from doorstep.kernel.toml_lines import Spot, find_lines
from doorstep.kernel.words import Words

GOOD = """\
# remark
title = {zh = "六单", en = "Six orders"}
names = [
  "a",   # first
  "b",
]
since = 2026-03-01

[[step]]
verb = "open"
[[step.form]]
name = "what"
[[step]]
verb = "accept"
at_most = 2
  [[step.form]]
  name = "days"
  [[step.form]]
  name = "who"
"""


def page(tmp_path: Path, text: str | bytes) -> Table:
    path = tmp_path / "law.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_toml(path)


def faults_of(tmp_path: Path, text: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(PackError) as caught:
        page(tmp_path, text)
    return caught.value.faults


def test_values_come_with_their_kind_and_their_line(tmp_path: Path) -> None:
    law = page(tmp_path, GOOD)
    assert law.words("title") == Words(zh="六单", en="Six orders")
    assert law.texts("names") == ("a", "b")
    assert law.line_of("names", 1) == 5
    assert law.day("since") == date(2026, 3, 1)
    _open, accept = law.tables("step", known_by="verb")
    assert (accept.name, accept.line, accept.line_of("at_most")) == ("step[accept]", 13, 15)
    forms = accept.tables("form", known_by="name")
    assert [(form.name, form.line) for form in forms] == [
        ("step[accept].form[days]", 16),
        ("step[accept].form[who]", 18),
    ]
    assert accept.whole("at_most", least=1) == 2
    law.settle()


def test_all_mistakes_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    law = page(tmp_path, 'label = "派单"\ncount = "3"\nlist = ["a", "a"]\nday = 2026-01-01T10:00:00\nlabl2 = 1\n')
    law.words("label")
    law.whole("count")
    law.texts("list")
    law.day("day")
    law.text("missing")
    law.text("label2", default="")
    law.refuse_the_rest()
    with pytest.raises(PackError) as caught:
        law.settle()
    assert [(fault.line, fault.key) for fault in caught.value.faults] == [
        (1, "label"),
        (1, "missing"),
        (2, "count"),
        (3, "list[2]"),
        (4, "day"),
        (5, "labl2"),
    ]
    assert "是不是“label2”" in caught.value.faults[-1].zh
    assert str(caught.value).startswith("law.toml:1  label：")
    assert caught.value.say("en").startswith("law.toml:1  label: ")


def test_two_rows_of_one_name_are_refused(tmp_path: Path) -> None:
    law = page(tmp_path, '[[unit]]\ncode = "cgj"\n[[unit]]\ncode = "cgj"\n')
    law.tables("unit", known_by="code")
    assert [(fault.line, fault.key) for fault in law.faults] == [(4, "unit[cgj].code")]
    assert "第 1 行" in law.faults[0].zh


def test_holes_must_be_known_matched_and_the_same_in_both_languages(tmp_path: Path) -> None:
    law = page(
        tmp_path,
        'a = {zh = "给{untt}", en = "to {untt}"}\nb = {zh = "给{unit}", en = "to it"}\nc = {zh = "{", en = "x"}\n',
    )
    for key in ("a", "b", "c"):
        law.words(key, holes={"unit", "number"})
    assert [fault.key for fault in law.faults] == ["a", "b", "c"]
    assert "是不是“unit”" in law.faults[0].zh


@pytest.mark.parametrize(
    ("text", "line", "key", "mend"),
    [
        ("a = 1\nlabel = “派单”\n", 2, "label", '换成英文半角的 "'),
        ('l = {zh="派"，en="x"}', 1, "l", "换成英文半角的 ,"),
        ("a = 1\na = 2\n", 2, "a", "删掉一个"),
        ('a = "b\nc = 1', 1, "a", "补上引号"),
        ("[step]\n[[step]]\n", 2, "step", "两层方括号"),
        ("a = 派单\n", 1, "a", "英文引号"),
        ("派单 = 1\n", 1, "派单", "英文小写"),
        ("d = 2026-02-30\n", 1, "d", "2026-01-31"),
        ("a 1\n", 1, "", "少了等号"),
        ("a = [1, 2\n\n", 1, "a", "补上 ]"),
        ("a = 1 2", 1, "a", "一行只写一个"),
        (b"a = 1\nb = '\xc5\xc9\xb5\xa5'\n", 2, "", "编码选 UTF-8"),
        (b"\xef\xbb\xbfa = 1", 1, "", "不要选“带 BOM”"),
        ("a = " + "[" * 4000, 0, "", "打了 [ 或 {"),
        ("a = " + "9" * 5000, 1, "a", "改短"),
    ],
)
def test_a_file_that_is_no_toml_is_refused_with_its_line_and_mend(
    tmp_path: Path, text: str | bytes, line: int, key: str, mend: str
) -> None:
    (fault,) = faults_of(tmp_path, text)
    assert (fault.line, fault.key) == (line, key)
    assert mend in fault.zh


def test_a_missing_file_says_where_it_should_be(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="找不到这个文件"):
        read_toml(tmp_path / "nowhere.toml")


names = some.sampled_from(["a", "b", "c d", "é", "step"])
leaves = some.one_of(
    some.integers(0, 9), some.booleans(), some.text("ab #]},[{=.'\"\\\n派", max_size=8), some.just(date(2026, 1, 2))
)
values = some.recursive(
    leaves, lambda inner: some.one_of(some.lists(inner, max_size=3), some.dictionaries(names, inner, max_size=3))
)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def written(value: Any, breaks: str) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case list():
            return f"[{breaks}" + f",{breaks}".join(written(item, breaks) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{quoted(key)} = {written(inner, '')}" for key, inner in value.items()) + "}"
        case _:
            return str(value)


def same_shape(value: Any, spot: Spot) -> bool:
    match value:
        case dict():
            return value.keys() == spot.keys.keys() and all(same_shape(value[key], spot.keys[key]) for key in value)
        case list():
            return len(value) == len(spot.items) and all(map(same_shape, value, spot.items))
        case _:
            return not spot.keys and not spot.items


@given(
    some.lists(some.tuples(some.sampled_from(["", "[{}]", "[[{}]]"]), names, values), max_size=8),
    some.sampled_from(["", "\n  ", " # it's ] \"\n"]),
)
def test_every_key_of_every_valid_file_has_a_line(rows: list[tuple[str, str, Any]], breaks: str) -> None:
    text = ""
    for heading, key, value in rows:
        addition = (
            heading.format(quoted(key)) + "\n" if heading else ""
        ) + f"{quoted(key)} = {written(value, breaks)}\n"
        try:
            tomllib.loads(text + addition)
        except ValueError:
            continue
        text += addition
    assert same_shape(tomllib.loads(text), find_lines(text))
