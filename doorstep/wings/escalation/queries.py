"""What stands at which level now, by which rule it came there, and how often each rule spoke. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import sheets
from doorstep.store.cases.keysets import PAGE, Mark, Page
from doorstep.store.cases.lines import COLUMNS, CaseLine, lines_from
from doorstep.store.cases.sight import Condition, in_view

STANDING = """
SELECT s.case_id, s.level, s.rule, s.measure, s.led_by, s.since FROM escalation_stay s JOIN cases_case c ON c.id = s.case_id
WHERE s.until IS NULL AND s.level = ANY(%s::text[]) AND {where} ORDER BY s.since DESC, s.case_id DESC LIMIT %s
"""
COUNTS = "SELECT level, count(*) FROM escalation_stay s WHERE s.until IS NULL GROUP BY level"
SPOKEN = "SELECT rule, count(*) FROM escalation_stay WHERE rule <> '' GROUP BY rule"
LINES = f"WITH page AS (SELECT unnest(%s::uuid[]) AS id) {COLUMNS}"
OF_CASE = """
SELECT level, rule, measure, led_by, since, until FROM escalation_stay WHERE case_id = %s ORDER BY seq
"""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A case that stands at a level. `rule` is "" where a person raised it."""

    line: CaseLine
    level: str
    rule: str
    measure: int | None
    led_by: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Stayed:
    """One stay of one case; `until` is None while it lasts."""

    level: str
    rule: str
    measure: int | None
    led_by: str
    since: datetime
    until: datetime | None


def standing_at(levels: Sequence[str], view: Visibility, *, now: datetime, after: Mark | None = None) -> Page[Standing]:
    """One page of what stands at one of these levels, latest first."""
    conditions = in_view(view)
    if after and after.moment:
        conditions.append(Condition("(s.since, s.case_id) < (%s, %s)", (after.moment, after.id)))
    if view.nothing or not levels:
        return Page(rows=[])
    where = " AND ".join(each.sql for each in conditions) or "TRUE"
    values = [value for each in conditions for value in each.parameters]
    rows = sheets.run(STANDING.format(where=where), [list(levels), *values, PAGE + 1])
    shown = rows[:PAGE]
    lines = {line.id: line for line in lines_from(sheets.run(LINES, [[row[0] for row in shown]]), now=now)}
    more = str(Mark(shown[-1][5], shown[-1][0])) if len(rows) > PAGE else ""
    found = [
        Standing(line=lines[row[0]], level=row[1], rule=row[2], measure=row[3], led_by=row[4], since=row[5])
        for row in shown
    ]
    return Page(rows=found, after=more)


def counts() -> Mapping[str, int]:
    """How many stand at each level now."""
    return dict(sheets.run(COUNTS, []))


def spoken() -> Mapping[str, int]:
    """How often each rule has raised a case."""
    return dict(sheets.run(SPOKEN, []))


def stays_of_case(case_id: UUID) -> list[Stayed]:
    """All stays of one case, oldest first."""
    return [
        Stayed(level=row[0], rule=row[1], measure=row[2], led_by=row[3], since=row[4], until=row[5])
        for row in sheets.run(OF_CASE, [case_id])
    ]
