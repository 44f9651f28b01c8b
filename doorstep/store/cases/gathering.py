"""Group commit: words that arrive while another transaction is being written are written together by the next.

There is no timer and no thread of its own: the first to arrive writes, those who come meanwhile wait, and one of them then
writes for all. Before it writes it lets those in whose words are just being understood, for they are here in less time than
a commit takes. Alone, a word waits for nobody; in a crowd, one commit serves many.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from doorstep.store.cases.opening import Draft, Opened, Opening, draft, write
from doorstep.store.jurisdictions.current import schema

MOST = 200
# Seconds for which a writer holds the door open; understanding a word takes a tenth of it.
PATIENCE = 0.005


@dataclass
class _Waiting:
    draft: Draft
    done: threading.Event = field(default_factory=threading.Event)
    opened: Opened | None = None
    error: BaseException | None = None
    leads: bool = False


class _Gathering:
    """The crowd before one jurisdiction's door.

    `_coming` counts those whose words are being understood. A writer awaits those who were coming when it looked, not those
    who come after: each of them carries the number of the look that came before, `_looks`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all_in = threading.Condition(self._lock)
        self._crowd: deque[_Waiting] = deque()
        self._is_writing = False
        self._coming = 0
        self._looks = 0
        self._awaited = 0

    def come(self, made: Callable[[], Draft]) -> Opened:
        """Understand the word, then pass through with the others."""
        with self._lock:
            self._coming += 1
            looks = self._looks
        try:
            one = made()
        except BaseException:
            with self._lock:
                self._is_here(looks)
            raise
        return self._pass_through(one, looks)

    def _is_here(self, looks: int) -> None:
        """One fewer is coming. The lock is held."""
        self._coming -= 1
        if looks < self._looks and self._awaited:
            self._awaited -= 1
            if not self._awaited:
                self._all_in.notify()

    def _pass_through(self, one: Draft, looks: int) -> Opened:
        waiting = _Waiting(one)
        with self._lock:
            self._crowd.append(waiting)
            self._is_here(looks)
            waiting.leads = not self._is_writing
            self._is_writing = True
        if not waiting.leads:
            waiting.done.wait()
        if waiting.leads:
            self._write_for_all()
        if waiting.error is not None:
            raise waiting.error
        assert waiting.opened is not None
        return waiting.opened

    def _write_for_all(self) -> None:
        """Write the crowd that has gathered, then let the first of those who came meanwhile lead."""
        with self._lock:
            self._let_in()
            group = [self._crowd.popleft() for _ in range(min(MOST, len(self._crowd)))]
        try:
            _settle(group)
        finally:
            with self._lock:
                self._is_writing = bool(self._crowd)
                following = self._crowd[0] if self._crowd else None
            for waiting in group:
                waiting.leads = False
                waiting.done.set()
            if following is not None:
                following.leads = True
                following.done.set()

    def _let_in(self) -> None:
        """Wait for those who are coming now. The lock is held, and given away while waiting; there is one writer at a time."""
        if not self._coming:
            return
        self._looks += 1
        self._awaited = self._coming
        self._all_in.wait_for(lambda: not self._awaited, timeout=PATIENCE)
        self._awaited = 0


def _settle(group: list[_Waiting]) -> None:
    """Each gets its result; when the group fails together, each is tried alone, so that nobody pays for another's fault."""
    try:
        for waiting, opened in zip(group, write([waiting.draft for waiting in group]), strict=True):
            waiting.opened = opened
    except BaseException as error:
        if len(group) == 1:
            group[0].error = error
            return
        for waiting in group:
            _settle([waiting])


_gatherings: dict[str, _Gathering] = {}


def open_gathered(made: Callable[[], Opening], *, now: datetime) -> Opened:
    """Like `open_case` of what `made` returns, committed together with others that arrive at the same time. Durable when it
    returns. Raises also what `made` raises."""
    return _gatherings.setdefault(schema(), _Gathering()).come(lambda: draft(made(), now))
