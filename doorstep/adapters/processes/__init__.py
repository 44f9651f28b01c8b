"""Child processes that never outlive us, and the moment a process is really gone.

Linux is asked to signal the child when its parent dies; elsewhere a child that is left over is found and ended at the
next start.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def dies_with_parent(how: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """A `preexec_fn` after which the child is sent `how` when its parent dies, kill -9 included; None off Linux.

    Must be used from the parent's main thread: Linux counts the death of the thread that forked.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie
