"""Work among offices as lists: the cases that one opening event began, with the answers of their opening form.

Driven by the index of events, newest first; never counts. Opens nothing that is sealed: what was written in words stays out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import sheets
from doorstep.store.cases.keysets import PAGE, Mark, Page
from doorstep.store.cases.lines import COLUMNS, CaseLine, lines_from
from doorstep.store.cases.sight import NOT_SEALED, Condition, in_view

BEGUN = """
SELECT e.case_id, e.at, e.facts::text FROM cases_event e JOIN cases_case c ON c.id = e.case_id
WHERE e.name = %s AND {where} ORDER BY e.at DESC, e.case_id DESC LIMIT %s
"""
LINES = f"WITH page AS (SELECT unnest(%s::uuid[]) AS id) {COLUMNS}"
BENEATH = """
SELECT t.parent_id, t.kind, count(*), count(*) FILTER (WHERE c.is_final) FROM cases_tie t JOIN cases_case c ON c.id = t.child_id
WHERE t.parent_id = ANY(%s::uuid[]) GROUP BY t.parent_id, t.kind
"""


@dataclass(frozen=True, kw_only=True)
class Order:
    """One piece of inner work. `facts`: the answers of its opening form. `tied`: of each kind of tie beneath it, how many, and how
    many of them are finished."""

    line: CaseLine
    begun_at: datetime
    facts: Mapping[str, Any]
    tied: Mapping[str, tuple[int, int]]


def orders(
    event: str,
    view: Visibility,
    *,
    now: datetime,
    is_open: bool | None = None,
    fact: tuple[str, str] | None = None,
    after: Mark | None = None,
) -> Page[Order]:
    """One page of what this event began, newest first. `is_open`: only what is still open, or only what is closed. `fact`: an
    answer of the opening form that must be so."""
    conditions = [*in_view(view), NOT_SEALED]
    if is_open is not None:
        conditions.append(Condition("NOT c.is_final" if is_open else "c.is_final"))
    if fact:
        conditions.append(Condition("e.facts->>%s = %s", fact))
    if after and after.moment:
        conditions.append(Condition("(e.at, e.case_id) < (%s, %s)", (after.moment, after.id)))
    if view.nothing:
        return Page(rows=[])
    where = " AND ".join(each.sql for each in conditions) or "TRUE"
    values = [value for each in conditions for value in each.parameters]
    rows = sheets.run(BEGUN.format(where=where), [event, *values, PAGE + 1])
    shown = rows[:PAGE]
    more = str(Mark(shown[-1][1], shown[-1][0])) if len(rows) > PAGE else ""
    return Page(rows=_orders(shown, now), after=more)


def _orders(rows: Sequence[tuple[Any, ...]], now: datetime) -> list[Order]:
    if not rows:
        return []
    ids = [row[0] for row in rows]
    lines = {line.id: line for line in lines_from(sheets.run(LINES, [ids]), now=now)}
    tied: dict[UUID, dict[str, tuple[int, int]]] = {}
    for parent, kind, count, done in sheets.run(BENEATH, [ids]):
        tied.setdefault(parent, {})[kind] = (count, done)
    return [
        Order(line=lines[case_id], begun_at=at, facts=json.loads(facts), tied=tied.get(case_id, {}))
        for case_id, at, facts in rows
    ]


def facts_of_opening(case_id: UUID) -> Mapping[str, Any]:
    """The answers of one case's opening form."""
    rows = sheets.run("SELECT facts::text FROM cases_event WHERE case_id = %s AND seq = 1", [case_id])
    found: Mapping[str, Any] = json.loads(rows[0][0]) if rows else {}
    return found
