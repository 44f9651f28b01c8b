"""Keeps one reading of a jurisdiction's slow-changing tables in memory, as long as its version stands.

Asks the database for the version at most every two seconds, so that another process's change is seen soon and a busy
page pays nothing. While one thread asks, the others go on with what is known. Only for what is read whole and changes by
loading a pack; never for cases.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from doorstep.store.jurisdictions.current import schema

FRESH_SECONDS = 2.0
# Nobody goes on with a reading as old as this: then all wait for the one who asks.
STALE_SECONDS = 10.0
T = TypeVar("T")


@dataclass(frozen=True)
class _Reading(Generic[T]):
    version: str
    checked_at: float
    value: T


class Kept(Generic[T]):
    """`version` asks the database in one statement; `read` builds the value when the version is a new one."""

    def __init__(self, *, version: Callable[[], str], read: Callable[[], T]) -> None:
        self._version, self._read = version, read
        self._readings: dict[str, _Reading[T]] = {}
        self._lock = threading.Lock()

    def get(self) -> T:
        """The value for the jurisdiction being served."""
        town, moment = schema(), time.monotonic()
        reading = self._readings.get(town)
        if reading and moment - reading.checked_at < FRESH_SECONDS:
            return reading.value
        must_wait = reading is None or moment - reading.checked_at > STALE_SECONDS
        if not self._lock.acquire(blocking=must_wait):
            assert reading is not None
            return reading.value
        try:
            return self._ask(town)
        finally:
            self._lock.release()

    def _ask(self, town: str) -> T:
        """With the lock held; somebody may have asked while this thread waited for it."""
        reading, moment = self._readings.get(town), time.monotonic()
        if reading and moment - reading.checked_at < FRESH_SECONDS:
            return reading.value
        version = self._version()
        value = reading.value if reading and reading.version == version else self._read()
        self._readings[town] = _Reading(version, moment, value)
        return value

    def forget(self) -> None:
        """Read anew for the jurisdiction being served."""
        self._readings.pop(schema(), None)

    def forget_all(self) -> None:
        """Read anew for every jurisdiction."""
        self._readings.clear()
