"""What is counted of whistles in a span of time, each number with the condition that finds the whistles behind it.

A whistle is false only once a person confirmed it; a department is late only once its time was over. Nothing is ranked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import sheets
from doorstep.store.cases.keysets import PAGE, Mark
from doorstep.wings.whistles.queries import WhistleLine, in_view, newest
from doorstep.wings.whistles.rules import Share

# Judged of being on time: who came, who refused, and whose time was over before they were let go.
JUDGED = (
    "(t.arrived_at IS NOT NULL OR (t.state <> 'excused' AND (t.refused_at IS NOT NULL"
    " OR (t.due_at < {now} AND (t.left_at IS NULL OR t.left_at > t.due_at)))))"
)
OF_WHISTLES = {
    "blown": "true",
    "ended": "w.state IN ('released', 'false_alarm')",
    "false": "w.state = 'false_alarm'",
    "doubted": "w.state = 'doubted'",
}
OF_TURNOUTS = {
    "judged": JUDGED,
    "on_time": "t.arrived_at <= t.due_at",
    "graded": "t.grade <> ''",
    "good": "t.grade = 'good'",
    "fair": "t.grade = 'fair'",
    "poor": "t.grade = 'poor'",
    "need_told": "t.need <> ''",
    "needed": "t.need = 'needed'",
    "local": "t.need = 'local'",
}
KINDS = (*OF_WHISTLES, *OF_TURNOUTS)
# The moment is the first parameter of every statement, whether or not a condition asks for it.
NOW = "(SELECT at FROM moment)"
TALLY = """
WITH moment AS (SELECT %s::timestamptz AS at), w AS (
    SELECT * FROM whistles_whistle w WHERE w.blown_at >= %s AND w.blown_at < %s AND {seen}
), of_whistles AS (
    SELECT w.community, {whistles} FROM w GROUP BY w.community
), of_turnouts AS (
    SELECT w.community, {turnouts} FROM w JOIN whistles_turnout t ON t.whistle_id = w.case_id GROUP BY w.community
)
SELECT o.community, {columns} FROM of_whistles o LEFT JOIN of_turnouts u ON u.community = o.community ORDER BY o.community
"""
CASES = """
SELECT community, count(*) FROM cases_case WHERE NOT is_inner AND opened_at >= %s AND opened_at < %s GROUP BY community
"""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counts by kind of one community, or of all together where `community` is "". `cases`: requests of the same time."""

    community: str
    counts: dict[str, int]
    cases: int

    @property
    def on_time(self) -> Share:
        return Share(part=self.counts["on_time"], of=self.counts["judged"])

    @property
    def false(self) -> Share:
        return Share(part=self.counts["false"], of=self.counts["ended"])

    @property
    def good(self) -> Share:
        return Share(part=self.counts["good"], of=self.counts["graded"])

    @property
    def needed(self) -> Share:
        return Share(part=self.counts["needed"], of=self.counts["need_told"])


def tallies(view: Visibility, *, since: datetime, until: datetime, now: datetime) -> list[Tally]:
    """One for each community that whistled, in the order of their codes. Two statements."""
    seen, values = in_view(view)
    statement = TALLY.format(
        seen=seen,
        whistles=", ".join(
            f"count(*) FILTER (WHERE {condition}) AS n_{kind}" for kind, condition in OF_WHISTLES.items()
        ),
        turnouts=", ".join(
            f"count(*) FILTER (WHERE {condition.format(now=NOW)}) AS n_{kind}"
            for kind, condition in OF_TURNOUTS.items()
        ),
        columns=", ".join(
            [f"o.n_{kind}" for kind in OF_WHISTLES] + [f"coalesce(u.n_{kind}, 0)" for kind in OF_TURNOUTS]
        ),
    )
    cases = dict(sheets.run(CASES, [since, until]))
    return [
        Tally(community=community, counts=dict(zip(KINDS, counts, strict=True)), cases=cases.get(community, 0))
        for community, *counts in sheets.run(statement, [now, since, until, *values])
    ]


def together(tallied: Sequence[Tally]) -> Tally:
    """All of them as one."""
    return Tally(
        community="",
        counts={kind: sum(one.counts[kind] for one in tallied) for kind in KINDS},
        cases=sum(one.cases for one in tallied),
    )


def behind(
    kind: str,
    view: Visibility,
    *,
    community: str,
    since: datetime,
    until: datetime,
    now: datetime,
    after: Mark | None = None,
    limit: int = PAGE,
) -> list[WhistleLine]:
    """The whistles behind a number. Raises KeyError for a number that is not counted."""
    seen, values = in_view(view)
    condition, more = _condition(kind, now)
    parts: list[Any] = [since, until, *more, *values]
    where = f"w.blown_at >= %s AND w.blown_at < %s AND {condition} AND {seen}"
    if community:
        where, parts = f"{where} AND w.community = %s", [*parts, community]
    return newest(where, parts, after=after, limit=limit)


def _condition(kind: str, now: datetime) -> tuple[str, list[Any]]:
    if kind in OF_WHISTLES:
        return OF_WHISTLES[kind], []
    asked = OF_TURNOUTS[kind]
    inner = asked.format(now="%s")
    return f"EXISTS (SELECT 1 FROM whistles_turnout t WHERE t.whistle_id = w.case_id AND {inner})", (
        [now] if "{now}" in asked else []
    )
