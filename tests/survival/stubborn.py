"""People who do not give up: each says words and takes steps over HTTP, and sends the same again until it is acknowledged.

Keeps what was acknowledged, and what came back that never should.
"""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

PATIENCE = 240.0
# So that whoever kills finds them still at it.
PAUSE = 0.3
FINE = (200, 201)
COMMUNITY = "510181901901"
UNIT = "cgj_szss"
WAY = (
    ("hand_up", "coordinator", {"note": "要派出去"}),
    ("dispatch", "coordinator", {"unit": UNIT, "basis": "派单目录"}),
    ("accept", "desk_clerk", {}),
    (
        "finish",
        "desk_clerk",
        {
            "measures": "换了护栏",
            "responsible": "李工",
            "outcome": "solved",
            "result": "换好了",
            "finished_on": "2026-01-05",
        },
    ),
)


@dataclass
class Kept:
    """`opened`: key → number and code. `taken`: key → number, verb, number of the event. `faults`: answers that are no excuse."""

    opened: dict[str, tuple[str, str]] = field(default_factory=dict)
    taken: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    tries: int = 0


@dataclass
class Crowd:
    """`people` threads, each with so many cases to open, that go on until all are or until `stop`."""

    port: int
    tokens: dict[str, str]
    people: int
    cases: int
    seed: int
    kept: Kept = field(default_factory=Kept)
    _enough: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self._threads = [threading.Thread(target=self._live, args=(turn,)) for turn in range(self.people)]
        for thread in self._threads:
            thread.start()

    def is_done(self) -> bool:
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """Nobody begins anything new; what was begun is brought to its end."""
        self._enough.set()
        for thread in self._threads:
            thread.join(PATIENCE + 30)
        if any(thread.is_alive() for thread in self._threads):
            self.kept.faults.append("somebody still waits")

    def _live(self, turn: int) -> None:
        rng = Random(f"{self.seed}:{turn}")
        for number in range(self.cases):
            if not self._enough.is_set():
                self._one_case(f"{self.seed}-{turn}-{number}", rng)

    def _one_case(self, key: str, rng: Random) -> None:
        reporter = {"name": "王小明", "phone": "13812345678", "is_anonymous": False}
        word = {"what": f"河边护栏松了 {key}", "place": COMMUNITY, "reporter": reporter}
        opened = self._insist("/api/v1/cases", "coordinator", word, key)
        if opened is None:
            return
        self.kept.opened[key] = (opened["number"], opened["code"])
        for verb, who, form in WAY[: rng.randint(0, len(WAY))]:
            own = f"{key}-{verb}"
            done = self._insist(f"/api/v1/cases/{opened['number']}/steps/{verb}", who, {"form": form}, own)
            if done is None:
                return
            self.kept.taken[own] = (done["number"], verb, done["seq"])

    def _insist(self, path: str, who: str, body: dict[str, Any], key: str) -> dict[str, Any] | None:
        """Send until it is acknowledged. A refusal is a fault: all that is asked here is right."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.kept.tries += 1
            status, said = self._send(path, who, body, key)
            if status in FINE:
                time.sleep(PAUSE)
                return said
            if status and status < 500:
                self.kept.faults.append(f"{status} {path}: {said}")
                return None
            time.sleep(0.2)
        self.kept.faults.append(f"never acknowledged: {path} {key}")
        return None

    def _send(self, path: str, who: str, body: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        """Status and answer; 0 when the line broke, at whatever moment."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        head = {
            "Host": "localhost",
            "Authorization": f"Bearer {self.tokens[who]}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        try:
            line.request("POST", path, json.dumps(body), head)
            answer = line.getresponse()
            raw = answer.read()
            return answer.status, json.loads(raw) if answer.status < 500 else {}
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}
        finally:
            line.close()
