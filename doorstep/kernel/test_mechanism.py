"""A mechanism is read whole, keeps its version, and is refused in words whatever is done to its file."""

import json
import random
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from doorstep.kernel.mechanism import Mechanism, as_dict, mechanism_from_dict, version_of
from doorstep.kernel.mechanism_difference import compare
from doorstep.kernel.mechanism_reading import load_mechanism
from doorstep.kernel.pack import load_pack
from doorstep.kernel.packfile import PackError
from doorstep.kernel.parties import read_parties
from doorstep.kernel.words import Words

BASE = Path(__file__).parents[2] / "packs" / "base"
LAWS = sorted((BASE / "mechanisms").glob("*.toml"))
SIX_ORDERS = BASE / "mechanisms" / "six-orders.toml"
PARTIES = read_parties(BASE / "parties.toml")
CLOCKS = load_pack("dujiangyan", BASE.parent).clocks.names


def load(path: Path = SIX_ORDERS) -> Mechanism:
    return load_mechanism(path, PARTIES, CLOCKS)


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Mechanism:
    text = SIX_ORDERS.read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    (tmp_path / "six-orders.toml").write_text(text)
    return load(tmp_path / "six-orders.toml")


def test_the_six_orders_have_their_states_and_verbs():
    law = load()
    assert [state.name for state in law.states if state.final] == [
        "rated",
        "closed_unrated",
        "withdrawn",
        "passed_over",
    ]
    assert law.opening.enters == "collected"
    office = [step.verb for step in law.steps_from("pooled") if step.enters and "office" in step.who]
    assert office == [
        *("merge", "explain", "pass_as_suggestion", "pass_as_praise", "dispatch", "assign_by_ruling"),
    ]
    assert law.step("open") is law.opening
    with pytest.raises(KeyError):
        law.step("nothing")
    with pytest.raises(KeyError):
        law.state("nowhere")


def test_a_star_means_every_state_that_is_not_final():
    law = load()
    assert law.step("add").leaves == tuple(state.name for state in law.states if not state.final)
    assert "rated" in law.step("note").leaves


def test_a_first_bad_grade_goes_back_to_whoever_had_it():
    turns = load().step("rate").turns
    assert [(turn.enters, turn.needs, turn.starts) for turn in turns] == [
        ("handling", ("dispatched",), ("handling",)),
        ("pooled", ("handed_up",), ("dispatch",)),
        ("collected", (), ("collecting",)),
    ]
    assert all(turn.unless == ("rated_badly",) and "rated_badly" in turn.marks for turn in turns)


def test_whoever_submitted_a_batch_may_not_approve_it():
    law = load(BASE / "mechanisms" / "publication.toml")
    assert law.step("approve").not_by == law.step("return").not_by == ("submit",)


@pytest.mark.parametrize("path", LAWS, ids=lambda path: path.stem)
def test_a_frozen_version_comes_back_from_json_the_same(path):
    law = load(path)
    again = mechanism_from_dict(json.loads(json.dumps(as_dict(law))), source=law.source)
    assert again == law
    assert again.version == version_of(as_dict(again)) == law.version


def test_the_version_depends_on_content_and_not_on_layout(tmp_path):
    law = load()
    assert changed(tmp_path, ("# ── 登记", "# ──── 登记一件事")).version == law.version
    text = SIX_ORDERS.read_text().replace("\n", "\r\n")
    (tmp_path / "windows.toml").write_bytes(text.encode())
    assert load(tmp_path / "windows.toml").version == law.version
    assert changed(tmp_path, ("at_most = 1", "at_most = 2")).version != law.version


def test_the_order_in_which_states_are_left_changes_no_version(tmp_path):
    assert changed(tmp_path, ('["collected", "pooled"]', '["pooled", "collected"]')).version == load().version


def test_two_versions_are_told_apart_in_words(tmp_path):
    old = load()
    new = changed(
        tmp_path,
        ("at_most = 1", "at_most = 2"),
        ('label = {zh = "接单", en = "Accept"}', 'label = {zh = "签收", en = "Sign for it"}'),
        ('who = ["system", "office"]', 'who = ["system"]'),
        ('\n[[step.form]]\nname = "cost"\nkind = "money"', '\n[[step.form]]\nname = "cost"\nkind = "number"'),
    )
    assert compare(old, new) == [
        Words(
            zh="动作“要求保密”：最多几次由“1”改为“2”",
            en="Step “Keep confidential”: how often at most changes from “1” to “2”",
        ),
        Words(
            zh="动作“签收”：名称由“接单”改为“签收”",
            en="Step “Sign for it”: the name changes from “Accept” to “Sign for it”",
        ),
        Words(
            zh="动作“办完，交群众评”的填项“花了多少钱（元）”：类型由“money”改为“number”",
            en="Step “Done, ask for the rating”, field “Cost (yuan)”: the kind changes from “money” to “number”",
        ),
        Words(
            zh="动作“未评归档”：谁能做由“system、office”改为“system”",
            en="Step “Close without a rating”: who may take it changes from “system, office” to “system”",
        ),
    ]
    assert compare(old, old) == []


