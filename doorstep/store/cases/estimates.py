"""How many rows fit, by PostgreSQL's own statistics: a choice between two ways costs a millisecond, counting would cost both.

Statistics come with ANALYZE (autovacuum runs it). Where there are none yet, a table is small, and any way is quick.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

# An element that is in nearly every row says as little as one that nobody counted: the rarest of those asked for decides.
COMMONEST = """
SELECT element, frequency * (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = %s::regclass)
FROM pg_stats s CROSS JOIN LATERAL unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS known(element, frequency)
WHERE s.schemaname = current_schema() AND s.tablename = %s AND s.attname = %s AND element = ANY(%s)
"""


def rows_of(statement: str, values: Sequence[Any]) -> float:
    """How many rows the planner expects of a SELECT."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        plan = cursor.fetchone()[0]
    return float((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])


def rows_with_all(table: str, column: str, elements: Iterable[str]) -> float:
    """At most how many rows hold all these elements in an array: those of the rarest; 0 for one that is not among the common.

    The planner multiplies their shares instead, as if they were independent, and neighbouring characters are anything but.
    """
    wanted = sorted(set(elements))
    with connection.cursor() as cursor:
        cursor.execute(COMMONEST, [table, table, column, wanted])
        known = dict(cursor.fetchall())
    return min((float(known.get(element, 0)) for element in wanted), default=0.0)
