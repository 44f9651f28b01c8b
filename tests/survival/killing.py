"""Who is killed: the processes of a running house by the part they play, found anew each time, since they come back as others."""

import signal
from collections.abc import Callable
from pathlib import Path

import psutil

from doorstep.adapters.postgres.left_over import processes_in, recorded_pid


class Victims:
    """The family of one `doorstep run`, and its database's processes."""

    def __init__(self, run_pid: int, var: Path) -> None:
        self._run, self._home = run_pid, (var / "postgres").resolve()
        self.parts: dict[str, Callable[[], list[int]]] = {
            "web process": self._web_processes,
            "web server": self._web_server,
            "worker": self._worker,
            "postmaster": self._postmaster,
            "database session": self._sessions,
            "keeper": self._keeper,
        }

    def kill(self, part: str, choose: Callable[[list[int]], int]) -> bool:
        """kill -9 one process of this part; False when there is none at this moment, or it went while it was looked for."""
        try:
            pids = self.parts[part]()
            if not pids:
                return False
            psutil.Process(choose(pids)).send_signal(signal.SIGKILL)
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            return False
        return True

    def _family(self, *words: str) -> list[psutil.Process]:
        found = []
        for process in psutil.Process(self._run).children(recursive=True):
            try:
                line = process.cmdline()
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue
            if all(any(word in part for part in line) for word in words):
                found.append(process)
        return found

    def _web_server(self) -> list[int]:
        return [process.pid for process in self._family("bin/granian", "doorstep.config.wsgi:application")]

    def _web_processes(self) -> list[int]:
        masters = self._family("bin/granian", "doorstep.config.wsgi:application")
        below = [child for master in masters for child in master.children()]
        return sorted(child.pid for child in below if "resource_tracker" not in " ".join(child.cmdline()))

    def _worker(self) -> list[int]:
        return [process.pid for process in self._family("doorstep.doors.cli.main", "worker")]

    def _postmaster(self) -> list[int]:
        pid = recorded_pid(self._home / "data")
        return [pid] if pid else []

    def _sessions(self) -> list[int]:
        lines = ((process.pid, " ".join(process.cmdline())) for process in processes_in(self._home / "data"))
        return sorted(pid for pid, line in lines if "doorstep_app" in line)

    def _keeper(self) -> list[int]:
        kept = self._home / "keeper.pid"
        return [int(kept.read_text())] if kept.exists() else []