def test_what_is_new_and_what_is_gone_is_told():
    law = load()
    poorer = replace(law, steps=tuple(step for step in law.steps if step.verb != "urge"), version="")
    assert compare(law, poorer) == [Words(zh="去掉了动作“催办”（urge）", en="The step “Urge” (urge) is gone")]
    assert compare(poorer, law) == [Words(zh="新增了动作“催办”（urge）", en="The step “Urge” (urge) is new")]


def test_every_difference_of_version_has_a_sentence(tmp_path):
    """Whatever line is changed, whoever decides reads that something changed."""
    old, random_line = load(), random.Random(7)
    lines = SIX_ORDERS.read_text().splitlines()
    told = 0
    for _ in range(60):
        index = random_line.randrange(len(lines))
        fewer = lines[:index] + lines[index + 1 :]
        (tmp_path / "law.toml").write_text("\n".join(fewer))
        try:
            new = load(tmp_path / "law.toml")
        except PackError:
            continue
        assert bool(compare(old, new)) == (old.version != new.version)
        told += old.version != new.version
    assert told > 3


TEXT = SIX_ORDERS.read_text()
TOKENS = sorted(set(TEXT.replace("=", " = ").split()))
BITS = some.one_of(
    some.sampled_from(TOKENS),
    some.sampled_from(
        ['"', "[[step]]", "[[state]]", "[", "]", "{", "}", "=", "\n", "#", "true", "0", "-1", "1e400", "nan"]
    ),
    some.text(max_size=6),
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_a_mutilated_law_is_refused_by_name_or_read(tmp_path, data):
    """Lines lost, doubled, swapped, words replaced, bytes broken: never anything but a PackError with a place."""
    lines = TEXT.splitlines()
    for _ in range(data.draw(some.integers(1, 4))):
        where = data.draw(some.integers(0, len(lines) - 1))
        match data.draw(some.sampled_from(["lose", "double", "move", "replace", "insert"])):
            case "lose":
                lines.pop(where)
            case "double":
                lines.insert(where, lines[data.draw(some.integers(0, len(lines) - 1))])
            case "move":
                lines.insert(data.draw(some.integers(0, len(lines) - 1)), lines.pop(where))
            case "replace":
                words = lines[where].split(" ")
                words[data.draw(some.integers(0, len(words) - 1))] = data.draw(BITS)
                lines[where] = " ".join(words)
            case "insert":
                lines.insert(where, f"{data.draw(BITS)} = {data.draw(BITS)}")
    path = tmp_path / "law.toml"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    refused_or_whole(path)


def refused_or_whole(path: Path) -> None:
    try:
        law = load(path)
    except PackError as error:
        told = [(fault.file, bool(fault.zh), bool(fault.en)) for fault in error.faults]
    else:
        told = [("law.toml", True, mechanism_from_dict(as_dict(law), source=law.source) == law)]
    assert set(told) == {("law.toml", True, True)}


def written(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {written(inner)}" for key, inner in value.items()) + "}"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "")
        case _:
            return str(value)


ODD = some.recursive(
    some.one_of(some.booleans(), some.integers(-(10**20), 10**20), some.floats(), some.text("az 派{}", max_size=5)),
    lambda inner: some.one_of(
        some.lists(inner, max_size=2), some.dictionaries(some.sampled_from(["zh", "en", "x"]), inner)
    ),
    max_leaves=4,
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_a_law_with_values_of_the_wrong_kind_is_refused_by_name_or_read(tmp_path, data):
    """Anywhere in the tree a value is lost, doubled or becomes something else."""
    tree = tomllib.loads(TEXT)
    for _ in range(data.draw(some.integers(1, 3))):
        spot: Any = tree
        while True:
            key = data.draw(some.sampled_from(sorted(spot) if isinstance(spot, dict) else range(len(spot))))
            if not isinstance(spot[key], dict | list) or not spot[key] or data.draw(some.integers(0, 3)) == 0:
                break
            spot = spot[key]
        match data.draw(some.sampled_from(["lose", "double", "change"])):
            case "double" if isinstance(spot, list):
                spot.append(spot[key])
            case "lose" if len(spot) > 1:
                del spot[key]
            case _:
                spot[key] = data.draw(ODD)
    path = tmp_path / "law.toml"
    path.write_text("\n".join(f"{key} = {written(value)}" for key, value in tree.items()), encoding="utf-8")
    refused_or_whole(path)
