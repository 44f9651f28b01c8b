"""Lists of cases, newest first: all that is in view, and what a unit recorded.

A page is merged from strands (see `sight`): the narrowest of what the reader chose and what the reader may see. The whole
view stands as a condition in every statement; choosing narrows, and never shows more.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from doorstep.kernel.visibility import Visibility
from doorstep.store.cases.choosing import Chosen, conditions_of, strands_for
from doorstep.store.cases.keysets import PAGE, Mark, Page
from doorstep.store.cases.lines import COLUMNS, CaseLine, lines_from
from doorstep.store.cases.sight import Condition, Strand, in_view
from doorstep.store.places.atlas import atlas


def all_cases(
    view: Visibility, chosen: Chosen, *, now: datetime, after: Mark | None = None, before: Mark | None = None
) -> Page[CaseLine]:
    """One page of what is in view and was chosen; older than `after`, or the page just newer than `before`."""
    if (chosen.scope == "view" and view.nothing) or (chosen.place and atlas().at(chosen.place) is None):
        return Page(rows=[])
    strands = strands_for(view, chosen)
    conditions = conditions_of(chosen)
    if chosen.scope == "view":
        conditions += in_view(view)
    edge, forward = (before, False) if before else (after, True)
    if edge and edge.moment:
        conditions.append(Condition(f"(c.opened_at, c.id) {'<' if forward else '>'} (%s, %s)", (edge.moment, edge.id)))
    rows = _run(strands, conditions, "DESC" if forward else "ASC")
    return _page(rows, now, forward=forward, is_first=edge is None)


def _run(strands: tuple[Strand, ...], conditions: list[Condition], order: str) -> list[tuple[Any, ...]]:
    where = " AND ".join(condition.sql for condition in conditions) or "true"
    values = [value for condition in conditions for value in condition.parameters]
    ordered = f"ORDER BY c.opened_at {order}, c.id {order} LIMIT {PAGE + 1}"
    parts: list[str] = []
    parameters: list[Any] = []
    for strand in strands:
        if len(strand.values) == 1:
            parts.append(
                f"(SELECT c.id, c.opened_at FROM cases_case c WHERE c.{strand.column} = %s AND {where} {ordered})"
            )
            parameters += [strand.values[0], *values]
        else:
            parts.append(
                f"(SELECT c.id, c.opened_at FROM unnest(%s::text[]) AS strand(value) CROSS JOIN LATERAL (SELECT c.id, c.opened_at"
                f" FROM cases_case c WHERE c.{strand.column} = strand.value AND {where} {ordered}) AS c)"
            )
            parameters += [list(strand.values), *values]
    if not strands:
        parts, parameters = [f"(SELECT c.id, c.opened_at FROM cases_case c WHERE {where} {ordered})"], values
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH page AS (SELECT c.id FROM ({' UNION '.join(parts)}) AS c {ordered})"
            f" {COLUMNS} ORDER BY c.opened_at {order}, c.id {order}",
            parameters,
        )
        return cursor.fetchall()  # type: ignore[no-any-return]


def _page(rows: list[tuple[Any, ...]], now: datetime, *, forward: bool, is_first: bool) -> Page[CaseLine]:
    has_more = len(rows) > PAGE
    lines = lines_from(rows[:PAGE], now=now)
    if not forward:
        lines.reverse()
    if not lines:
        return Page(rows=lines)
    oldest, newest = str(Mark(lines[-1].opened_at, lines[-1].id)), str(Mark(lines[0].opened_at, lines[0].id))
    return Page(
        rows=lines,
        after=oldest if has_more or not forward else "",
        before=newest if (forward and not is_first) or (not forward and has_more) else "",
    )
