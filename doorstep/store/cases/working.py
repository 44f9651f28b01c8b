"""My work 我的活: the cases that wait for one actor, by what is due next, and the numbers above them.

Reads by the keys that `owed_by` may hold for the actor, each along the index `cases_owed`, so that a desk with three cases
and an office with a hundred thousand read one page alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection

from doorstep.kernel.case import KEEPER
from doorstep.store.cases.keysets import PAGE, Mark, Page
from doorstep.store.cases.lines import COLUMNS, CaseLine, lines_from

Bucket = Literal["", "overdue", "today", "week"]

# With a due moment first, then those without; each key gives its first rows from the index, and the page is merged of them.
MINE = f"""
WITH page AS (
    SELECT part.id, part.due_at FROM unnest(%s::text[]) AS mine(key) CROSS JOIN LATERAL (
        (SELECT id, due_at FROM cases_case WHERE owed_by = mine.key AND NOT is_final AND {{dated}}
         ORDER BY due_at, id LIMIT {PAGE + 1})
        UNION ALL
        (SELECT id, due_at FROM cases_case WHERE owed_by = mine.key AND NOT is_final AND due_at IS NULL AND {{undated}}
         ORDER BY id LIMIT {PAGE + 1})
    ) AS part ORDER BY part.due_at NULLS LAST, part.id LIMIT {PAGE + 1}
)
{COLUMNS} ORDER BY c.due_at NULLS LAST, c.id
"""
COUNTS = """
SELECT count(*), count(*) FILTER (WHERE due_at < %s), count(*) FILTER (WHERE due_at >= %s AND due_at <= %s),
       count(*) FILTER (WHERE due_at >= %s AND due_at <= %s)
FROM cases_case WHERE owed_by = ANY(%s::text[]) AND NOT is_final
"""
# Two disjoint parts, so that each may use the index of its column.
OTHERS = f"""
    SELECT id, due_at FROM cases_case WHERE lead_unit = ANY(%s::text[]) AND NOT is_final AND owed_by <> ALL(%s::text[])
        AND owed_by <> '{KEEPER}'
    UNION ALL
    SELECT id, due_at FROM cases_case WHERE opened_unit = ANY(%s::text[]) AND NOT is_final AND owed_by <> ALL(%s::text[])
        AND owed_by <> '{KEEPER}' AND lead_unit <> ALL(%s::text[])
"""


@dataclass(frozen=True, kw_only=True)
class Today:
    """The moments that divide the work: now, the end of the town's day, the end of its week (Sunday)."""

    now: datetime
    day_ends: datetime
    week_ends: datetime


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Counts of my work; `week` includes what is due today. `others`: open cases of my unit that somebody else owes."""

    mine: int
    overdue: int
    today: int
    week: int
    others: int


def my_work(keys: Sequence[str], today: Today, *, bucket: Bucket = "", after: Mark | None = None) -> Page[CaseLine]:
    """One page of what waits for these keys, the next due first."""
    if not keys:
        return Page(rows=[])
    dated, dated_values = _dated(today, bucket, after)
    undated, undated_values = _undated(bucket, after)
    with connection.cursor() as cursor:
        cursor.execute(MINE.format(dated=dated, undated=undated), [list(keys), *dated_values, *undated_values])
        rows = cursor.fetchall()
    return page_of(rows, today.now)


def page_of(rows: Sequence[tuple[Any, ...]], now: datetime) -> Page[CaseLine]:
    """A page by due moment from up to one row too many."""
    lines = lines_from(rows[:PAGE], now=now)
    last = lines[-1] if len(rows) > PAGE else None
    return Page(rows=lines, after=str(Mark(last.due_at, last.id)) if last else "")


def _dated(today: Today, bucket: Bucket, after: Mark | None) -> tuple[str, list[Any]]:
    """Which of the cases with a due moment."""
    if after and after.moment is None:
        return "false", []
    parts = ["due_at IS NOT NULL"]
    values: list[Any] = []
    match bucket:
        case "overdue":
            parts, values = ["due_at < %s"], [today.now]
        case "today":
            parts, values = ["due_at >= %s AND due_at <= %s"], [today.now, today.day_ends]
        case "week":
            parts, values = ["due_at >= %s AND due_at <= %s"], [today.now, today.week_ends]
        case "":
            pass
    if after:
        parts.append("(due_at, id) > (%s, %s)")
        values += [after.moment, after.id]
    return " AND ".join(parts), values


def _undated(bucket: Bucket, after: Mark | None) -> tuple[str, list[Any]]:
    """Which of those without."""
    if bucket:
        return "false", []
    if after and after.moment is None:
        return "id > %s", [after.id]
    return "true", []


def figures(keys: Sequence[str], units: Sequence[str], today: Today) -> Figures:
    """The numbers above my work, in one statement; `units` are the codes of the units I hold posts in."""
    keys, units, now = list(keys), list(units), today.now
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT mine.*, (SELECT count(*) FROM ({OTHERS}) AS waiting) FROM ({COUNTS}) AS mine",
            [units, keys, units, keys, units, now, now, today.day_ends, now, today.week_ends, keys],
        )
        mine, overdue, day, week, others = cursor.fetchone()
    return Figures(mine=mine, overdue=overdue, today=day, week=week, others=others)


def waiting_for_others(
    keys: Sequence[str], units: Sequence[str], today: Today, *, after: Mark | None = None
) -> Page[CaseLine]:
    """Open cases that my units lead or recorded and somebody else owes, the next due first."""
    keys, units = list(keys), list(units)
    beyond = "true"
    values: list[Any] = []
    if after and after.moment is None:
        beyond, values = "due_at IS NULL AND id > %s", [after.id]
    elif after:
        beyond, values = "(due_at IS NULL OR (due_at, id) > (%s, %s))", [after.moment, after.id]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH page AS (SELECT id FROM ({OTHERS}) AS waiting WHERE {beyond} ORDER BY due_at NULLS LAST, id"
            f" LIMIT {PAGE + 1}) {COLUMNS} ORDER BY c.due_at NULLS LAST, c.id",
            [units, keys, units, keys, units, *values],
        )
        rows = cursor.fetchall()
    return page_of(rows, today.now)
