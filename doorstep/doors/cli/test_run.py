"""`doorstep run` as a person uses it: starts, mends itself, stops whole."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil
import pytest

from doorstep.adapters.postgres.server import is_up, stop
from doorstep.doors.cli.ports import first_free_port

pytestmark = pytest.mark.survival
COMMAND = [sys.executable, "-m", "doorstep.doors.cli.main", "run", "--no-town"]


@pytest.fixture
def var() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ds-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        stop(Path(folder) / "postgres")


@pytest.fixture
def running(var: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = first_free_port("127.0.0.1", 8700, tries=200)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    line = [*COMMAND, "--port", str(port)]
    with subprocess.Popen(
        line, env={**environment, "DOORSTEP_VAR": str(var)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            lines = []
            for said in process.stdout:
                lines.append(said)
                if "Ctrl-C" in said:
                    break
            else:
                pytest.fail("".join(lines))
            yield process, port
        finally:
            process.kill()


def status(port: int) -> int | None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def comes_true(question: str, answer: object, *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    assert callable(answer)
    while not answer():
        assert time.monotonic() < until, question
        time.sleep(0.1)


def children(process: subprocess.Popen[str], program: str) -> list[psutil.Process]:
    family = psutil.Process(process.pid).children(recursive=True)
    return [member for member in family if re.search(program, _line(member))]


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except (psutil.ZombieProcess, psutil.NoSuchProcess):
        return ""


def test_what_is_killed_comes_back_and_ctrl_c_stops_everything(
    running: tuple[subprocess.Popen[str], int], var: Path
) -> None:
    process, port = running
    assert status(port) == 404, "no jurisdiction answers to 127.0.0.1 yet, and that is said plainly"
    for program in ("granian", "main worker"):
        victim = children(process, program)[0]
        victim.kill()
        comes_true(f"{program} is back", lambda v=victim, p=program: any(c.pid != v.pid for c in children(process, p)))
    comes_true("the web answers again", lambda: status(port) == 404)
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    comes_true("the database has stopped", lambda: not is_up(var / "postgres"))


def test_a_killed_run_leaves_nothing_behind(running: tuple[subprocess.Popen[str], int], var: Path) -> None:
    process, port = running
    process.kill()
    process.wait()
    comes_true("the web is gone", lambda: status(port) is None)
    comes_true("the database has stopped", lambda: not is_up(var / "postgres"))
