"""Counts cases by category, street, way in and month. Work among offices is no demand: it is counted apart as what is being done.

What lies in whole streets and communities is read from the months as they are kept with every step; what only some units or
grids may see is counted anew, found along the index of each. Nothing is older than the page. Merged cases count: each is
somebody who asked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from doorstep.kernel.visibility import Visibility
from doorstep.store.cases.sheets import run
from doorstep.store.cases.sight import Strand, in_view, strand_at, strands_of

DEEPEST = 2000  # the newest cases whose words are counted
LONGEST_WORD = 8

CELLS = """
SELECT {keys},
       count(*) FILTER (WHERE c.opened_at >= %s AND c.opened_at < %s),
       count(*) FILTER (WHERE c.opened_at >= %s AND c.opened_at < %s AND c.is_final),
       count(*) FILTER (WHERE c.opened_at >= %s AND c.opened_at < %s),
       count(*) FILTER (WHERE c.opened_at >= %s AND c.opened_at < %s)
FROM cases_case c WHERE NOT c.is_inner AND {within}
  AND (c.opened_at >= %s AND c.opened_at < %s OR c.opened_at >= %s AND c.opened_at < %s OR c.opened_at >= %s AND c.opened_at < %s)
GROUP BY {keys}
"""
KEPT = """
SELECT {keys}, m.month, sum(m.n)::int AS n, sum(m.done)::int AS done FROM {table} m
WHERE {within} AND ({months}) GROUP BY {keys}, m.month
"""
MONTH = "m.month >= (%s AT TIME ZONE 'Asia/Shanghai')::date AND m.month < (%s AT TIME ZONE 'Asia/Shanghai')::date"
KEPT_CELLS = f"""
SELECT {{keys}}, coalesce(sum(m.n) FILTER (WHERE {MONTH}), 0), coalesce(sum(m.done) FILTER (WHERE {MONTH}), 0),
       coalesce(sum(m.n) FILTER (WHERE {MONTH}), 0), coalesce(sum(m.n) FILTER (WHERE {MONTH}), 0)
FROM ({KEPT.replace("{months}", " OR ".join([MONTH] * 3))}) AS m WHERE m.n > 0 GROUP BY {{keys}}
"""
MONTHS = """
SELECT to_char(of.month AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM'), of.n, of.done FROM (
SELECT date_trunc('month', c.opened_at, 'Asia/Shanghai') AS month, count(*) AS n, count(*) FILTER (WHERE c.is_final) AS done
FROM cases_case c WHERE NOT c.is_inner AND c.opened_at >= %s AND c.opened_at < %s AND {within} GROUP BY 1) AS of
"""
KEPT_MONTHS = f"""
SELECT to_char(m.month, 'YYYY-MM'), sum(m.n), sum(m.done) FROM demand_monthly m WHERE {MONTH} AND {{within}}
GROUP BY m.month HAVING sum(m.n) > 0
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
    """What is looked at: what lies in this view, and where whoever sees nothing finds nothing; of these categories, none for any."""

    view: Visibility
    categories: tuple[str, ...] = ()
    no_tip_offs: bool = False

    def condition(self) -> tuple[str, list[object]]:
        """SQL about cases and what it asks for; beside the view the indexed columns by which it is found."""
        parts, asked = ["true"], list[object]()
        for condition in in_view(self.view):
            parts.append(condition.sql)
            asked += condition.parameters
        if strands := strands_of(self.view):
            parts.append("(" + " OR ".join(f"c.{strand.column} = ANY(%s::text[])" for strand in strands) + ")")
            asked += [list(strand.values) for strand in strands]
        if self.categories:
            parts.append("c.category = ANY(%s)")
            asked.append(list(self.categories))
        if self.no_tip_offs:
            parts.append("c.request_type <> 'tip_off'")
        return " AND ".join(parts), asked

    def kept(self, columns: Collection[str]) -> tuple[str, list[object]] | None:
        """SQL about the months that are kept by these columns and what it asks for; None where they do not tell."""
        strands = [strand_at(path) for path in self.view.place_paths]
        if self.view.unit_paths or self.view.nothing or (self.categories and "category" not in columns):
            return None
        if any(strand is not None and strand.column not in columns for strand in strands):
            return None
        parts, asked = ["true"], list[object]()
        if strands and None not in strands:
            found = [strand for strand in strands if isinstance(strand, Strand)]
            parts.append("(" + " OR ".join(f"m.{strand.column} = ANY(%s::text[])" for strand in found) + ")")
            asked += [list(strand.values) for strand in found]
        if self.categories:
            parts.append("m.category = ANY(%s)")
            asked.append(list(self.categories))
        if self.no_tip_offs:
            parts.append("NOT m.is_tip_off")
        return " AND ".join(parts), asked


Moments = tuple[datetime, datetime]
Counted = dict[str, tuple[int, int]]
MONTHLY = ("category", "street", "community")  # what the months are kept by


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Cases: `n` in the months asked for, `done` of them closed, `before` 环比, `year` 同比."""

    n: int
    done: int
    before: int
    year: int


@dataclass(frozen=True, kw_only=True)
class Cell(Counts):
    """Cases of one category in one community."""

    category: str
    street: str
    community: str


@dataclass(frozen=True, kw_only=True)
class Way(Counts):
    """Cases that came in by one way."""

    channel: str


def cells(within: Within, now: Moments, before: Moments, year: Moments) -> list[Cell]:
    """The structure, as fine as it is kept."""
    rows = _counted(MONTHLY, "demand_monthly", within.kept(MONTHLY), within, (now, before, year))
    return [Cell(category=key[0], street=key[1], community=key[2], **counts) for key, counts in rows]


def by_channel(within: Within, now: Moments, before: Moments, year: Moments) -> list[Way]:
    """By the way in. It is kept by street; a category and a community are counted anew."""
    kept = within.kept(("channel", "street"))
    rows = _counted(("channel",), "demand_channelly", kept, within, (now, before, year))
    return [Way(channel=key[0], **counts) for key, counts in rows]


def _counted(
    columns: tuple[str, ...],
    table: str,
    kept: tuple[str, list[object]] | None,
    within: Within,
    spans: Sequence[Moments],
) -> list[tuple[tuple[str, ...], dict[str, int]]]:
    """The columns' values, and what `Counts` asks for."""
    (statement, of), (condition, asked) = ((KEPT_CELLS, "m"), kept) if kept else ((CELLS, "c"), within.condition())
    keys = ", ".join(f"{of}.{column}" for column in columns)
    moments = [moment for span in spans for moment in span]
    rows = run(statement.format(keys=keys, table=table, within=condition), [*spans[0], *moments, *asked, *moments])
    many = len(columns)
    return [(row[:many], dict(zip(Counts.__dataclass_fields__, row[many:], strict=True))) for row in rows]


def by_month(within: Within, moments: Moments) -> Counted:
    """Received and, of these, closed, by "2026-10"."""
    kept = within.kept(MONTHLY)
    condition, asked = kept or within.condition()
    statement = (KEPT_MONTHS if kept else MONTHS).format(within=condition)
    return {row[0]: (row[1], row[2]) for row in run(statement, [*moments, *asked])}


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
