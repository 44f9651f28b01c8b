"""Finds the old trouble that a new case brings back: same category, same grid, like words, done not long ago. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from doorstep.store.cases.sheets import run
from doorstep.wings.rates.rules import RateRules

MOST = 300
GRID_DEPTH = 4
DAY = timedelta(days=1)
NEW = """
SELECT c.category, c.place_path, c.community, c.opened_at, w.pairs,
       EXISTS (SELECT 1 FROM cases_event e WHERE e.case_id = c.id AND e.verb IN ('relapse', 'not_relapse'))
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id WHERE c.id = %s AND NOT c.is_inner
"""
OLD = """
SELECT c.number, c.place_path, w.pairs, (SELECT max(e.at) FROM cases_event e WHERE e.case_id = c.id AND e.name = ANY(%s))
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id
WHERE c.community = %s AND c.opened_at > %s AND c.opened_at < %s AND c.category = %s AND NOT c.is_inner AND c.id <> %s
  AND c.state IN ('awaiting_rating', 'rated', 'closed_unrated')
ORDER BY c.opened_at DESC LIMIT %s
"""
LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Returned:
    """The old case, how long after its end, and how like the words are in percent."""

    number: str
    days: int
    likeness: int


def earlier_of(case_id: UUID, rules: RateRules, finishes: frozenset[str]) -> Returned | None:
    """The most alike; None where nothing came back, or somebody has decided before."""
    rows = run(NEW, [case_id])
    if not rows or rows[0][5]:
        return None
    category, place, community, opened_at, pairs, _ = rows[0]
    within = opened_at - timedelta(days=rules.relapse_days)
    old = run(OLD, [sorted(finishes), community, within - LOOKS_BACK, opened_at, category, case_id, MOST])
    found = [
        Returned(number=number, days=(opened_at - done_at) // DAY, likeness=likeness)
        for number, there, words, done_at in old
        if _is_within(done_at, within, opened_at)
        and grid_of(there) == grid_of(place)
        and (likeness := percent_alike(pairs, words)) >= rules.relapse_likeness
    ]
    return max(found, key=lambda one: (one.likeness, one.number), default=None)


def _is_within(done_at: datetime | None, since: datetime, until: datetime) -> bool:
    return done_at is not None and since <= done_at <= until


def grid_of(place_path: str) -> str:
    """The path up to the grid: micro-grids of one grid are one place."""
    return "/".join(place_path.strip("/").split("/")[:GRID_DEPTH])


def percent_alike(one: list[str], other: list[str]) -> int:
    """Shared pairs of characters over all pairs, in percent, rounded down."""
    left, right = set(one), set(other)
    return 100 * len(left & right) // len(left | right) if left | right else 0
