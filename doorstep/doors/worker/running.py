"""Runs the queue's jobs until told to stop, and gives back the jobs of a worker that was killed in the middle of them.

Polls: see the migration that takes NOTIFY away. Jobs must bear being run twice, since a killed worker cannot say how far it came.
"""

import asyncio
import logging
from datetime import UTC, datetime

from django.conf import settings
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.utils import connector_params

from doorstep.doors.worker.sequencing import Rounds

POLLS_EVERY = 0.5
BEATS_EVERY = 4.0
GIVEN_UP_AFTER = 12.0
log = logging.getLogger(__name__)


def work(*, concurrency: int = 4, until_empty: bool = False) -> None:
    """Runs jobs until SIGTERM or SIGINT (the ones begun are finished first), or until none is left."""
    asyncio.run(_work(concurrency=concurrency, until_empty=until_empty))


def _app() -> App:
    """Our tasks with a connector of their own, looking into the schema that all jurisdictions share."""
    parameters = {**connector_params(), "options": f"-c search_path={settings.SHARED_SCHEMA}"}
    return django_app.with_connector(PsycopgConnector(kwargs=parameters, min_size=1, max_size=4))


async def _work(*, concurrency: int, until_empty: bool) -> None:
    rounds = Rounds()
    async with _app().open_async() as app:
        giving_back = asyncio.create_task(_give_back_for_ever(app))
        if not until_empty:
            rounds.start()
        try:
            await _run(app, concurrency, until_empty=until_empty)
            # A worker that runs until empty looks once more too early: its last jobs may have left new ones behind.
            while until_empty and await _has_due(app, now=datetime.now(UTC)):
                await _run(app, concurrency, until_empty=True)
        finally:
            giving_back.cancel()
            if rounds.is_alive():
                await asyncio.to_thread(rounds.stop)


async def _run(app: App, concurrency: int, *, until_empty: bool) -> None:
    await app.run_worker_async(
        wait=not until_empty,
        concurrency=concurrency,
        listen_notify=False,
        fetch_job_polling_interval=POLLS_EVERY,
        update_heartbeat_interval=BEATS_EVERY,
        stalled_worker_timeout=GIVEN_UP_AFTER,
        delete_jobs="successful",
        shutdown_graceful_timeout=20,
    )


async def _has_due(app: App, *, now: datetime) -> bool:
    waiting = await app.job_manager.list_jobs_async(status="todo")
    return any(job.scheduled_at is None or job.scheduled_at <= now for job in waiting)


async def _give_back_for_ever(app: App) -> None:
    while True:
        await give_back(app, now=datetime.now(UTC))
        await asyncio.sleep(BEATS_EVERY)


async def give_back(app: App, *, now: datetime) -> int:
    """Jobs whose worker no longer beats become due again; answers how many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=GIVEN_UP_AFTER))
    for job in stalled:
        log.warning("job %s (%s) was left by a worker that is gone: due again", job.id, job.task_name)
        await app.job_manager.retry_job(job, retry_at=now)
    return len(stalled)
