"""The jobs that procrastinate runs. A failed reaction is kept, retried with growing pauses, and then shown as not done."""

from uuid import UUID

from django.db import close_old_connections, transaction
from procrastinate import App, RetryStrategy

from doorstep.doors.worker import importing, relaying, sweeping
from doorstep.doors.worker.hearing import HEAR, hear, leave
from doorstep.store.cases.hearing import Told, reactions_to
from doorstep.store.cases.ledger import REACT, REACTIONS_QUEUE
from doorstep.store.jurisdictions.current import serving

RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)


def react(*, town: str, case_id: str, seq: int, event: str) -> None:
    """Defer one job for each reaction to this event, all or none."""
    close_old_connections()
    with serving(town), transaction.atomic():
        for name in reactions_to(event):
            leave(Told(town=town, case_id=UUID(case_id), seq=seq, event=event), name)


def register(app: App) -> None:
    """Called by procrastinate once Django is ready."""
    app.task(name=REACT, queue=REACTIONS_QUEUE, retry=RETRY)(react)
    app.task(name=HEAR, queue=REACTIONS_QUEUE, retry=RETRY)(hear)
    sweeping.register(app)
    importing.register(app)
    relaying.register(app)
