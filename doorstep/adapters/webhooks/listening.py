"""A stand-in for another system: a real HTTP server on this machine that writes down what is posted to it. For tests.

`answers` are the statuses it gives in turn, the last one for ever; a redirect points to `elsewhere`.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One request. Header names are lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


class Listener(ThreadingHTTPServer):
    """Answers at `url`."""

    daemon_threads = True

    def __init__(self, answers: Sequence[int], elsewhere: str, slowness: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = list(answers)
        self.elsewhere = elsewhere
        self.slowness = slowness
        self.heard: list[Heard] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    def next_answer(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.heard.append(Heard(path=self.path, headers=headers, body=body))
        time.sleep(self.server.slowness)
        self.send_response(self.server.next_answer())
        if self.server.elsewhere:
            self.send_header("Location", self.server.elsewhere)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def listening(answers: Sequence[int] = (204,), *, elsewhere: str = "", slowness: float = 0) -> Iterator[Listener]:
    """Listen as long as the block lasts."""
    log.warning("another system is only pretended: a listener on this machine takes what is posted")
    server = Listener(answers, elsewhere, slowness)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
