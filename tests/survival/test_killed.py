"""kill -9 at random moments, while people write and vote: nothing acknowledged is lost, nothing is half written, nothing happens twice."""

import time
from collections.abc import Callable
from functools import partial
from random import Random

import psycopg
import pytest

from conftest import TOWN
from tests.bench.ballots import open_poll, requests_of, signed_tokens
from tests.survival.conftest import Standing
from tests.survival.killing import Victims
from tests.survival.stubborn import Crowd
from tests.survival.voters import Voters

pytestmark = pytest.mark.survival
SEED = 20261123
PEOPLE, CASES_EACH, VOTERS, BALLOTS = 5, 5, 2, 102
EXTRA_KILLS = 2
# Answers between two kills: the house has come back from the last one, and people are at it.
ANSWERS_FIRST = 15
# Without one more answer, without one job less. A slow machine is no fault.
PATIENCE = 240.0
SETTING = f"-c search_path=town_{TOWN},doorstep_shared"

# Rows that one transaction writes together, so that either all are there or none.
HALF_WRITTEN = {
    "case without its words": "SELECT count(*) FROM cases_case c LEFT JOIN cases_casewords w ON w.case_id = c.id WHERE w IS NULL",
    "case without its receipt": "SELECT count(*) FROM cases_case c LEFT JOIN cases_receipt r ON r.case_id = c.id WHERE r IS NULL AND NOT c.is_inner",
    "case whose row is behind its events": """
        SELECT count(*) FROM cases_case c
        WHERE c.seq <> (SELECT count(*) FROM cases_event e WHERE e.case_id = c.id)""",
    "two running clocks of one name": """
        SELECT count(*) FROM (SELECT 1 FROM cases_clock WHERE stopped_at IS NULL
                              GROUP BY case_id, name HAVING count(*) > 1) AS twice""",
    "clock that runs in the row only": """
        SELECT count(*) FROM cases_case c, jsonb_object_keys(c.running) AS k(name)
        WHERE NOT EXISTS (SELECT 1 FROM cases_clock o WHERE o.case_id = c.id AND o.name = k.name AND o.stopped_at IS NULL)""",
}
DONE_TWICE = """
    SELECT count(*) FROM (SELECT 1 FROM cases_event GROUP BY case_id, verb HAVING count(*) > 1) AS twice
"""
# Whom the steps tell: one notice for each event, however often its job was begun.
UNTOLD = """
    SELECT count(*) FROM cases_event e WHERE e.verb = 'dispatch' AND 1 <> (
        SELECT count(*) FROM outbox_notice n
        WHERE n.case_id = e.case_id AND n.seq = e.seq AND n.channel = 'in_app' AND n.template = 'case.dispatched/desk')
"""
WAITING = (
    "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name NOT LIKE 'doorstep.sweep%'"
)
FAILED = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"


def ask(house: Standing, question: str) -> int:
    with psycopg.connect(house.url_owner, options=SETTING) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return int(row[0])


def test_what_was_acknowledged_outlives_every_process(standing: Standing) -> None:
    crowd = Crowd(port=standing.port, tokens=standing.tokens, people=PEOPLE, cases=CASES_EACH, seed=SEED)
    voters = _voters(standing)
    answers = partial(_answers, crowd, voters)
    crowd.start()
    voters.start()
    try:
        _kill_each_and_some_more(standing, answers)
        _wait_until(standing, lambda: crowd.is_done() and voters.is_done(), answers)
    finally:
        crowd.stop()
        voters.stop()
    assert (crowd.kept.faults, voters.faults) == ([], [])
    assert (len(crowd.kept.opened), len(voters.receipts)) == (PEOPLE * CASES_EACH, BALLOTS)
    assert crowd.kept.tries + voters.tries > answers(), "nobody ever had to ask twice"
    _wait_until(standing, lambda: ask(standing, WAITING) == 0, lambda: ask(standing, WAITING))
    _check_nothing_lost(standing, crowd)
    _check_the_box(standing, voters)
    assert {name: ask(standing, question) for name, question in HALF_WRITTEN.items()} == dict.fromkeys(HALF_WRITTEN, 0)
    assert (ask(standing, DONE_TWICE), ask(standing, UNTOLD), ask(standing, FAILED)) == (0, 0, 0)
    verified = standing.command("verify")
    assert (verified.returncode, verified.stderr) == (0, ""), verified.stdout
    assert standing.stop() == 0


def _voters(house: Standing) -> Voters:
    """With a secret poll that is open, and a signed token for each ballot."""
    number = open_poll(electors=1)
    request = requests_of(house.port, number, signed_tokens(number, BALLOTS))
    return Voters(port=house.port, request=request, ballots=BALLOTS, people=VOTERS)


def _answers(crowd: Crowd, voters: Voters) -> int:
    """What was acknowledged."""
    return len(crowd.kept.opened) + len(crowd.kept.taken) + len(voters.receipts)


def _kill_each_and_some_more(house: Standing, answers: Callable[[], int]) -> None:
    """One after another in the middle of the work; last the database itself."""
    rng, victims = Random(SEED), Victims(house.process.pid, house.var)
    order = [*victims.parts, *rng.choices(list(victims.parts), k=EXTRA_KILLS)]
    rng.shuffle(order)
    for part in (*order, "postmaster"):
        _wait_for_more(house, answers)
        _wait_until(house, partial(victims.kill, part, rng.choice), lambda: None)


def _wait_for_more(house: Standing, answers: Callable[[], int]) -> None:
    enough = answers() + ANSWERS_FIRST
    _wait_until(house, lambda: answers() >= enough, answers)


def _wait_until(house: Standing, is_so: Callable[[], bool], stands: Callable[[], object]) -> None:
    """However long it takes, as long as it goes on."""
    last, until = stands(), time.monotonic() + PATIENCE
    while not is_so():
        if (now := stands()) != last:
            last, until = now, time.monotonic() + PATIENCE
        assert time.monotonic() < until, f"stands at {last}\n{house.last_words()}"
        time.sleep(0.05)


def _check_nothing_lost(house: Standing, crowd: Crowd) -> None:
    """Each word is one case, each step one event, and no other exists."""
    with psycopg.connect(house.url_owner, options=SETTING) as connection:
        cases = {row[0] for row in connection.execute("SELECT number FROM cases_case WHERE NOT is_inner")}
        events = {
            (number, verb, seq)
            for number, verb, seq in connection.execute(
                "SELECT c.number, e.verb, e.seq FROM cases_event e JOIN cases_case c ON c.id = e.case_id"
                " WHERE e.seq > 1 AND NOT c.is_inner AND e.actor_kind <> 'system'"
            )
        }
    numbers = [number for number, _ in crowd.kept.opened.values()]
    assert len(set(numbers)) == len(numbers), "two words got one number"
    assert set(numbers) == cases
    assert set(crowd.kept.taken.values()) == events


def _check_the_box(house: Standing, voters: Voters) -> None:
    """Each ballot that was acknowledged is in the box under its receipt, once, however often it was sent; and no other is."""
    with psycopg.connect(house.url_owner, options=SETTING) as connection:
        leaves = [row[0].hex() for row in connection.execute("SELECT leaf FROM voting_ballot")]
    assert sorted(leaves) == sorted(voters.receipts.values())
