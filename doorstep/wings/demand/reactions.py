"""Puts together what the cases added to the months, now and then. May run twice, and beside another: numbers stay what they are."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction
from doorstep.store.cases.sheets import run

GATHER = """
WITH added AS (DELETE FROM {table} WHERE NOT is_sum RETURNING {keys}, n, done)
INSERT INTO {table} AS m ({keys}, n, done, is_sum) SELECT {keys}, sum(n), sum(done), true FROM added GROUP BY {keys}
HAVING sum(n) <> 0 OR sum(done) <> 0 ORDER BY {keys} ON CONFLICT ({keys}) WHERE is_sum
DO UPDATE SET n = m.n + excluded.n, done = m.done + excluded.done RETURNING 1
"""
KEPT = {
    "demand_monthly": "month, category, street, community, is_tip_off",
    "demand_channelly": "month, channel, street, is_tip_off",
}


def sweep_months(now: datetime) -> int:
    """How many sums changed."""
    return sum(len(run(GATHER.format(table=table, keys=keys), [])) for table, keys in KEPT.items())


REACTIONS: Mapping[str, Iterable[Reaction]] = {}
SWEEPS = (sweep_months,)
