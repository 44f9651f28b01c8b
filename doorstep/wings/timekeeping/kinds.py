"""Counts and lists the open cases of the whole town along one index: by unit, clock, request type and urgency, ordered by due moment.

Such a kind is found by leaping from one to the next; within it a span of due moments is counted from the index alone, and its
first cases stand at its beginning. So a number costs what it counts and no more, and is never older than the page.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from doorstep.store.cases import sheets

IS_OPEN = "NOT c.is_final AND c.due_at IS NOT NULL"
KIND = "c.lead_unit, c.due_clock, c.request_type, c.urgency"
# A kind and until which moment it counts as due soon; null where its rule does not warn.
KINDS = f"""
WITH RECURSIVE leaps AS (
    (SELECT {KIND} FROM cases_case c WHERE {IS_OPEN} {{of_unit}} ORDER BY {KIND} LIMIT 1)
    UNION ALL
    SELECT n.* FROM leaps k CROSS JOIN LATERAL (
        SELECT {KIND} FROM cases_case c
        WHERE {IS_OPEN} {{of_unit}} AND ({KIND}) > (k.lead_unit, k.due_clock, k.request_type, k.urgency)
        ORDER BY {KIND} LIMIT 1
    ) AS n
), kinds AS (
    SELECT k.*, s.soon_until FROM leaps k LEFT JOIN
        (SELECT * FROM unnest(%(names)s::text[], %(types)s::text[], %(urgencies)s::text[], %(untils)s::timestamptz[])
            AS s(name, request_type, urgency, soon_until)) AS s
        ON s.name = k.due_clock AND s.request_type = k.request_type AND s.urgency = k.urgency
    WHERE {{of_clock}}
)
"""
SAME = f"""cases_case c WHERE {IS_OPEN} AND c.lead_unit = k.lead_unit AND c.due_clock = k.due_clock
    AND c.request_type = k.request_type AND c.urgency = k.urgency"""
LAST_PAST = "%(now)s::timestamptz - interval '1 microsecond'"
SPANS = {
    "late": "c.due_at < %(now)s",
    "soon": "c.due_at >= %(now)s AND c.due_at <= k.soon_until",
    "ok": f"c.due_at > coalesce(k.soon_until, {LAST_PAST})",
}
COUNTED = """
SELECT k.lead_unit, k.due_clock, n.standing, sum(n.n)::bigint FROM kinds k CROSS JOIN LATERAL ({counts}) AS n(standing, n)
WHERE n.n > 0 GROUP BY 1, 2, 3
""".format(
    counts=" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {SAME} AND {span}" for name, span in SPANS.items())
)
FIRST = f"""
SELECT f.id FROM kinds k CROSS JOIN LATERAL (
    SELECT c.id, c.due_at FROM {SAME} AND {{span}} ORDER BY c.due_at, c.id LIMIT {{most}}
) AS f ORDER BY f.due_at, f.id LIMIT {{most}}
"""
BY_DAY = f"""
SELECT d.turn, sum(n.n)::bigint FROM kinds k
CROSS JOIN unnest(%(afters)s::timestamptz[], %(until)s::timestamptz[]) WITH ORDINALITY AS d(after, until, turn)
CROSS JOIN LATERAL (SELECT count(*) AS n FROM {SAME} AND c.due_at > d.after AND c.due_at <= d.until) AS n
GROUP BY 1
"""
Values = Mapping[str, Any]


def counted(soon: Values, now: datetime, *, unit: str | None) -> list[tuple[Any, ...]]:
    """Unit, clock, standing, how many; of all units, or of one."""
    kinds, values = _kinds(soon, now, unit, "")
    return sheets.run(kinds + COUNTED, values)


def by_span(soon: Values, now: datetime, ends: Sequence[datetime], *, unit: str | None) -> list[int]:
    """How many fall due from now up to the first end, and from each end to the next, the later end included."""
    kinds, values = _kinds(soon, now, unit, "")
    spans = {"afters": [now - datetime.resolution, *ends[:-1]], "until": list(ends)}
    found = dict(sheets.run(kinds + BY_DAY, {**values, **spans}))
    return [found.get(turn, 0) for turn in range(1, len(ends) + 1)]


def first(soon: Values, now: datetime, standing: str, *, unit: str | None, clock: str, most: int) -> tuple[str, Values]:
    """A query for the ids of those due first, and what it asks for; for a list to stand on."""
    kinds, values = _kinds(soon, now, unit, clock)
    return f"{kinds.strip()}, page AS ({FIRST.format(span=SPANS[standing], most=most)})", values


def _kinds(soon: Values, now: datetime, unit: str | None, clock: str) -> tuple[str, dict[str, Any]]:
    of_unit = "" if unit is None else "AND c.lead_unit = %(unit)s"
    of_clock = "k.due_clock = %(clock)s" if clock else "true"
    return KINDS.format(of_unit=of_unit, of_clock=of_clock), {**soon, "now": now, "unit": unit, "clock": clock}
