"""Three workers look for what fell due at once, and one is killed: every clock is found, and none twice."""

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import psycopg

from doorstep.store.cases.models import Clock
from tests.living import NOW, word

ROOT = Path(__file__).parents[2]
CASES, SEED = 120, 20261122
LATER = NOW + timedelta(days=30)
# Looks, writes down what it found in the same transaction, is slow about it, commits; until there is nothing left.
WORKER = """
import os, sys, time
from datetime import datetime
os.environ["DJANGO_SETTINGS_MODULE"] = "doorstep.config.settings"
import django
django.setup()
from django.db import transaction
from doorstep.store.cases import sheets
from doorstep.store.cases.raising import raise_overdue
from doorstep.store.jurisdictions.current import serving
now, empty = datetime.fromisoformat(sys.argv[1]), 0
with serving("town_dujiangyan"):
    while empty < 5:
        with transaction.atomic():
            found = raise_overdue(now, limit=4)
            for one in found:
                sheets.run("INSERT INTO found_by VALUES (%s, %s)", [one.case_id, os.getpid()])
            time.sleep(0.05)
        empty = 0 if found else empty + 1
"""


def begin(url: str, now: datetime) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, now.isoformat()], env={**os.environ, "DATABASE_URL": url}, cwd=ROOT
    )


def test_what_fell_due_is_found_once_by_three_workers_of_whom_one_is_killed(real_db: str) -> None:
    due = {word("路灯不亮", now=NOW).case_id for _ in range(CASES)}
    with psycopg.connect(real_db, options="-c search_path=town_dujiangyan", autocommit=True) as connection:
        connection.execute("CREATE TABLE found_by (case_id uuid, worker int)")
        workers = [begin(real_db, LATER) for _ in range(3)]
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                (found,) = connection.execute("SELECT count(*) FROM found_by").fetchone() or (0,)
                if found > CASES // 6:
                    break
                time.sleep(Random(SEED).uniform(0.01, 0.03))
            workers[0].kill()
            assert [worker.wait(90) for worker in workers][1:] == [0, 0]
        finally:
            for worker in workers:
                worker.kill()
        rows = connection.execute("SELECT case_id, worker FROM found_by").fetchall()
    assert len(rows) == len({row[0] for row in rows}) == CASES
    assert {row[0] for row in rows} == due
    assert len({row[1] for row in rows}) >= 2
    assert not Clock.objects.filter(raised_at__isnull=True, due_at__lte=LATER, stopped_at__isnull=True).exists()
