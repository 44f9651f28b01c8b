"""What anybody may know of any case: the redacted version where one is public, else kind, community, state and two days.

Tip-offs have no outline, nor has work among offices. Reads along the index of the narrowest condition; the last of a year's
million cases is as near as the first of ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.store.cases.sheets import run
from doorstep.wings.publication.withheld import SECRET_REQUEST_TYPES

OUTLINES = """
WITH page AS ({page})
SELECT c.id, c.number, c.law_id, c.state, c.category, c.community, c.opened_at, c.moved_at, c.due_at,
       i.title, i.body, i.outcome, i.unit,
       ARRAY(SELECT p.id FROM publication_publicphoto p WHERE p.item_id = i.id AND p.is_shown ORDER BY p.id)
FROM page JOIN cases_case c USING (id)
LEFT JOIN publication_item i ON i.case_id = c.id AND i.withdrawn_at IS NULL AND i.published_at IS NOT NULL
ORDER BY c.opened_at DESC, c.id DESC
"""
PUBLIC = "NOT c.is_inner AND c.request_type <> ALL(%s)"
# Numbers of rows are written out: bound as values they would let the planner expect a tenth of the table.
NEWEST = "ORDER BY c.opened_at DESC, c.id DESC LIMIT {limit}"
NUMBERED = f"SELECT c.id FROM cases_case c WHERE c.number = ANY(%s) AND {PUBLIC}"
ALONG = f"SELECT c.id, c.opened_at FROM cases_case c WHERE {{where}} {NEWEST}"
BY_KIND = f"""
SELECT c.id, c.opened_at FROM unnest(%s::text[]) AS kind(code) CROSS JOIN LATERAL (
    SELECT c.id, c.opened_at FROM cases_case c WHERE c.category = kind.code AND {{where}} {NEWEST}) AS c
"""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Opened from `since` to before `until`; empty tuples mean any. `states` with `open_only` when none of them is final."""

    since: datetime
    until: datetime
    categories: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    open_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Outline:
    """Title, body, outcome and unit are "" unless a redacted version is public now; `photos` are ids of its blurred pictures."""

    id: UUID
    number: str
    law_id: int
    state: str
    category: str
    community: str
    opened_at: datetime
    moved_at: datetime
    due_at: datetime | None
    title: str
    body: str
    outcome: str
    unit: str
    photos: tuple[int, ...] = ()

    @property
    def is_published(self) -> bool:
        return bool(self.title or self.body)


def outlines_of(numbers: Sequence[str]) -> list[Outline]:
    """Those of these numbers that anybody may know of, newest first."""
    return _read(NUMBERED, [list(numbers), list(SECRET_REQUEST_TYPES)])


def outlines(wanted: Wanted, *, limit: int, skip: int = 0) -> list[Outline]:
    """Newest first."""
    where, values = _conditions(wanted)
    deep = int(limit) + int(skip)
    if wanted.categories:
        page, given = BY_KIND.format(where=where, limit=deep), [list(wanted.categories), *values]
    else:
        page, given = ALONG.format(where=where, limit=deep), values
    cut = f"SELECT id FROM ({page}) AS c {NEWEST.format(limit=int(limit))} OFFSET {int(skip)}"
    return _read(cut, given)


def _conditions(wanted: Wanted) -> tuple[str, list[Any]]:
    parts = [PUBLIC, "c.opened_at >= %s", "c.opened_at < %s"]
    values: list[Any] = [list(SECRET_REQUEST_TYPES), wanted.since, wanted.until]
    if wanted.states:
        parts.append("c.state = ANY(%s)")
        values.append(list(wanted.states))
    if wanted.open_only:
        parts.append("NOT c.is_final")
    return " AND ".join(parts), values


def _read(page: str, values: Sequence[Any]) -> list[Outline]:
    return [_outline(*row) for row in run(OUTLINES.format(page=page), values)]


def _outline(*row: Any) -> Outline:
    *facts, title, body, outcome, unit, photos = row
    values = [*facts, *(text or "" for text in (title, body, outcome, unit)), tuple(photos)]
    return Outline(**dict(zip(Outline.__dataclass_fields__, values, strict=True)))
