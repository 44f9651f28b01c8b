"""The jobs of imports: look a file through, write its slices, and tell the wings of what was opened. Each may be run again."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import close_old_connections
from procrastinate import App, RetryStrategy

from doorstep.doors.worker.hearing import leave
from doorstep.store.cases.hearing import Told, reaction_named, reactions_to
from doorstep.store.jurisdictions.current import serving
from doorstep.wings.transfer import looking, running
from doorstep.wings.transfer.models import LOOK, QUEUE, TELL, WORK

OPENED = "case.opened"
# An import of yesterday's orders rings nobody's phone: notices begin with the first step taken here.
QUIET = ("outbox.",)
RETRY = RetryStrategy(max_attempts=4, exponential_wait=4)
log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


def look_through(*, town: str, import_id: str) -> None:
    """Every row read and checked."""
    close_old_connections()
    with serving(town):
        looking.look(UUID(import_id), now=_now())


def import_slices(*, town: str, import_id: str) -> None:
    """Slices written until none is left."""
    close_old_connections()
    with serving(town):
        running.work(UUID(import_id), now=_now)


def tell_of_import(*, town: str, cases: Sequence[str]) -> None:
    """What each opened case's own job would have done. A reaction that fails gets such a job, which is retried and shown."""
    close_old_connections()
    names = [name for name in reactions_to(OPENED) if not name.startswith(QUIET)]
    with serving(town):
        for case_id in cases:
            told = Told(town=town, case_id=UUID(case_id), seq=1, event=OPENED)
            for name in names:
                _react(name, told)


def _react(name: str, told: Told) -> None:
    try:
        reaction_named(name)(told, now=_now())
    except Exception:  # whatever it is, it is kept as a job of its own
        log.exception("reaction %s to an imported case failed and is deferred", name)
        leave(told, name)


def register(app: App) -> None:
    """Called with the other tasks."""
    app.task(name=LOOK, queue=QUEUE, retry=RETRY)(look_through)
    app.task(name=WORK, queue=QUEUE, retry=RETRY)(import_slices)
    app.task(name=TELL, queue=QUEUE, retry=RETRY)(tell_of_import)
