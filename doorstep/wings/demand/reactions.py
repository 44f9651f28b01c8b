"""Puts together what the cases added to the months, now and then. May run twice, and beside another: numbers stay what they are."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction
from doorstep.store.cases.sheets import run

GATHER = """
WITH added AS (
    DELETE FROM demand_monthly WHERE NOT is_sum RETURNING month, category, street, community, is_tip_off, n, done
)
INSERT INTO demand_monthly AS m (month, category, street, community, is_tip_off, n, done, is_sum)
SELECT month, category, street, community, is_tip_off, sum(n), sum(done), true FROM added GROUP BY 1, 2, 3, 4, 5
HAVING sum(n) <> 0 OR sum(done) <> 0 ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (month, category, street, community, is_tip_off) WHERE is_sum
DO UPDATE SET n = m.n + excluded.n, done = m.done + excluded.done RETURNING 1
"""


def sweep_months(now: datetime) -> int:
    """How many sums changed."""
    return len(run(GATHER, []))


REACTIONS: Mapping[str, Iterable[Reaction]] = {}
SWEEPS = (sweep_months,)
