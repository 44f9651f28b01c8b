"""Finds the cases to which a rule of levels.toml applies: one statement a kind of rule, each driven by an index.

Reads only. Answers the case and by how much the rule applies; what stands that high already, or was raised by this rule once
before, is left out.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from doorstep.kernel.levels import Rule
from doorstep.store.cases import sheets, towns
from doorstep.wings.escalation.rules import days_overdue, worst

Found = list[tuple[UUID, int]]
RAISABLE = ("dispatched", "disputed", "handling")
LAWS = """SELECT array_agg(id) FROM cases_law WHERE content->'steps' @> '[{"verb": "raise_by_rule"}]'"""
# May still be raised by this rule to this level. Parameters: laws, states, levels that are high enough, rule, level.
OPEN_TO_IT = """
    c.law_id = ANY(%s::int[]) AND c.state = ANY(%s::text[]) AND NOT c.is_final
    AND coalesce(c.memory->'at'->>'levels', '') <> ALL(%s::text[])
    AND NOT EXISTS (SELECT 1 FROM escalation_stay s WHERE s.case_id = c.id AND s.rule = %s AND s.level = %s)
    AND (%s::text[] = '{}' OR c.category = ANY(%s::text[])) AND (%s::text[] = '{}' OR c.request_type = ANY(%s::text[]))
    AND (%s::text[] = '{}' OR c.urgency = ANY(%s::text[]))
"""
OVERDUE = f"""
SELECT c.id, (SELECT json_agg(c.running->>name) FROM unnest(%s::text[]) AS name WHERE c.running->>name <> '')
FROM cases_case c WHERE c.due_at <= %s AND {OPEN_TO_IT}
  AND EXISTS (SELECT 1 FROM unnest(%s::text[]) AS name
              WHERE coalesce(c.running->>name, '') <> '' AND (c.running->>name)::timestamptz <= %s)
ORDER BY c.due_at, c.number LIMIT %s
"""
REPORTS = f"SELECT c.id, c.reports FROM cases_case c WHERE c.reports >= %s AND {OPEN_TO_IT} ORDER BY c.number LIMIT %s"
KIND = f"SELECT c.id, 1 FROM cases_case c WHERE {OPEN_TO_IT} ORDER BY c.number LIMIT %s"
REPEATED = f"""
WITH recent AS (
    SELECT place_path, category, count(*) AS times FROM cases_case
    WHERE opened_at > %s AND opened_at <= %s AND NOT is_inner GROUP BY place_path, category HAVING count(*) >= %s)
SELECT c.id, r.times FROM recent r JOIN cases_case c ON c.place_path = r.place_path AND c.opened_at > %s
WHERE c.category = r.category AND {OPEN_TO_IT} ORDER BY c.number LIMIT %s
"""
HAPPENED = f"""
SELECT c.id, count(*) FROM cases_event e JOIN cases_case c ON c.id = e.case_id
WHERE e.name = %s AND e.at > %s AND e.at <= %s AND e.enters = ANY(%s::text[]) AND {OPEN_TO_IT}
GROUP BY c.id ORDER BY c.number LIMIT %s
"""
# A bad grade brings the case back into one of these; so does taking it up again.
BACK = ("handling", "pooled", "collected")


def find_for(rule: Rule, *, now: datetime, limit: int) -> Found:
    """Cases that this rule raises now."""
    return FINDERS[rule.when](rule, now, limit)


def _open_to(rule: Rule) -> list[object]:
    levels = towns.pack().levels
    laws = sheets.run(LAWS, [])[0][0] or []
    kinds = [value for part in (rule.categories, rule.request_types, rule.urgencies) for value in (list(part),) * 2]
    return [laws, list(RAISABLE), list(levels.reaching(rule.to)), rule.code, rule.to, *kinds]


def _overdue(rule: Rule, now: datetime, limit: int) -> Found:
    calendar = towns.pack().calendar
    since, clocks = calendar.before(now, rule.days, "working_days"), list(rule.clocks)
    rows = sheets.run(OVERDUE, [clocks, since, *_open_to(rule), clocks, since, limit])
    moments = ((case_id, worst(_listed(due))) for case_id, due in rows)
    return [(case_id, days_overdue(due, now, calendar)) for case_id, due in moments if due is not None]


def _listed(found: str | Sequence[str] | None) -> list[str]:
    """JSON comes as text or as read, as the cursor was told."""
    listed: list[str] = json.loads(found) if isinstance(found, str) else list(found or ())
    return listed


def _reports(rule: Rule, now: datetime, limit: int) -> Found:
    return _pairs(sheets.run(REPORTS, [rule.people, *_open_to(rule), limit]))


def _kind(rule: Rule, now: datetime, limit: int) -> Found:
    return _pairs(sheets.run(KIND, [*_open_to(rule), limit]))


def _repeated(rule: Rule, now: datetime, limit: int) -> Found:
    since = now - timedelta(days=rule.days)
    return _pairs(sheets.run(REPEATED, [since, now, rule.times, since, *_open_to(rule), limit]))


def _happened(rule: Rule, now: datetime, limit: int) -> Found:
    name = {"badly_rated": "case.rated", "reopened": "case.reopened"}[rule.when]
    since = now - timedelta(days=rule.days)
    return _pairs(sheets.run(HAPPENED, [name, since, now, list(BACK), *_open_to(rule), limit]))


def _pairs(rows: list[tuple[object, ...]]) -> Found:
    return [(row[0], int(row[1])) for row in rows]  # type: ignore[misc, call-overload]


FINDERS: Mapping[str, Callable[[Rule, datetime, int], Found]] = {
    "overdue": _overdue,
    "repeated": _repeated,
    "reports": _reports,
    "badly_rated": _happened,
    "reopened": _happened,
    "kind": _kind,
}
