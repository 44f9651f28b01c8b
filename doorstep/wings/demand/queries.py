"""Counts cases by category, street and month. Work among offices is no demand, and is counted apart as what is being done.

One statement each, read along the index of moments. Merged cases count: each is somebody who asked. A year of months is
counted anew every ten minutes alone, since nearly all of it stands still.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from doorstep.store.cases.sheets import run
from doorstep.store.jurisdictions.current import schema

DEEPEST = 2000  # the newest cases whose words are counted
LONGEST_WORD = 8
FRESH_SECONDS, MOST_KEPT = 600.0, 200

CELLS = """
SELECT c.category, c.street, c.community,
       count(*) FILTER (WHERE c.opened_at >= %s AND c.opened_at < %s),
       count(*) FILTER (WHERE c.opened_at >= %s AND c.opened_at < %s AND c.is_final),
       count(*) FILTER (WHERE c.opened_at >= %s AND c.opened_at < %s),
       count(*) FILTER (WHERE c.opened_at >= %s AND c.opened_at < %s)
FROM cases_case c WHERE NOT c.is_inner AND {within}
  AND (c.opened_at >= %s AND c.opened_at < %s OR c.opened_at >= %s AND c.opened_at < %s OR c.opened_at >= %s AND c.opened_at < %s)
GROUP BY 1, 2, 3
"""
MONTHS = """
SELECT to_char(of.month AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM'), of.n, of.done FROM (
SELECT date_trunc('month', c.opened_at, 'Asia/Shanghai') AS month, count(*) AS n, count(*) FILTER (WHERE c.is_final) AS done
FROM cases_case c WHERE NOT c.is_inner AND c.opened_at >= %s AND c.opened_at < %s AND {within} GROUP BY 1) AS of
"""
DOING = """
SELECT l.name, c.category, count(*), count(*) FILTER (WHERE c.is_final)
FROM cases_case c JOIN cases_law l ON l.id = c.law_id
WHERE c.is_inner AND l.name = ANY(%s) AND c.opened_at >= %s AND c.opened_at < %s AND {within} GROUP BY 1, 2
"""
WORDS = """
WITH newest AS (
    SELECT c.id FROM cases_case c WHERE NOT c.is_inner AND c.opened_at >= %s AND c.opened_at < %s AND {within}
    ORDER BY c.opened_at DESC, c.id DESC LIMIT %s
), said AS (
    SELECT DISTINCT coalesce((SELECT encode(r.phone_hash, 'hex') FROM cases_receipt r WHERE r.case_id = n.id
           AND r.phone_hash IS NOT NULL LIMIT 1), n.id::text) AS who, word
    FROM newest n JOIN cases_casewords w ON w.case_id = n.id, jsonb_array_elements_text(w.lexemes) AS word
    WHERE length(word) BETWEEN 2 AND %s AND word ~ '^[一-鿿]+$' AND NOT word = ANY(%s)
)
SELECT word, count(*), (SELECT count(*) FROM newest) FROM said GROUP BY word HAVING count(*) >= %s
ORDER BY count(*) DESC, word LIMIT %s
"""


@dataclass(frozen=True, kw_only=True)
class Within:
    """What is looked at: a place's path and everything below, units' paths, categories; empty means any."""

    places: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    no_tip_offs: bool = False

    def condition(self) -> tuple[str, list[object]]:
        """SQL and what it asks for."""
        parts, asked = ["true"], list[object]()
        for column, paths in (("place_path", self.places), ("lead_path", self.units)):
            if paths:
                parts.append("(" + " OR ".join([f"c.{column} LIKE %s"] * len(paths)) + ")")
                asked += [f"{path}%" for path in paths]
        if self.categories:
            parts.append("c.category = ANY(%s)")
            asked.append(list(self.categories))
        if self.no_tip_offs:
            parts.append("c.request_type <> 'tip_off'")
        return " AND ".join(parts), asked


Moments = tuple[datetime, datetime]
Counted = dict[str, tuple[int, int]]
_kept: dict[tuple[str, Within, Moments], tuple[float, Counted]] = {}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Cases of one category in one community: `n` in the months asked for, `done` of them closed, `before` 环比, `year` 同比."""

    category: str
    street: str
    community: str
    n: int
    done: int
    before: int
    year: int


def cells(within: Within, now: Moments, before: Moments, year: Moments) -> list[Cell]:
    """The structure, as fine as it is kept."""
    condition, asked = within.condition()
    rows = run(CELLS.format(within=condition), [*now, *now, *before, *year, *asked, *now, *before, *year])
    names = tuple(Cell.__dataclass_fields__)
    return [Cell(**dict(zip(names, row, strict=True))) for row in rows]


def by_month(within: Within, moments: Moments) -> Counted:
    """Received and, of these, closed, by "2026-10"; up to ten minutes old."""
    key, moment = (schema(), within, moments), time.monotonic()
    kept = _kept.get(key)
    if kept and moment - kept[0] < FRESH_SECONDS:
        return kept[1]
    condition, asked = within.condition()
    found = {row[0]: (row[1], row[2]) for row in run(MONTHS.format(within=condition), [*moments, *asked])}
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[key] = (moment, found)
    return found


def forget() -> None:
    """Count everything anew."""
    _kept.clear()


def doing(kinds: Collection[str], within: Within, moments: Moments) -> dict[tuple[str, str], tuple[int, int]]:
    """Work of these kinds that was opened in these months, by kind and category: how many, and how many of them are over."""
    condition, asked = within.condition()
    rows = run(DOING.format(within=condition), [list(kinds), *moments, *asked]) if kinds else []
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


@dataclass(frozen=True, kw_only=True)
class HotWords:
    """Words by how many different people used them, in the newest `of` cases."""

    words: tuple[tuple[str, int], ...]
    of: int


def hot_words(within: Within, moments: Moments, *, without: Collection[str], fewest: int, most: int) -> HotWords:
    """From masked words alone. A phone is one person; where none was left, each case is."""
    condition, asked = within.condition()
    rows = run(WORDS.format(within=condition), [*moments, *asked, DEEPEST, LONGEST_WORD, sorted(without), fewest, most])
    return HotWords(words=tuple((row[0], row[1]) for row in rows), of=rows[0][2] if rows else 0)
