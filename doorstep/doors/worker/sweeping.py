"""Every few minutes looks for what time alone brings about: duties that fall due, ratings that never came. One job a town and sweep."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from django.db import close_old_connections
from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app as django_app
from procrastinate.exceptions import AlreadyEnqueued

from doorstep.doors.wechat.pictures import fetch_pictures
from doorstep.store.jurisdictions.building import list_built
from doorstep.store.jurisdictions.current import serving
from doorstep.wings.allowance import reactions as allowance
from doorstep.wings.chat import reactions as chat
from doorstep.wings.chat.services import FETCH
from doorstep.wings.chat.services import QUEUE as PICTURES
from doorstep.wings.deliberation import reactions as deliberation
from doorstep.wings.demand import reactions as demand
from doorstep.wings.dispatch import reactions as dispatch
from doorstep.wings.escalation import reactions as escalation
from doorstep.wings.grid import reactions as grid
from doorstep.wings.hotspots import reactions as hotspots
from doorstep.wings.intake import reactions as intake
from doorstep.wings.log import reactions as log
from doorstep.wings.outbox import reactions as outbox
from doorstep.wings.outbox.services import QUEUE, SEND, deliver
from doorstep.wings.relay import reactions as relay
from doorstep.wings.rights import reactions as rights
from doorstep.wings.snaps import reactions as snaps
from doorstep.wings.suggestions import reactions as suggestions
from doorstep.wings.themes import reactions as themes
from doorstep.wings.timekeeping import reactions as timekeeping
from doorstep.wings.transfer import forgetting as transfer
from doorstep.wings.voting import reactions as voting
from doorstep.wings.whistles import reactions as whistles

EVERY_FIVE_MINUTES = "*/5 * * * *"
SWEEP, SWEEP_ONE = "doorstep.sweep", "doorstep.sweep_one"
Sweep = Callable[[datetime], object]
FOUND: tuple[Sweep, ...] = (
    *allowance.SWEEPS,
    *chat.SWEEPS,
    *deliberation.SWEEPS,
    *demand.SWEEPS,
    *dispatch.SWEEPS,
    *escalation.SWEEPS,
    *themes.SWEEPS,
    *timekeeping.SWEEPS,
    *grid.SWEEPS,
    *snaps.SWEEPS,
    *hotspots.SWEEPS,
    *intake.SWEEPS,
    *log.SWEEPS,
    *outbox.SWEEPS,
    *relay.SWEEPS,
    *rights.SWEEPS,
    *suggestions.SWEEPS,
    *transfer.SWEEPS,
    *voting.SWEEPS,
    *whistles.SWEEPS,
)
SWEEPS: dict[str, Sweep] = {sweep.__name__: sweep for sweep in FOUND}
# Tries after about 4 seconds, 16 seconds, 1, 4 and 17 minutes; then the message is given up and shown to a person.
GROWING_PAUSES = RetryStrategy(max_attempts=6, exponential_wait=4)
# A sweep that the database left in the middle: soon again, since the next one comes only in five minutes.
SOON_AGAIN = RetryStrategy(max_attempts=4, exponential_wait=3)


def sweep(timestamp: int) -> None:
    """Defer every sweep of every town that is not being built. `timestamp` is the moment for which it was due."""
    close_old_connections()
    task = django_app.tasks[SWEEP_ONE]
    for entry in list_built():
        for name in SWEEPS:
            lock = f"sweep:{entry.schema}:{name}"
            with suppress(AlreadyEnqueued):  # the last one still waits its turn: one is enough
                task.configure(lock=lock, queueing_lock=lock).defer(town=entry.schema, name=name)


def sweep_one(*, town: str, name: str) -> None:
    """One sweep of one town. Finds its work in the tables, so that running it twice does it once."""
    close_old_connections()
    with serving(town):
        SWEEPS[name](datetime.now(UTC))


def send(*, town: str, notice_id: int) -> None:
    """Send one message; raises NotDelivered to be tried again."""
    close_old_connections()
    with serving(town):
        deliver(notice_id, now=datetime.now(UTC))


def register(app: App) -> None:
    """Called with the other tasks."""
    app.task(name=SEND, queue=QUEUE, retry=GROWING_PAUSES)(send)
    app.task(name=FETCH, queue=PICTURES, retry=GROWING_PAUSES)(fetch_pictures)
    app.task(name=SWEEP_ONE, queue="sweeps", retry=SOON_AGAIN)(sweep_one)
    app.periodic(cron=EVERY_FIVE_MINUTES)(app.task(name=SWEEP, queue="sweeps", retry=SOON_AGAIN)(sweep))
