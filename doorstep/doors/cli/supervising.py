"""Keeps child processes running until told to stop: starts them, starts them again when they die, ends them in good order.

Every child leads a process group of its own, so that Ctrl-C reaches us alone and a child's own children can be ended with
it; and the system ends the children when we die without a word.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from doorstep.adapters.processes import dies_with_parent

LOOKS_EVERY = 0.25
PATIENCE = 25.0
LONGEST_PAUSE = 10.0


@dataclass(kw_only=True)
class Child:
    """One program that has to be running."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    not_before: float = 0.0
    started_at: float = 0.0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=dies_with_parent(),
        )

    def bury(self) -> int | None:
        """The exit status of a child that has ended, its own children ended too; None while it runs or is not started."""
        if self.process is None or self.process.poll() is None:
            return None
        status = self.process.returncode
        _signal_group(self.process.pid, signal.SIGKILL)
        self.process = None
        return status


@dataclass(kw_only=True)
class Supervisor:
    """Runs `children` until `stop()`; `say` gets one line for people whenever something has to be started again."""

    children: list[Child]
    say: Callable[[str], None]
    look_after: Callable[[], None] = lambda: None
    wishes: list[int] = field(default_factory=list)

    def listen(self) -> None:
        """SIGINT, SIGTERM and SIGHUP from now on mean: stop in good order; a second one: at once."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _frame: self.wishes.append(received))

    def start(self) -> None:
        for child in self.children:
            child.start()

    def add(self, child: Child) -> None:
        """Start one more, unless it is time to stop."""
        if not self.wishes:
            self.children.append(child)
            child.start()

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Returns when a signal came or `until()` is true."""
        while not self.wishes and not until():
            self.look_after()
            for child in self.children:
                self._see_to(child)
            time.sleep(LOOKS_EVERY)

    def _see_to(self, child: Child) -> None:
        now = time.monotonic()
        status = child.bury()
        if status is not None:
            child.restarts = child.restarts + 1 if now - child.started_at < LONGEST_PAUSE else 0
            child.not_before = now + min(LONGEST_PAUSE, 0.25 * 2**child.restarts)
            self.say(f"{child.name} 意外停止（{status}），重新启动…")
        if child.process is None and now >= child.not_before:
            child.start()

    def stop(self) -> None:
        """All children ended when this returns."""
        until = time.monotonic() + PATIENCE
        for child in self.children:
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        while any(child.process is not None and child.process.poll() is None for child in self.children):
            if time.monotonic() > until or len(self.wishes) > 1:
                break
            time.sleep(0.05)
        for child in self.children:
            if child.process is not None:
                _signal_group(child.process.pid, signal.SIGKILL)
                child.process.wait()


def _signal_group(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return
