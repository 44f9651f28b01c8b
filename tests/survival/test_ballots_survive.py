"""kill -9 while people vote: every ballot that was acknowledged is in the box, once, however often and by how many at once it was sent."""

import http.client
import threading
import time
from collections.abc import Callable
from random import Random

import psutil
import psycopg
import pytest

from tests.bench.ballots import open_poll, requests_of, signed_tokens
from tests.bench.ground import SCHEMA, web

pytestmark = pytest.mark.survival
VOTERS, EACH = 4, 50
PATIENCE = 60.0
SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%voting%' LIMIT 2
"""


def test_no_ballot_is_lost_or_doubled_when_processes_are_killed(real_db: str) -> None:
    number = open_poll()
    tokens = signed_tokens(number, VOTERS * EACH)
    faults: list[str] = []
    with web(real_db, threads=4) as (port, master):
        request = requests_of(port, number, tokens)
        voters = [
            threading.Thread(target=_vote, args=(port, request, range(turn, len(tokens), VOTERS), faults))
            for turn in range(VOTERS)
        ]
        for voter in voters:
            voter.start()
        _kill(master, real_db, Random(20261123))
        for voter in voters:
            voter.join(PATIENCE)
        assert not any(voter.is_alive() for voter in voters)
    assert faults == []
    with psycopg.connect(real_db, options=f"-c search_path={SCHEMA},doorstep_shared") as connection:
        row = connection.execute("SELECT count(*), count(DISTINCT key_hash), count(DISTINCT leaf) FROM voting_ballot")
        assert row.fetchone() == (len(tokens),) * 3


def _vote(port: int, request: Callable[[int], bytes], turns: range, faults: list[str]) -> None:
    """Each ballot until it is acknowledged, and then twice more from two threads at once."""
    for turn in turns:
        until = time.monotonic() + PATIENCE
        while (status := _send(port, request(turn))) != 200:
            if status and status < 500:
                faults.append(f"{status} for ballot {turn}")
                return
            if time.monotonic() > until:
                faults.append(f"never acknowledged: {turn}")
                return
            time.sleep(0.05)
        if turn % 4 == 0:
            again = [threading.Thread(target=_send, args=(port, request(turn))) for _ in range(2)]
            for one in again:
                one.start()
            for one in again:
                one.join()


def _send(port: int, raw: bytes) -> int:
    """Status; 0 when the line broke, at whatever moment."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("POST", first.split()[1], body, dict(one.split(": ", 1) for one in lines))
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    else:
        return answer.status
    finally:
        line.close()


def _kill(master: int, url: str, rng: Random) -> None:
    """A web process, and sessions of the database in the middle of whatever they do."""
    for part in ("sessions", "process", "sessions", "sessions"):
        time.sleep(rng.uniform(0.4, 0.9))
        if part == "process":
            below = psutil.Process(master).children(recursive=True)
            workers = [one for one in below if "resource_tracker" not in " ".join(one.cmdline())]
            rng.choice(workers).kill()
        else:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(SESSIONS)
