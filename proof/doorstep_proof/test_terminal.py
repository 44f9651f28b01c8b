"""Plain words on any terminal: one without Chinese, one of Windows, one whose reader has gone."""

import os
import subprocess
import sys
from pathlib import Path

from doorstep_proof.terminal import NOBODY_LISTENS

RUN = [sys.executable, "-m", "doorstep_proof.cli"]


def _run(*line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*RUN, *line], env={**os.environ, **environment}, capture_output=True, check=False)


def test_a_terminal_without_chinese_is_spoken_to_in_english(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    path.write_text("{}")
    done = _run("check", str(path), PYTHONIOENCODING="ascii", LC_ALL="zh_CN.UTF-8")
    assert done.returncode == 1
    assert done.stdout.startswith(b"NO This is not a receipt file")
    assert not done.stderr


def test_a_terminal_that_lacks_a_sign_gets_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    path.write_text("{}")
    done = _run("check", str(path), PYTHONIOENCODING="gbk", LC_ALL="zh_CN.GBK")
    assert done.stdout.decode("gbk").startswith("NO 这不是一份回执文件")


def test_a_receipt_may_come_through_a_pipe() -> None:
    done = subprocess.run([*RUN, "check", "-", "--lang", "en"], input=b"{}", capture_output=True, check=False)
    assert done.returncode == 1
    assert b"This is not a receipt file" in done.stdout


def test_a_reader_who_goes_away_is_no_fault() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([*RUN, "check", "-"], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == NOBODY_LISTENS
