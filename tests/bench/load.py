"""A light load on one HTTP address: one thread, many kept-alive connections, prepared bytes. Bounded in time; loopback only."""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What came back. `statuses` counts answers by status."""

    answers: int
    seconds: float
    statuses: Counter[int]

    @property
    def rate(self) -> float:
        return self.answers / self.seconds


def post(path: str, body: bytes, token: str) -> bytes:
    """A request as bytes."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(port: int, request: Callable[[int], bytes], *, connections: int, seconds: float) -> Load:
    """Keep every connection busy with one request after another; `request(n)` gives the n-th."""
    selector = selectors.DefaultSelector()
    for _ in range(connections):
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(line, selectors.EVENT_READ, bytearray())
    statuses: Counter[int] = Counter()
    sent, started = 0, time.perf_counter()
    for key in list(selector.get_map().values()):
        key.fileobj.sendall(request(sent))  # type: ignore[union-attr]
        sent += 1
    while (now := time.perf_counter()) - started < seconds:
        for key, _ in selector.select(timeout=1):
            kept: bytearray = key.data
            kept += key.fileobj.recv(65536)  # type: ignore[union-attr]
            if _is_whole(kept):
                statuses[int(kept[9:12])] += 1
                kept.clear()
                key.fileobj.sendall(request(sent))  # type: ignore[union-attr]
                sent += 1
    for key in list(selector.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    return Load(answers=sum(statuses.values()), seconds=now - started, statuses=statuses)


def _is_whole(kept: bytearray) -> bool:
    head = kept.find(b"\r\n\r\n")
    if head < 0:
        return False
    low = kept[:head].lower()
    at = low.find(b"content-length:")
    length = int(low[at + 15 : low.find(b"\r\n", at) if low.find(b"\r\n", at) > 0 else None])
    return len(kept) >= head + 4 + length
