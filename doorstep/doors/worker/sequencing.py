"""Brings every town's log up to date a few times a second, in a thread of the worker. Any number of workers may: they take turns.

What stops a log is written down where its page shows it, and tried again with pauses; one town's trouble stops no other.
"""

import logging
import threading
import time
from datetime import UTC, datetime

import psycopg
from django.db import DatabaseError, InterfaceError, connection

from doorstep.adapters.log_keys import KeyBroken, KeyMissing, KeyTooOpen
from doorstep.store.jurisdictions.building import list_built
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.register import Entry
from doorstep.wings.log.beginning import begin_simulated_anew
from doorstep.wings.log.refusing import LogAhead, LogStandsStill
from doorstep.wings.log.sequencing import Sequencer
from doorstep.wings.log.troubles import end_trouble, note_trouble
from doorstep_proof.refusals import NotProven

EVERY = 0.25
AFTER_TROUBLE = 15.0
TOWNS_FRESH = 5.0
# Statements of our own come with the driver's errors, not Django's.
AWAY = (DatabaseError, InterfaceError, psycopg.Error, OSError)
STANDS_STILL = (LogStandsStill, KeyMissing, KeyTooOpen, KeyBroken, NotProven)
log = logging.getLogger(__name__)


class Rounds(threading.Thread):
    """Started beside the queue, stopped before it ends."""

    def __init__(self) -> None:
        super().__init__(name="log", daemon=True)
        self._stopping = threading.Event()
        self._towns: list[Entry] = []
        self._towns_at = -TOWNS_FRESH
        self._sequencers: dict[str, Sequencer] = {}
        self._not_before: dict[str, float] = {}
        self._in_trouble: set[str] = set()

    def stop(self) -> None:
        """Ends after the batch in hand."""
        self._stopping.set()
        self.join(20)

    def run(self) -> None:
        """Until stopped."""
        try:
            started = time.monotonic()
            while not self._stopping.wait(max(0.02, started + EVERY - time.monotonic())):
                started = time.monotonic()
                self._once()
        finally:
            connection.close()

    def _once(self) -> None:
        try:
            if time.monotonic() - self._towns_at > TOWNS_FRESH:
                self._towns, self._towns_at = list_built(), time.monotonic()
        except AWAY as fault:
            self._away(fault, "register")
            return
        for entry in self._towns:
            if not self._stopping.is_set() and time.monotonic() >= self._not_before.get(entry.schema, 0.0):
                self._serve(entry)

    def _serve(self, entry: Entry) -> None:
        sequencer = self._sequencers.setdefault(entry.schema, Sequencer())
        try:
            with serving(entry.schema):
                self._bring_up(entry, sequencer)
        except AWAY as fault:
            self._sequencers.pop(entry.schema, None)
            self._away(fault, entry.schema)
        except Exception:
            # Written down with its traceback and tried again: one town's fault must not end the thread that serves all.
            self._sequencers.pop(entry.schema, None)
            self._not_before[entry.schema] = time.monotonic() + AFTER_TROUBLE
            log.exception("the log of %s", entry.schema)

    def _bring_up(self, entry: Entry, sequencer: Sequencer) -> None:
        try:
            while True:
                sequencer.round(now=datetime.now(UTC))
                if sequencer.caught_up or self._stopping.is_set():
                    break
        except LogAhead as stop:
            if not (entry.is_simulated and begin_simulated_anew(now=datetime.now(UTC))):
                self._stand_still(entry, stop)
            return
        except STANDS_STILL as stop:
            self._stand_still(entry, stop)
            return
        if entry.schema in self._in_trouble or entry.schema not in self._not_before:
            end_trouble(now=datetime.now(UTC))
            self._in_trouble.discard(entry.schema)
            self._not_before[entry.schema] = 0.0

    def _stand_still(self, entry: Entry, stop: Exception) -> None:
        self._in_trouble.add(entry.schema)
        self._not_before[entry.schema] = time.monotonic() + AFTER_TROUBLE
        self._sequencers.pop(entry.schema, None)
        kind = getattr(stop, "kind", type(stop).__name__)
        if note_trouble(kind, str(stop), now=datetime.now(UTC)):
            log.error("%s: %s %s", entry.name, " ".join((type(stop).__doc__ or "").split()), stop)

    def _away(self, fault: Exception, schema: str) -> None:
        """The database left, or a town is being moved: try again soon with a fresh connection."""
        log.warning("the log of %s waits: %s", schema, str(fault).split("\n", 1)[0])
        self._not_before[schema] = time.monotonic() + 2.0
        connection.close()
