"""Settles a demo town: hires its cast, and has them live some weeks. The way in for whoever prepares an installation."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from doorstep.doors.town.planned import life, the_cast
from doorstep.doors.town.simulation import Tell, live_through
from doorstep.doors.town.walking import go_rounds
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.register import Entry
from doorstep.wings.town.hiring import demo_password, hire_cast

IN_POST_SINCE = timedelta(days=400)


def settled_at(now: datetime, *, weeks: int) -> datetime:
    """When the town of this moment was founded: before the first word was said."""
    return now - timedelta(weeks=weeks, days=2)


def settle(entry: Entry, *, now: datetime, folder: Path, tell: Tell, size: int | None = None) -> int:
    """Bring people and their past into a filled jurisdiction; answers how many events were written. Raises NotASimulation.

    `folder` keeps the demo password; `tell(done, total)` is called now and then. Not to be run twice.
    """
    with serving(entry.schema):
        members = the_cast()
        hire_cast(members, password=demo_password(folder), from_on=(now - IN_POST_SINCE).date())
        written = live_through(life(), now=now, tell=tell, size=size or life().words)
        go_rounds(now=now, weeks=life().weeks, seed=life().seed)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return written
