"""The job that posts one webhook, with growing pauses after each failure."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import close_old_connections
from procrastinate import App, RetryStrategy

from doorstep.store.jurisdictions.current import serving
from doorstep.wings.relay.services import MOST_TRIES, POST, QUEUE, deliver

# Tries after about 5 and 25 seconds, 2, 10 and 52 minutes, 4 hours; then it is given up and shown to a person.
GROWING_PAUSES = RetryStrategy(max_attempts=MOST_TRIES, exponential_wait=5)


def post_webhook(*, town: str, delivery_id: str) -> None:
    """Raises NotDelivered to be tried again."""
    close_old_connections()
    with serving(town):
        deliver(UUID(delivery_id), now=datetime.now(UTC))


def register(app: App) -> None:
    """Called with the other tasks."""
    app.task(name=POST, queue=QUEUE, retry=GROWING_PAUSES)(post_webhook)
