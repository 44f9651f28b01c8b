"""The tools that guard the house are run with the tests, so that nobody has to remember them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.the_house import ROOT

BIN = Path(sys.executable).parent


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    ["ruff check .", "ruff format --check .", "lint-imports --no-cache", "mypy"],
    ids=lambda line: line.split()[0],
)
def test_the_tool_has_nothing_to_say(line: str) -> None:
    program, *arguments = line.split()
    done = subprocess.run([BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{line}\n{(done.stdout + done.stderr)[-4000:]}"
