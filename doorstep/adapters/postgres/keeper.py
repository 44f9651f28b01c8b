"""The process that keeps one server: starts it, starts it again when it dies, stops it when its last user has gone.

Run by `server` as `python -m doorstep.adapters.postgres.keeper FOLDER [throw-away]`; needs nothing of the rest of the house.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from doorstep.adapters.postgres.binaries import find_binaries
from doorstep.adapters.postgres.cluster import make_cluster, write_settings
from doorstep.adapters.postgres.folders import Folders, folders_for, write_private
from doorstep.adapters.postgres.holding import try_grab
from doorstep.adapters.postgres.left_over import clear_away
from doorstep.adapters.processes import dies_with_parent

LOOKS_EVERY = 0.2
CHECKPOINT_WITHIN = 30.0  # then at once: the next start reads back what the log holds
TIMES_IT_MAY_GIVE_UP = 3  # an exit code is its own decision and will come again; being killed is not, and never counts
LONGEST_LOG = 5 * 2**20


class KeepsDying(Exception):
    """数据库反复启动失败，详见 server.log。"""


def keep(folders: Folders, *, is_durable: bool) -> None:
    """Returns when nobody holds the folder any more or SIGTERM came; the server is then stopped. Raises KeepsDying."""
    binaries = find_binaries(folders.account)
    make_cluster(folders, binaries)
    if folders.log.exists() and folders.log.stat().st_size > LONGEST_LOG:
        folders.log.replace(folders.log.with_suffix(".log.1"))
    # What an earlier server left running still has its port, which everybody knows: it must be gone before a port is chosen.
    clear_away(folders.data)
    settle_port(folders)
    gave_up = 0
    while gave_up < TIMES_IT_MAY_GIVE_UP:
        clear_away(folders.data)
        write_settings(folders, is_durable=is_durable)
        postmaster = _start(folders, binaries)
        if _watch(postmaster, folders):
            return
        gave_up = gave_up + 1 if postmaster.returncode > 0 else 0
    raise KeepsDying(f"the server ended by itself {gave_up} times in a row; see {folders.log}")


def _start(folders: Folders, binaries: Path) -> subprocess.Popen[bytes]:
    if folders.run:
        for stale in folders.run.glob(".s.PGSQL.*"):
            stale.unlink()
    with folders.log.open("ab") as log:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            [binaries / "postgres", "-D", folders.data, "-p", folders.port.read_text()],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=dies_with_parent(signal.SIGINT),
            **folders.account.popen_arguments(),
        )


def _watch(postmaster: subprocess.Popen[bytes], folders: Folders) -> bool:
    """True when it was stopped because it is no longer wanted; False when it died by itself."""
    while postmaster.poll() is None:
        held = None if _Wish.to_stop else try_grab(folders.lock("holders"))
        if _Wish.to_stop or held is not None:
            _end(postmaster)
            return True
        time.sleep(LOOKS_EVERY)
    return False


def _end(postmaster: subprocess.Popen[bytes]) -> None:
    postmaster.send_signal(signal.SIGINT)
    try:
        postmaster.wait(CHECKPOINT_WITHIN)
    except subprocess.TimeoutExpired:
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait()


class _Wish:
    """Set by SIGTERM: stop even though somebody still holds the folder."""

    to_stop = False


def settle_port(folders: Folders) -> None:
    """The port used last time, or another when somebody has taken it meanwhile."""
    if folders.port.exists() and _is_free(int(folders.port.read_text())):
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        write_private(folders.port, str(probe.getsockname()[1]))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main(arguments: list[str]) -> int:
    """Goes to the background as soon as the keeper's lock is its own; whoever started it may then count on it."""
    folders = folders_for(Path(arguments[0]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: setattr(_Wish, "to_stop", True))
    for _ in range(100):
        if (mine := try_grab(folders.lock("keeper"))) is not None:
            break
        time.sleep(0.05)
    else:
        return 0
    if os.fork():
        return 0
    write_private(folders.home / "keeper.pid", str(os.getpid()))
    keep(folders, is_durable="throw-away" not in arguments[1:])
    os.close(mine)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
