"""`doorstep` finds its commands by their modules and says plainly what went wrong."""

import argparse
import os
import subprocess
import sys
from types import ModuleType

import pytest

from doorstep.doors.cli import main as dispatcher
from doorstep.doors.cli.databases import database_for
from doorstep.doors.cli.ports import NoPort


def test_the_overview_lists_the_commands_and_not_the_rooms_behind_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatcher.main([]) == 0
    said = capsys.readouterr().out
    for command in ("run", "migrate", "jurisdiction", "verify", "backup", "restore", "worker", "web", "messages"):
        assert f"\n  {command} " in said
    for room in ("supervising", "archives", "progress", "main"):
        assert f"\n  {room} " not in said


def test_the_overview_needs_neither_settings_nor_database() -> None:
    line = [sys.executable, "-m", "doorstep.doors.cli.main", "help"]
    done = subprocess.run(line, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("word", ["nonsense", "../run", "test_main", "archives", ""])
def test_an_unknown_command_is_answered_with_those_there_are(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatcher.main([word]) == 2
    assert "jurisdiction" in capsys.readouterr().err


def failing(error: BaseException) -> ModuleType:
    command = ModuleType("failing")

    def run(_: argparse.Namespace) -> int:
        raise error

    command.run = run  # type: ignore[attr-defined]
    return command


def test_our_own_errors_are_said_in_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert dispatcher._run(failing(NoPort("127.0.0.1: 80-99")), argparse.Namespace()) == 1
    assert capsys.readouterr().err == "没有空闲的端口。\n127.0.0.1: 80-99\n"
    monkeypatch.setenv("DOORSTEP_TRACE", "1")
    with pytest.raises(NoPort):
        dispatcher._run(failing(NoPort("x")), argparse.Namespace())


def test_errors_that_are_not_ours_keep_their_trace() -> None:
    with pytest.raises(ZeroDivisionError):
        dispatcher._run(failing(ZeroDivisionError()), argparse.Namespace())


def test_the_owner_has_an_address_of_its_own_for_the_block_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@example/doorstep")
    monkeypatch.setenv("DOORSTEP_OWNER_URL", "postgresql://owner@example/doorstep")
    with database_for("app"):
        assert os.environ["DATABASE_URL"] == "postgresql://app@example/doorstep"
    with database_for("owner"):
        assert os.environ["DATABASE_URL"] == "postgresql://owner@example/doorstep"
    assert os.environ["DATABASE_URL"] == "postgresql://app@example/doorstep"
