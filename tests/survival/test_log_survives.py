"""The log under two sequencers, late commits, and kill -9: every event once, one history, nothing lost."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from doorstep.store.cases.models import Event
from doorstep.store.jurisdictions.current import serving
from doorstep.wings.log.models import Entry
from doorstep.wings.log.sequencing import Sequencer, sequence_all
from doorstep.wings.log.verifying import LogReport, verify_log
from tests.living import word

pytestmark = pytest.mark.survival
TOWN = "town_dujiangyan"
COPY = """
INSERT INTO cases_event (case_id, seq, name, verb, leaves, enters, at, actor_kind, actor_id, actor_role, actor_unit, law_id, facts,
    seals, previous, digest)
SELECT e.case_id, s, e.name, e.verb, e.leaves, e.enters, e.at, e.actor_kind, e.actor_id, e.actor_role, e.actor_unit, e.law_id,
    e.facts, e.seals, e.previous, sha256(s::text::bytea)
FROM cases_event e, generate_series(%s::int, %s::int) s WHERE e.position = (SELECT min(position) FROM cases_event)
"""
SEQUENCE = """
import sys, django
from datetime import UTC, datetime
from pathlib import Path
django.setup()
from django.conf import settings
settings.LOG_KEYS, settings.LOG_MIRROR = Path(sys.argv[1]) / "keys", Path(sys.argv[1]) / "mirror"
from doorstep.store.jurisdictions.current import serving
from doorstep.wings.log.sequencing import Sequencer
sequencer = Sequencer()
with serving(sys.argv[2]):
    print("ready", flush=True)
    while True:
        sequencer.round(now=datetime.now(UTC), most=7)
"""


def write_out_of_order(url: str, first: int, seed: int) -> None:
    """Two transactions at a time: the one that drew its numbers first is committed last, and now and then none is."""
    dice = random.Random(seed)
    options = f"-c search_path={TOWN}"
    with psycopg.connect(url, options=options) as early, psycopg.connect(url, options=options) as late:
        for turn in range(12):
            at = first + turn * 10
            early.execute(COPY, [at, at + 2])
            late.execute(COPY, [at + 3, at + 5])
            late.commit()
            time.sleep(dice.random() / 40)
            early.rollback() if dice.random() < 0.2 else early.commit()


def sequence_until(stop: threading.Event, faults: list[Exception]) -> None:
    sequencer = Sequencer()
    try:
        with serving(TOWN):
            while not stop.is_set():
                sequencer.round(now=datetime.now(UTC), most=5)
    except Exception as fault:
        faults.append(fault)
    finally:
        connection.close()


def assert_whole() -> None:
    sequence_all(now=datetime.now(UTC))
    assert set(Entry.objects.values_list("position", flat=True)) == set(
        Event.objects.values_list("position", flat=True)
    )
    assert [str(one) for one in verify_log(LogReport())] == []


def test_two_sequencers_and_late_commits_make_one_history(real_db: str, log_places: Path) -> None:
    word("第一件")
    stop, faults = threading.Event(), list[Exception]()
    sequencers = [threading.Thread(target=sequence_until, args=(stop, faults)) for _ in range(2)]
    writers = [threading.Thread(target=write_out_of_order, args=(real_db, 1000 * n, n)) for n in (1, 2, 3)]
    for thread in (*sequencers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sequencers:
        thread.join()
    assert faults == []
    assert Event.objects.count() > 100
    assert_whole()


def test_a_sequencer_killed_at_any_moment_loses_and_forks_nothing(real_db: str, log_places: Path) -> None:
    word("第一件")
    dice = random.Random(3)
    line = [sys.executable, "-c", SEQUENCE, str(log_places), TOWN]
    environment = {**os.environ, "DATABASE_URL": real_db, "DJANGO_SETTINGS_MODULE": "doorstep.config.settings"}
    with psycopg.connect(real_db, options=f"-c search_path={TOWN}", autocommit=True) as writer:
        for turn in range(2):
            with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE) as process:
                assert process.stdout is not None
                assert process.stdout.readline() == b"ready\n"
                until, at = time.monotonic() + 0.1 + dice.random() / 4, 100_000 * (turn + 1)
                while time.monotonic() < until:
                    writer.execute(COPY, [at, at + 4])
                    at += 5
                process.send_signal(signal.SIGKILL)
    assert Entry.objects.exists()
    assert_whole()
