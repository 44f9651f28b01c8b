"""Finds cases by what was said, by number, or by tracking code, within what the reader may see.

What many cases say is found by walking the newest in view, which stops as soon as there is enough; what few say, through the
index of pairs of neighbouring characters; and where fewer cases were chosen than say it, those that were chosen are read. Words
only rank what was found. Filters narrow every way alike. What was typed is looked for in every script it is handed in. Refuses a
single character: it finds half the town.
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
from doorstep.store.cases.choosing import Chosen, days_of, narrowing, strands_for
from doorstep.store.cases.estimates import rows_of, rows_with_all
from doorstep.store.cases.keysets import PAGE
from doorstep.store.cases.lines import COLUMNS, CaseLine, lines_from
from doorstep.store.cases.pairs import pairs_of, parts_of
from doorstep.store.cases.sight import NOT_SEALED, in_view

RANKED = 100
WALK = 2000
NO_CHOICE = Chosen()
FARTHEST = 20_000  # a walk that would have to go farther costs more than the other ways
LONGEST = 60
NUMBER = re.compile(r"(\d{8})[-－—]?(\d{0,12})")
Forms = tuple[tuple[str, ...], ...]
TEXT = "(w.title || ' ' || w.body)"


class QueryTooShort(Refusal):
    """请至少写两个字：一个字会找到半座城的事。"""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is looked for: the parts of one of the `forms` stand in the text as they are, one form for each script; `words`, if
    given, rank, and find when no part is found."""

    typed: str
    forms: tuple[tuple[str, ...], ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Found:
    """At most RANKED cases, best first, a page of them as lines. `is_cut`: there are more than were ranked.
    `by_words`: nothing holds the text as typed, these hold all its words."""

    lines: list[CaseLine]
    total: int
    is_cut: bool = False
    by_words: bool = False


def read_query(typed: str, words: Sequence[str] = (), *, also: Sequence[str] = ()) -> Query:
    """From text as typed, and the same text in other scripts. Raises QueryTooShort when no part has two characters."""
    typed = typed.strip()[:LONGEST]
    parts = parts_of(typed)
    if not any(len(part) > 1 for part in parts):
        raise QueryTooShort
    others = (parts_of(form.strip()[:LONGEST]) for form in also)
    forms = dict.fromkeys([parts, *(form for form in others if any(len(part) > 1 for part in form))])
    return Query(typed=typed, forms=tuple(forms), words=tuple(words))


def search(
    query: Query, view: Visibility, *, now: datetime, page: int = 1, chosen: Chosen = NO_CHOICE, with_codes: bool = True
) -> Found:
    """Cases in view that fit and were chosen, best first; `page` counts from 1. A number or code is looked for whatever was
    chosen, unless `with_codes` is off."""
    if view.nothing:
        return Found(lines=[], total=0)
    if with_codes and (by_name := _by_name(query, view)) is not None:
        return Found(lines=_lines(by_name, now), total=len(by_name))
    rows, by_words = _by_text(query.forms, view, chosen), False
    if not rows and len(query.words) > 1:
        rows, by_words = _by_text((query.words,), view, chosen), True
    ranked = _rank(rows, query)
    shown = ranked[(page - 1) * PAGE : page * PAGE]
    return Found(lines=_lines(shown, now), total=len(ranked), is_cut=len(rows) >= RANKED, by_words=by_words)


def glimpse(query: Query, view: Visibility, *, most: int = 5) -> list[tuple[str, str]]:
    """Number and title of a few of the newest in view that fit, while somebody still types: looks at the newest only."""
    if view.nothing:
        return []
    ids = [row[0] for row in _walk(_wanted(query.forms), view, NO_CHOICE, WALK)]
    return _ask(
        "SELECT c.number, w.title FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id WHERE c.id = ANY(%s)"
        " ORDER BY c.id DESC LIMIT %s",
        [ids, most],
    )


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
    where, seen = _conditions(view, NO_CHOICE)
    rows = _ask(
        f"SELECT c.id FROM cases_case c WHERE {clause} AND {where} AND {NOT_SEALED.sql} ORDER BY length(c.number), c.number LIMIT {PAGE}",
        [*values, *seen],
    )
    return [row[0] for row in rows] if rows or number else None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A condition on the text `w`: the parts of one of the forms, as they are."""

    sql: str
    patterns: tuple[str, ...]
    forms: Forms


def _wanted(forms: Forms) -> Wanted:
    each = " OR ".join("(" + " AND ".join(f"lower{TEXT} LIKE %s" for _ in form) + ")" for form in forms)
    patterns = tuple(f"%{part.translate(ESCAPED)}%" for form in forms for part in form)
    return Wanted(sql=f"({each})", patterns=patterns, forms=forms)


def _by_text(forms: Forms, view: Visibility, chosen: Chosen) -> list[tuple[Any, ...]]:
    """The newest cases in view and chosen whose text holds every part of a form: id, title, lexemes."""
    wanted = _wanted(forms)
    rows = _walk(wanted, view, chosen, WALK)
    if rows and len(rows) < RANKED and (farther := 2 * WALK * RANKED // len(rows)) <= FARTHEST:
        rows = _walk(wanted, view, chosen, farther)
    if len(rows) >= RANKED:
        return rows
    where, seen = _conditions(view, chosen)
    if where != "true" and _fewer_are_chosen(wanted, where, seen):
        return _among_the_chosen(wanted, where, seen)
    return _through_index(wanted, where, seen)


def _fewer_are_chosen(wanted: Wanted, where: str, seen: list[Any]) -> bool:
    saying = sum(rows_with_all("cases_casewords", "pairs", pairs_of(*form)) for form in wanted.forms)
    return saying > RANKED and rows_of(f"SELECT 1 FROM cases_case c WHERE {where}", seen) < saying


def _among_the_chosen(wanted: Wanted, where: str, seen: list[Any]) -> list[tuple[Any, ...]]:
    """The newest of those in view and chosen that hold the parts, whatever the pairs say."""
    return _ask(
        f"WITH few AS MATERIALIZED (SELECT c.id FROM cases_case c WHERE {where})"
        " SELECT w.case_id, w.title, w.lexemes::text FROM few JOIN cases_casewords w ON w.case_id = few.id"
        f" WHERE {wanted.sql} ORDER BY w.case_id DESC LIMIT {RANKED}",
        [*seen, *wanted.patterns],
    )


ESCAPED = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
# What a condition may ask of a case that was walked to.
ASKED = (
    "id lead_path place_path street community state urgency channel is_inner is_final due_at lead_unit category opened_unit opened_at"
    " is_published"
)


def _walk(wanted: Wanted, view: Visibility, chosen: Chosen, most: int) -> list[tuple[Any, ...]]:
    """Looks at the newest cases in view, divided among its strands. Only a full result is an answer.

    The view is asked outside the strands: inside, the planner takes it for selective and reads a whole strand to sort it. Days
    are asked inside: a strand is in their order, and begins with the newest of them.
    """
    where, seen = _conditions(view, chosen)
    days = days_of(chosen)
    columns: dict[str, list[str]] = {}
    for strand in strands_for(view, chosen):
        columns.setdefault(strand.column, []).extend(strand.values)
    share = most // max(1, sum(map(len, columns.values())))
    within = " AND ".join(each.sql for each in [NOT_SEALED, *days])
    span = [value for each in days for value in each.parameters]
    newest = f"{within} ORDER BY c.opened_at DESC, c.id DESC LIMIT {share}"
    asked = ", ".join(f"c.{name}" for name in ASKED.split())
    sources = [
        f"SELECT {asked} FROM unnest(%s::text[]) AS strand(value) CROSS JOIN LATERAL"
        f" (SELECT * FROM cases_case c WHERE c.{column} = strand.value AND {newest}) AS c"
        for column in columns
    ]
    source = " UNION ".join(sources) or f"SELECT {asked} FROM cases_case c WHERE {newest}"
    walked = [value for values in columns.values() for value in (values, *span)] or span
    return _ask(
        f"SELECT w.case_id, w.title, w.lexemes::text FROM ({source}) AS c"
        f" JOIN cases_casewords w ON w.case_id = c.id WHERE {where} AND {wanted.sql} LIMIT {RANKED}",
        [*walked, *seen, *wanted.patterns],
    )


def _through_index(wanted: Wanted, where: str, seen: list[Any]) -> list[tuple[Any, ...]]:
    """All that hold the pairs, then those that hold the parts as they are; the newest of them."""
    joined = "" if where == "true" else f"JOIN cases_case c ON c.id = w.case_id AND {where}"
    held = " OR ".join("w.pairs @> %s::text[]" for _ in wanted.forms)
    return _ask(
        f"WITH found AS MATERIALIZED (SELECT w.case_id, w.title, w.body, w.lexemes FROM cases_casewords w WHERE {held})"
        f" SELECT w.case_id, w.title, w.lexemes::text FROM found AS w {joined} WHERE {wanted.sql}"
        f" ORDER BY w.case_id DESC LIMIT {RANKED}",
        [*(pairs_of(*form) for form in wanted.forms), *seen, *wanted.patterns],
    )


def _conditions(view: Visibility, chosen: Chosen) -> tuple[str, list[Any]]:
    conditions = [*in_view(view), *narrowing(chosen)]
    where = " AND ".join(condition.sql for condition in conditions) or "true"
    return where, [value for condition in conditions for value in condition.parameters]


def _rank(rows: list[tuple[Any, ...]], query: Query) -> list[UUID]:
    """By how many of the words a case has, the title counting twice, then the newest."""

    def merit(row: tuple[Any, ...]) -> tuple[float, int]:
        title, lexemes = row[1].lower(), row[2]
        words = sum(f'"{word}"' in lexemes for word in query.words)
        return (words + 2 * max(sum(part in title for part in form) for form in query.forms), row[0].int)

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
