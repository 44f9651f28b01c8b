"""The house keeps its shape: small rooms, telling names, nothing swallowed, nothing left for later."""

import ast
import re
from statistics import quantiles

from tests.house.the_house import ROOT, files, name, sources, text, tree

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
NINE_IN_TEN_UNDER = 45
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "manager", "managers"}
# Django and pytest look for these names; nothing else may hide behind them.
NAMES_OTHERS_DEMAND = {"doorstep/store/jurisdictions/backend/base.py"}
LATER = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")
SOMEBODYS_MACHINE = re.compile(
    "|".join(["/wo" + "rk/", "/ro" + "ot/", "/ho" + r"me/[a-z]", "/Us" + "ers/", "/op" + "t/py"])
)


def test_no_file_is_longer_than_a_room() -> None:
    long = {name(path): n for path in sources() if (n := path.read_text("utf-8").count("\n")) > LONGEST_FILE}
    assert not long, f"look for the second room in {long}"


def test_functions_are_short() -> None:
    lengths = {
        f"{name(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    }
    long = {where: n for where, n in lengths.items() if n > LONGEST_FUNCTION}
    assert not long, f"nobody can hold these in the head: {long}"
    assert quantiles(lengths.values(), n=10)[-1] < NINE_IN_TEN_UNDER


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = [
        name(path)
        for path in sources()
        if path.is_relative_to(ROOT / "doorstep")
        and NAMES_THAT_SAY_NOTHING & {path.stem, *path.relative_to(ROOT).parts[:-1]}
        and name(path) not in NAMES_OTHERS_DEMAND
    ]
    assert not empty


def test_nothing_is_swallowed() -> None:
    swallowed = [
        f"{name(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body)
    ]
    assert not swallowed


def test_every_module_says_what_it_does() -> None:
    silent = [
        name(path)
        for path in sources()
        if not ast.get_docstring(tree(path)) and path.name != "conftest.py" and not path.match("*/migrations/*")
    ]
    assert not silent


def test_a_refusal_has_a_sentence_for_a_resident() -> None:
    speechless = [
        f"{name(path)}:{node.name}"
        for path in sources()
        if path.is_relative_to(ROOT / "doorstep")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(parent, ast.Name) and parent.id == "Refusal" for parent in node.bases)
        and not re.search(r"[\u4e00-\u9fff]", ast.get_docstring(node) or "")
    ]
    assert not speechless


def test_nothing_is_left_for_later() -> None:
    found = [name(path) for path in files() if LATER.search(text(path))]
    assert not found


def test_no_file_knows_somebodys_machine() -> None:
    found = {
        name(path): hit.group()
        for path in (*files(), *ROOT.glob("*.lock"), ROOT / "Makefile")
        if (hit := SOMEBODYS_MACHINE.search(text(path)))
    }
    assert not found
