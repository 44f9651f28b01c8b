"""Counts how often something is done 限次, in the database, so that all web processes count together. One statement.

Counts in whole stretches from the first use. Knows neither addresses nor phones: whoever asks names a bucket, and only its
keyed hash is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from doorstep.store.sealing import keyed_hash

SPEND = """
INSERT INTO intake_tally AS tally (bucket, used, until)
SELECT bucket, 1, %s + span FROM unnest(%s::bytea[], %s::interval[]) AS asked(bucket, span) ORDER BY bucket
ON CONFLICT (bucket) DO UPDATE SET
    used = CASE WHEN tally.until <= %s THEN 1 ELSE least(tally.used, 1000000) + 1 END,
    until = CASE WHEN tally.until <= %s THEN excluded.until ELSE tally.until END
RETURNING bucket, used, until
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ration:
    """At most `times` of `what` for one `who` within `span`."""

    what: str
    who: str
    times: int
    span: timedelta

    @property
    def bucket(self) -> bytes:
        return keyed_hash(f"{self.what}:{self.span.total_seconds():.0f}:{self.who}", "ration")


def spend(rations: Sequence[Ration], *, now: datetime) -> timedelta:
    """Count one use of each. Returns how long to wait until all have room again: nothing when the use is allowed."""
    if not rations:
        return timedelta(0)
    by_bucket = {ration.bucket: ration for ration in rations}
    with connection.cursor() as cursor:
        spans = [ration.span for ration in by_bucket.values()]
        cursor.execute(SPEND, [now, list(by_bucket), spans, now, now])
        rows = cursor.fetchall()
    waits = [until - now for bucket, used, until in rows if used > by_bucket[bytes(bucket)].times]
    return max(waits, default=timedelta(0))


def forget_old(*, now: datetime) -> int:
    """Drop tallies whose time is over. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_tally WHERE until <= %s", [now])
        return int(cursor.rowcount)
