"""Group commit: words that arrive while another transaction is being written are written together by the next.

There is no timer and no thread of its own: the first to arrive writes at once, those who come meanwhile wait, and one of
them then writes for all. Alone, a word waits for nobody; in a crowd, one commit serves many.
"""

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from doorstep.store.cases.opening import Draft, Opened, Opening, draft, write
from doorstep.store.jurisdictions.current import schema

MOST = 200


@dataclass
class _Waiting:
    draft: Draft
    done: threading.Event = field(default_factory=threading.Event)
    opened: Opened | None = None
    error: BaseException | None = None
    leads: bool = False


class _Gathering:
    """The crowd before one jurisdiction's door."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._crowd: deque[_Waiting] = deque()
        self._is_writing = False

    def pass_through(self, one: Draft) -> Opened:
        waiting = _Waiting(one)
        with self._lock:
            self._crowd.append(waiting)
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


def open_gathered(opening: Opening, *, now: datetime) -> Opened:
    """Like `open_case`, committed together with others that arrive at the same time. Durable when it returns."""
    return _gatherings.setdefault(schema(), _Gathering()).pass_through(draft(opening, now))
