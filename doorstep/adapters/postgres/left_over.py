"""What an earlier server left behind: children still winding down, a pid file whose process is dead or somebody else.

PostgreSQL refuses to start when the pid in `postmaster.pid` is alive, whoever that is now; in a container, after a restart,
it usually is somebody else. The file may go only when no process works in the data folder any more, since it also guards
the shared memory.
"""

import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil

# A server that was asked to stop while it recovers from a crash may wait for ever for its own checkpointer (seen with 18.6).
# Stopping at once is no loss then: what was acknowledged is in the write-ahead log and is read back at the next start.
FAST_WITHIN = 5.0


class StillRunning(Exception):
    """上一个数据库进程迟迟没有退出。"""


def processes_in(data: Path) -> list[psutil.Process]:
    """The living server processes whose working folder is `data` (PostgreSQL's all are)."""
    found = []
    for process in psutil.process_iter(["name", "status"]):
        if not str(process.info["name"]).startswith("postgres") or process.info["status"] == psutil.STATUS_ZOMBIE:
            continue
        try:
            folder = process.cwd()
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
        if folder and Path(folder) == data:
            found.append(process)
    return found


def clear_away(data: Path, *, seconds: float = 60) -> None:
    """Ends what still runs on `data` (a fast shutdown, which loses nothing; at once where that takes too long) and removes
    stale lock files.

    Raises StillRunning.
    """
    began = time.monotonic()
    asked: set[tuple[int, int]] = set()
    while alive := processes_in(data):
        waited = time.monotonic() - began
        how = signal.SIGINT if waited < FAST_WITHIN else signal.SIGQUIT
        for process in alive:
            if (process.pid, how) not in asked and process.pid == recorded_pid(data):
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(how)
                asked.add((process.pid, how))
        if waited > seconds:
            raise StillRunning(f"processes {[process.pid for process in alive]} still work in {data}")
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)


def recorded_pid(data: Path) -> int | None:
    """The postmaster's pid according to its pid file; None when there is no (whole) file."""
    try:
        first = (data / "postmaster.pid").read_text().split("\n", 1)[0]
    except FileNotFoundError:
        return None
    return int(first) if first.strip().isdigit() else None
