"""The worker works through what steps left behind, and takes up what a killed worker dropped."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app as django_app

from doorstep.doors.worker import running
from doorstep.store.jurisdictions.current import serving

SHARED = "doorstep_shared"
NOTE = "test.note"
noted: list[str] = []


@pytest.fixture
def noting() -> Iterator[None]:
    """A task that writes down what it was told, for the length of one test."""
    noted.clear()
    django_app.task(name=NOTE, queue="tests")(lambda word: noted.append(word))
    yield
    del django_app.tasks[NOTE]


def jobs() -> dict[str, str]:
    with serving(SHARED), connection.cursor() as cursor:
        cursor.execute("SELECT args->>'word', status::text FROM procrastinate_jobs WHERE task_name = %s", [NOTE])
        return dict(cursor.fetchall())


def leave_behind(word: str) -> None:
    """A job as a worker leaves it that was killed a minute ago."""
    with serving(SHARED), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id"
        )
        row = cursor.fetchone()
        assert row is not None
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
            " VALUES ('tests', %s, %s, 'doing', %s)",
            [NOTE, json.dumps({"word": word}), row[0]],
        )


@pytest.mark.usefixtures("real_db", "noting")
def test_jobs_deferred_in_a_transaction_run_after_it_and_never_when_it_fails() -> None:
    with serving(SHARED), transaction.atomic():
        django_app.tasks[NOTE].defer(word="kept")
    with pytest.raises(ZeroDivisionError), serving(SHARED), transaction.atomic():
        django_app.tasks[NOTE].defer(word="undone")
        raise ZeroDivisionError
    running.work(until_empty=True)
    assert noted == ["kept"]
    assert jobs() == {}


@pytest.mark.usefixtures("real_db", "noting")
def test_a_job_dropped_by_a_killed_worker_is_done_once_by_the_next() -> None:
    leave_behind("dropped")

    async def give_back() -> int:
        async with running._app().open_async() as app:
            return await running.give_back(app, now=datetime.now(UTC))

    assert asyncio.run(give_back()) == 1
    assert jobs() == {"dropped": "todo"}
    assert asyncio.run(give_back()) == 0
    running.work(until_empty=True)
    assert noted == ["dropped"]
