"""Reads for the editor's desk: which cases may be chosen, what a batch holds, what an original says (to be redacted at once)."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.store.cases.sheets import run
from doorstep.store.sealing import unseal
from doorstep.wings.publication.models import Item

CHOICE_PAGE = 50
NUMBER = re.compile(r"\d{8}-\d{4,14}")
NOT_FOR_CHOICE = ("withdrawn", "merged")
CANDIDATES = """
SELECT c.id, c.number, c.state, w.title, c.category, c.place_path, c.community, c.lead_unit, c.opened_at, c.request_type, w.body,
       (SELECT e.facts->>'grade' FROM cases_event e WHERE e.case_id = c.id AND e.verb = 'rate' ORDER BY e.seq DESC LIMIT 1)
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id
WHERE NOT c.is_inner AND NOT c.is_published AND c.request_type <> ALL(%s) AND c.state <> ALL(%s)
  AND NOT EXISTS (SELECT 1 FROM publication_item i WHERE i.case_id = c.id AND i.withdrawn_at IS NULL)
  {filters}
ORDER BY c.opened_at DESC, c.id DESC LIMIT %s
"""
ORIGINALS = """
SELECT c.id, c.number, c.state, w.title, c.category, c.street, c.community, c.lead_unit, c.opened_at, c.request_type,
       (SELECT encode(t.cipher, 'base64') FROM cases_sealedtext t WHERE t.case_id = c.id AND t.seq = 1 AND t.field = 'what'),
       (SELECT encode(t.cipher, 'base64') FROM cases_sealedtext t
        WHERE t.case_id = c.id AND t.field IN ('result', 'answer') ORDER BY t.seq DESC LIMIT 1),
       (SELECT e.facts->>'grade' FROM cases_event e WHERE e.case_id = c.id AND e.verb = 'rate' ORDER BY e.seq DESC LIMIT 1),
       EXISTS (SELECT 1 FROM cases_sealedtext t WHERE t.case_id = c.id AND t.field = 'guardian')
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id
WHERE c.number = ANY(%s) AND NOT c.is_inner ORDER BY c.opened_at, c.id
"""
BATCHES = """
SELECT c.id, c.number, c.state, c.seq, w.title, c.opened_at, c.moved_at,
       (SELECT count(*) FROM publication_item i WHERE i.batch_id = c.id),
       (SELECT count(*) FROM publication_item i WHERE i.batch_id = c.id AND i.published_at IS NOT NULL AND i.withdrawn_at IS NULL)
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id JOIN cases_law l ON l.id = c.law_id AND l.name = 'publication'
WHERE c.state IN ('drafted', 'under_review', 'published', 'abandoned') {only} ORDER BY c.opened_at DESC, c.id DESC LIMIT %s
"""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What to choose from. Empty means any; `states` are states of the six orders, `grades` grades of the rating."""

    states: tuple[str, ...] = ()
    unit: str = ""
    place_path: str = ""
    category: str = ""
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A case that could be published. Title and body are the masked ones that staff read."""

    id: UUID
    number: str
    state: str
    title: str
    category: str
    place_path: str
    community: str
    lead_unit: str
    opened_at: datetime
    request_type: str
    body: str
    grade: str


@dataclass(frozen=True, kw_only=True)
class Original:
    """A case with its words as they were said. Lives only until it is redacted; never shown, never kept."""

    id: UUID
    number: str
    state: str
    title: str
    category: str
    street: str
    community: str
    lead_unit: str
    opened_at: datetime
    request_type: str
    what: str
    outcome: str
    grade: str
    is_childs: bool


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A batch and how many items it holds; `public` of them can be read by anybody now."""

    id: UUID
    number: str
    state: str
    seq: int
    title: str
    opened_at: datetime
    moved_at: datetime
    items: int
    public: int


def candidates(chosen: Filter, *, withheld_types: Sequence[str], limit: int = CHOICE_PAGE) -> list[Candidate]:
    """Cases that fit and are in no batch, newest first. Tip-offs, withdrawn and merged cases are never among them."""
    filters, values = _conditions(chosen)
    statement = CANDIDATES.format(filters=filters)
    rows = run(statement, [list(withheld_types), list(NOT_FOR_CHOICE), *values, limit])
    return [
        Candidate(**dict(zip(Candidate.__dataclass_fields__, [*row[:-1], row[-1] or ""], strict=True))) for row in rows
    ]


def _conditions(chosen: Filter) -> tuple[str, list[Any]]:
    conditions: list[tuple[str, Any]] = []
    if chosen.states:
        conditions.append(("c.state = ANY(%s)", list(chosen.states)))
    if chosen.unit:
        conditions.append(("c.lead_unit = %s", chosen.unit))
    if chosen.place_path:
        conditions.append(("c.place_path LIKE %s", f"{chosen.place_path}%"))
    if chosen.category:
        conditions.append(("(c.category = %s OR c.category LIKE %s)", chosen.category))
    if chosen.grades:
        rated = "EXISTS (SELECT 1 FROM cases_event e WHERE e.case_id = c.id AND e.verb = 'rate' AND e.facts->>'grade' = ANY(%s))"
        conditions.append((rated, list(chosen.grades)))
    values: list[Any] = []
    for text, value in conditions:
        values += [value, f"{value}.%"] if text.count("%s") == 2 else [value]
    return "".join(f" AND {text}" for text, _ in conditions), values


def originals(numbers: Sequence[str]) -> list[Original]:
    """The cases with these numbers, opened."""
    found = []
    for row in run(ORIGINALS, [[number for number in numbers if NUMBER.fullmatch(number)]]):
        *facts, what, outcome, grade, is_childs = row
        values = [*facts, _open(what), _open(outcome), grade or "", is_childs]
        found.append(Original(**dict(zip(Original.__dataclass_fields__, values, strict=True))))
    return found


def _open(cipher: str | None) -> str:
    return unseal(base64.b64decode(cipher)) if cipher else ""


def batches(limit: int = 50) -> list[Batch]:
    """Newest first."""
    return [_batch(row) for row in run(BATCHES.format(only=""), [limit])]


def batch(batch_id: UUID) -> Batch | None:
    """One batch; None for any other case."""
    rows = run(BATCHES.format(only="AND c.id = %s"), [batch_id, 1])
    return _batch(rows[0]) if rows else None


def _batch(row: Sequence[Any]) -> Batch:
    return Batch(**dict(zip(Batch.__dataclass_fields__, row, strict=True)))


def items_of(batch_id: UUID) -> list[Item]:
    """The items of a batch in the order in which they were chosen."""
    return list(Item.objects.filter(batch_id=batch_id).order_by("id"))
