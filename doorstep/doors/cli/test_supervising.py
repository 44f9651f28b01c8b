"""Children are started, started again and ended; nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from doorstep.doors.cli import supervising
from doorstep.doors.cli.supervising import Child, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
WITH_A_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(60)
"""
STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "w").write("deaf")
time.sleep(60)
"""


def soon(is_so: Callable[[], bool], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def supervisor(*commands: list[str]) -> tuple[Supervisor, list[str]]:
    said: list[str] = []
    children = [Child(name=f"child {n}", command=line, environment=os.environ) for n, line in enumerate(commands)]
    return Supervisor(children=children, say=said.append), said


def test_a_killed_child_is_started_again_and_somebody_is_told() -> None:
    office, said = supervisor(SLEEPER)
    office.start()
    child = office.children[0]
    assert child.process is not None
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    until = time.monotonic() + 10
    office.watch(until=lambda: (child.process is not None and child.process.pid != first) or time.monotonic() > until)
    assert child.process is not None
    assert child.process.pid != first
    assert said == ["child 0 意外停止（-9），重新启动…"]
    office.stop()
    assert child.process.returncode == -signal.SIGTERM


def test_what_a_killed_child_started_goes_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    office, _ = supervisor([sys.executable, "-c", WITH_A_CHILD, str(note)])
    office.start()
    assert soon(lambda: note.exists() and note.read_text() != "")
    grandchild = psutil.Process(int(note.read_text()))
    child = office.children[0].process
    assert child is not None
    child.kill()
    child.wait()
    assert office.children[0].bury() == -signal.SIGKILL
    assert soon(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)
    office.stop()


def test_a_second_signal_ends_even_a_child_that_does_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "PATIENCE", float("inf"))
    note = tmp_path / "deaf"
    office, _ = supervisor([sys.executable, "-c", STUBBORN, str(note)])
    office.start()
    assert soon(note.exists)
    office.wishes += [signal.SIGINT, signal.SIGINT]
    child = office.children[0].process
    assert child is not None
    office.stop()
    assert child.returncode == -signal.SIGKILL


def test_children_die_with_a_supervisor_that_is_killed() -> None:
    program = f"""
import os, time
from doorstep.doors.cli.supervising import Child, Supervisor
child = Child(name="sleeper", command={SLEEPER!r}, environment=os.environ)
office = Supervisor(children=[child], say=print)
office.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    assert soon(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
