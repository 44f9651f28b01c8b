"""People who vote and do not give up: each sends its ballot until it is acknowledged, and now and then twice more at once.

Keeps the receipts that were given, and what came back that never should.
"""

import http.client
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

PATIENCE = 240.0
# So that those who write cases are not starved by those who vote.
PAUSE = 0.1
RECEIPT = re.compile(r">([0-9a-f]{64})<")


@dataclass
class Voters:
    """`people` threads that vote, one ballot after another, until `stop` or until `ballots` are cast."""

    port: int
    request: Callable[[int], bytes]
    ballots: int
    people: int
    receipts: dict[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    tries: int = 0
    _enough: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self._threads = [threading.Thread(target=self._live, args=(turn,)) for turn in range(self.people)]
        for thread in self._threads:
            thread.start()

    def is_done(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """Nobody begins another ballot; the one that was begun is brought to its end."""
        self._enough.set()
        for thread in self._threads:
            thread.join(PATIENCE + 30)
        if any(thread.is_alive() for thread in self._threads):
            self.faults.append("somebody still votes")

    def _live(self, first: int) -> None:
        for turn in range(first, self.ballots, self.people):
            if self._enough.is_set():
                return
            self._insist(turn)
            if turn % 4 == 0:
                again = [threading.Thread(target=self._send, args=(turn,)) for _ in range(2)]
                for one in again:
                    one.start()
                for one in again:
                    one.join()
            time.sleep(PAUSE)

    def _insist(self, turn: int) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.tries += 1
            status, page = self._send(turn)
            found = RECEIPT.search(page)
            if status == 200 and found:
                self.receipts[turn] = found[1]
                return
            if status and status < 500:
                self.faults.append(f"{status} for ballot {turn}")
                return
            time.sleep(0.05)
        self.faults.append(f"never acknowledged: ballot {turn}")

    def _send(self, turn: int) -> tuple[int, str]:
        """Status and page; 0 when the line broke, at whatever moment."""
        head, _, body = self.request(turn).partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("POST", first.split()[1], body, dict(one.split(": ", 1) for one in lines))
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()
