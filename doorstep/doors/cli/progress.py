"""A progress bar: one line that grows on a terminal, a line every tenth elsewhere (a log should not be full of bars)."""

import sys
import time
from typing import TextIO

WIDTH = 30


class Bar:
    """`bar.tell(done, total)` as often as you like; `bar.end()` leaves the line as it should stand for ever."""

    def __init__(self, title: str, *, out: TextIO = sys.stdout) -> None:
        self.title, self.out = title, out
        self.started = time.monotonic()
        self.last_tenth = -1

    def tell(self, done: int, total: int) -> None:
        share = min(1.0, done / total) if total > 0 else 1.0
        if self.out.isatty():
            filled = int(share * WIDTH)
            self._write(f"\r{self.title} [{'█' * filled}{'·' * (WIDTH - filled)}] {share:4.0%}")
        elif int(share * 10) > self.last_tenth:
            self.last_tenth = int(share * 10)
            self._write(f"{self.title} {share:.0%}\n")

    def end(self) -> None:
        seconds = time.monotonic() - self.started
        ending = f"\r{self.title}：完成（{seconds:.0f} 秒）"
        self._write(f"{ending}{' ' * WIDTH}\n" if self.out.isatty() else f"{ending.strip()}\n")

    def _write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()
