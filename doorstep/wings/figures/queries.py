"""Counts, and the records behind each count. One statement for all counts asked for; a keyset page of records for one.

A count is kept fifty times as long as it took to make, so that a town of a million cases is not counted at every visit; while
one visitor has it counted anew, the others read the last.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from doorstep.kernel.office_hours import SHANGHAI
from doorstep.store.cases.sheets import run
from doorstep.store.jurisdictions.current import schema
from doorstep.wings.figures.counted import Count
from doorstep.wings.figures.rules import COUNTS, DONE, IN_HAND

PAGE = 50
KEPT_FOR = 50.0
LONGEST = 60.0
SECRET = "tip_off"
BY_STATES = {"received", "in_hand", "done", "rated"}
BY_STATE = "SELECT state, count(*) FROM cases_case c WHERE NOT c.is_inner GROUP BY state"
RECORDS = """
SELECT c.id, c.opened_at, CASE WHEN c.request_type = %s THEN '' ELSE c.community END,
       CASE WHEN c.request_type = %s THEN '' ELSE c.category END, c.state, c.moved_at,
       CASE WHEN c.is_published THEN c.number ELSE '' END
FROM cases_case c WHERE {among} AND {condition} {after} ORDER BY c.opened_at DESC, c.id DESC LIMIT %s
"""
_counting = threading.Lock()
_kept: dict[tuple[str, str], tuple[float, datetime, dict[str, int | None]]] = {}


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Counts by name, as of a moment; None where there is nothing to reckon with."""

    counts: dict[str, int | None]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record behind a figure: nothing that says who or what exactly. `number` only where it is published.

    Community and category are "" for tip-offs, whose place might betray who made them.
    """

    community: str
    category: str
    state: str
    opened_on: date
    moved_on: date
    number: str
    mark: tuple[datetime, UUID]


def count_all(names: Sequence[str], *, now: datetime) -> Tally:
    """These counts, all from one reading."""
    key = (schema(), ",".join(names))
    kept = _kept.get(key)
    if kept and (time.monotonic() < kept[0] or not _counting.acquire(blocking=False)):
        return Tally(counts=kept[2], at=kept[1])
    try:
        counts = _count(key, names, now)
    finally:
        if kept:
            _counting.release()
    return Tally(counts=counts, at=now)


def _count(key: tuple[str, str], names: Sequence[str], now: datetime) -> dict[str, int | None]:
    begun = time.monotonic()
    counts = _by_state(names) if set(names) <= BY_STATES else _one_by_one(names)
    took = time.monotonic() - begun
    _kept[key] = (time.monotonic() + min(LONGEST, KEPT_FOR * took), now, counts)
    return counts


def forget() -> None:
    """Count anew at the next question."""
    _kept.clear()


def _by_state(names: Sequence[str]) -> dict[str, int | None]:
    """From the index of states alone."""
    states = dict(run(BY_STATE, []))
    groups = {"in_hand": IN_HAND, "done": DONE, "rated": ("rated",), "received": (*IN_HAND, *DONE, "withdrawn")}
    return {name: sum(states.get(state, 0) for state in groups[name]) for name in names}


def _one_by_one(names: Sequence[str]) -> dict[str, int | None]:
    wanted = ", ".join(f"({_asked(COUNTS[name])})" for name in names)
    (row,) = run(f"SELECT {wanted}", [])
    return dict(zip(names, row, strict=True))


def _asked(count: Count) -> str:
    return count.sql or f"SELECT count(*) FROM cases_case c WHERE {_among(count)} AND {count.condition}"


def _among(count: Count) -> str:
    """Which cases are meant at all."""
    if not count.mechanism:
        return "NOT c.is_inner"
    return f"c.is_inner AND c.law_id IN (SELECT id FROM cases_law WHERE name = '{count.mechanism}')"


def records(name: str, *, after: tuple[datetime, UUID] | None = None, limit: int = PAGE) -> list[Record]:
    """The records behind a count, newest first; one more than `limit` tells of a next page. Raises KeyError."""
    if not COUNTS[name].has_records:
        raise KeyError(name)
    condition = COUNTS[name].condition
    bound = "AND (c.opened_at, c.id) < (%s, %s)" if after else ""
    statement = RECORDS.format(among=_among(COUNTS[name]), condition=condition, after=bound)
    return [
        Record(
            community=community or "",
            category=category or "",
            state=state,
            opened_on=opened_at.astimezone(SHANGHAI).date(),
            moved_on=moved_at.astimezone(SHANGHAI).date(),
            number=number,
            mark=(opened_at, case_id),
        )
        for case_id, opened_at, community, category, state, moved_at, number in run(
            statement, [SECRET, SECRET, *(after or ()), limit + 1]
        )
    ]
