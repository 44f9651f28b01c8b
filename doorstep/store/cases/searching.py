"""Finds cases by what was said, by number, or by tracking code, within what the reader may see.

What many cases say is found by walking the newest in view, which stops as soon as there is enough; what few say, through the
index of pairs of neighbouring characters. Words only rank what was found. Refuses a single character: it finds half the town.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import codes
from doorstep.store.cases.keysets import PAGE
from doorstep.store.cases.lines import COLUMNS, CaseLine, lines_from
from doorstep.store.cases.pairs import pairs_of, parts_of
from doorstep.store.cases.sight import in_view, strands_of

RANKED = 100
WALK = 2000
FAIR = 10  # a walk that finds a tenth of what is wanted is worth going on with
LONGEST = 60
NUMBER = re.compile(r"(\d{8})[-－—]?(\d{0,12})")
TEXT = "(w.title || ' ' || w.body)"


class QueryTooShort(Refusal):
    """请至少写两个字：一个字会找到半座城的事。"""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is looked for: `parts` stand in the text as they are; `words`, if given, rank, and find when no part is found."""

    typed: str
    parts: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Found:
    """At most RANKED cases, best first, a page of them as lines. `is_cut`: there are more than were ranked.
    `by_words`: nothing holds the text as typed, these hold all its words."""

    lines: list[CaseLine]
    total: int
    is_cut: bool = False
    by_words: bool = False


def read_query(typed: str, words: Sequence[str] = ()) -> Query:
    """From simplified text as typed. Raises QueryTooShort when no part has two characters."""
    typed = typed.strip()[:LONGEST]
    parts = parts_of(typed)
    if not any(len(part) > 1 for part in parts):
        raise QueryTooShort
    return Query(typed=typed, parts=parts, words=tuple(words))


def search(query: Query, view: Visibility, *, now: datetime, page: int = 1) -> Found:
    """Cases in view that fit, best first; `page` counts from 1."""
    if view.nothing:
        return Found(lines=[], total=0)
    if (by_name := _by_name(query, view)) is not None:
        return Found(lines=_lines(by_name, now), total=len(by_name))
    rows, by_words = _by_text(query.parts, view), False
    if not rows and len(query.words) > 1:
        rows, by_words = _by_text(query.words, view), True
    ranked = _rank(rows, query)
    chosen = ranked[(page - 1) * PAGE : page * PAGE]
    return Found(lines=_lines(chosen, now), total=len(ranked), is_cut=len(rows) >= RANKED, by_words=by_words)


def _by_name(query: Query, view: Visibility) -> list[UUID] | None:
    """By number, whole or by its day, or by tracking code; None when the query is neither."""
    code = codes.read_code(query.typed)
    values: list[Any]
    number = NUMBER.fullmatch(query.typed.replace(" ", ""))
    if number:
        beginning = f"{number[1]}-{number[2]}" if number[2] else number[1]
        clause, values = "c.number LIKE %s", [f"{beginning}%"]
    elif len(code) == codes.LENGTH and set(code) <= set(codes.ALPHABET):
        clause = "c.id = (SELECT r.case_id FROM cases_receipt r WHERE r.code_hash = %s)"
        values = [codes.hash_code(code)]
    else:
        return None
    where, seen = _view(view)
    rows = _ask(
        f"SELECT c.id FROM cases_case c WHERE {clause} AND {where} ORDER BY length(c.number), c.number LIMIT {PAGE}",
        [*values, *seen],
    )
    return [row[0] for row in rows] if rows or number else None


def _by_text(parts: Sequence[str], view: Visibility) -> list[tuple[Any, ...]]:
    """The newest cases in view whose text holds every part: id, title, lexemes."""
    likes = " AND ".join(f"lower{TEXT} LIKE %s" for _ in parts)
    patterns = [f"%{part.translate(ESCAPED)}%" for part in parts]
    rows = _walk(likes, patterns, view, WALK)
    if max(1, RANKED // FAIR) <= len(rows) < RANKED:
        rows = _walk(likes, patterns, view, 2 * WALK * RANKED // len(rows))
    return rows if len(rows) >= RANKED else _through_index(likes, patterns, parts, view)


ESCAPED = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


def _walk(likes: str, patterns: list[str], view: Visibility, most: int) -> list[tuple[Any, ...]]:
    """Looks at the newest cases in view, divided among its strands. Only a full result is an answer.

    The view is asked outside the strands: inside, the planner takes it for selective and reads a whole strand to sort it.
    """
    where, seen = _view(view)
    columns: dict[str, list[str]] = {}
    for strand in strands_of(view):
        columns.setdefault(strand.column, []).extend(strand.values)
    share = most // max(1, sum(map(len, columns.values())))
    newest = f"ORDER BY c.opened_at DESC, c.id DESC LIMIT {share}"
    sources = [
        f"SELECT c.id, c.lead_path, c.place_path FROM unnest(%s::text[]) AS strand(value) CROSS JOIN LATERAL"
        f" (SELECT * FROM cases_case c WHERE c.{column} = strand.value {newest}) AS c"
        for column in columns
    ]
    source = " UNION ".join(sources) or f"SELECT c.id, c.lead_path, c.place_path FROM cases_case c {newest}"
    return _ask(
        f"SELECT w.case_id, w.title, w.lexemes::text FROM ({source}) AS c"
        f" JOIN cases_casewords w ON w.case_id = c.id WHERE {where} AND {likes} LIMIT {RANKED}",
        [*columns.values(), *seen, *patterns],
    )


def _through_index(likes: str, patterns: list[str], parts: Sequence[str], view: Visibility) -> list[tuple[Any, ...]]:
    """All that hold the pairs, then those that hold the parts as they are; the newest of them."""
    where, seen = _view(view)
    joined = "" if where == "true" else f"JOIN cases_case c ON c.id = w.case_id AND {where}"
    return _ask(
        f"WITH found AS MATERIALIZED (SELECT w.case_id, w.title, w.body, w.lexemes FROM cases_casewords w"
        f" WHERE w.pairs @> %s::text[])"
        f" SELECT w.case_id, w.title, w.lexemes::text FROM found AS w {joined} WHERE {likes}"
        f" ORDER BY w.case_id DESC LIMIT {RANKED}",
        [pairs_of(*parts), *seen, *patterns],
    )


def _view(view: Visibility) -> tuple[str, list[Any]]:
    conditions = in_view(view)
    where = " AND ".join(condition.sql for condition in conditions) or "true"
    return where, [value for condition in conditions for value in condition.parameters]


def _rank(rows: list[tuple[Any, ...]], query: Query) -> list[UUID]:
    """By how many of the words a case has, the title counting twice, then the newest."""

    def merit(row: tuple[Any, ...]) -> tuple[float, int]:
        title, lexemes = row[1].lower(), row[2]
        words = sum(f'"{word}"' in lexemes for word in query.words)
        return (words + 2 * sum(part in title for part in query.parts), row[0].int)

    return [row[0] for row in sorted(rows, key=merit, reverse=True)]


def _lines(case_ids: list[UUID], now: datetime) -> list[CaseLine]:
    if not case_ids:
        return []
    rows = _ask(
        f"WITH page AS (SELECT id, turn FROM unnest(%s::uuid[]) WITH ORDINALITY AS given(id, turn)) {COLUMNS} ORDER BY page.turn",
        [case_ids],
    )
    return lines_from(rows, now=now)


def _ask(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()  # type: ignore[no-any-return]
