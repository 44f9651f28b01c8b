"""Candidates as lists, with who stands behind each; one candidate with what it is made of. Reads only, and opens nothing sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from doorstep.kernel.visibility import Visibility
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.choosing import Chosen
from doorstep.store.cases.laws import law
from doorstep.store.cases.sight import Condition, in_view
from doorstep.store.places.atlas import atlas

PAGE = 50
MOST_EXPORTED = 5000
Order = Literal["heat", "new"]
ORDERS = {
    "heat": "coalesce(s.people, 0) + coalesce(s.heard, 0) DESC, c.opened_at, c.id",
    "new": "c.opened_at DESC, c.id DESC",
}
ROWS = """
SELECT c.id, c.number, w.title, c.place_path, c.category, c.law_id, c.state, c.opened_at, c.opened_unit, e.facts->>'source',
       coalesce(s.people, 0), coalesce(s.cases, 0), coalesce(s.heard, 0)
FROM cases_event e JOIN cases_case c ON c.id = e.case_id JOIN cases_casewords w ON w.case_id = c.id
LEFT JOIN deliberation_standing s ON s.case_id = c.id
WHERE e.name = 'candidate.collected' AND {where} ORDER BY {order} LIMIT %s OFFSET %s
"""
BY_STATE = """
SELECT c.state, count(*) FROM cases_event e JOIN cases_case c ON c.id = e.case_id JOIN cases_casewords w ON w.case_id = c.id
WHERE e.name = 'candidate.collected' AND {where} GROUP BY c.state
"""
NUMBERS = "SELECT id::text, number FROM cases_case WHERE id = ANY(%s::uuid[])"
SOURCES = """
SELECT c.id, c.number, w.title, c.law_id, c.state, c.opened_at, c.place_path FROM cases_tie t JOIN cases_case c ON c.id = t.child_id
JOIN cases_casewords w ON w.case_id = c.id WHERE t.parent_id = %s AND t.kind = 'candidate' ORDER BY t.made_at, c.id LIMIT 500
"""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody chose to see. `place` is a path, `said` part of the title or a number; empty means any."""

    state: str = ""
    place: str = ""
    category: str = ""
    source: str = ""
    said: str = ""
    order: Order = "heat"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A candidate. `people` on record, `heard` in person as written down; both apart, since the second may hold the first."""

    id: UUID
    number: str
    title: str
    place: Words
    place_path: str
    category: str
    state: str
    state_label: Words
    opened_at: datetime
    unit: str
    source: str
    people: int
    cases: int
    heard: int


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a candidate is made of: a suggestion, a request, or another candidate that was merged."""

    id: UUID
    number: str
    title: str
    mechanism: str
    mechanism_title: Words
    state: str
    state_label: Words
    opened_at: datetime
    place: Words


def _where(asked: Asked, view: Visibility, *, by_state: bool = True) -> tuple[str, list[Any]]:
    found = [*in_view(view)]
    if asked.state and by_state:
        found.append(Condition("c.state = %s", (asked.state,)))
    if asked.place:
        found.append(Condition("c.place_path ^@ %s", (asked.place,)))
    if categories := Chosen(category=asked.category).categories:
        found.append(Condition("c.category = ANY(%s::text[])", (list(categories),)))
    if asked.source:
        found.append(Condition("e.facts->>'source' = %s", (asked.source,)))
    if asked.said:
        found.append(Condition("(strpos(w.title, %s) > 0 OR c.number = %s)", (asked.said, asked.said)))
    return " AND ".join(each.sql for each in found) or "TRUE", [value for each in found for value in each.parameters]


def candidates(asked: Asked, view: Visibility, *, page: int = 1, limit: int = PAGE) -> list[Row]:
    """One more than a page tells of a next one."""
    if view.nothing:
        return []
    where, values = _where(asked, view)
    sql = ROWS.format(where=where, order=ORDERS[asked.order])
    return [_row(row) for row in sheets.run(sql, [*values, limit + 1, (page - 1) * limit])]


def by_state(asked: Asked, view: Visibility) -> dict[str, int]:
    """How many stand where, under the same filters but that of the state."""
    if view.nothing:
        return {}
    where, values = _where(asked, view, by_state=False)
    return dict(sheets.run(BY_STATE.format(where=where), values))


def numbers_of(candidates: Sequence[UUID]) -> dict[str, str]:
    """Their numbers, by id as text."""
    return dict(sheets.run(NUMBERS, [list(candidates)])) if candidates else {}


def _row(row: Sequence[Any]) -> Row:
    state = law(row[5]).state(row[6])
    return Row(
        id=row[0],
        number=row[1],
        title=row[2],
        place=atlas().label(row[3]),
        place_path=row[3],
        category=row[4],
        state=state.name,
        state_label=state.label,
        opened_at=row[7],
        unit=row[8],
        source=row[9] or "",
        people=row[10],
        cases=row[11],
        heard=row[12],
    )


def sources_of(case_id: UUID) -> list[Source]:
    """What is tied right beneath a candidate, oldest first."""
    found = []
    for row in sheets.run(SOURCES, [case_id]):
        mechanism = law(row[3])
        state = mechanism.state(row[4])
        found.append(
            Source(
                id=row[0],
                number=row[1],
                title=row[2],
                mechanism=mechanism.name,
                mechanism_title=mechanism.title,
                state=state.name,
                state_label=state.label,
                opened_at=row[5],
                place=atlas().label(row[6]),
            )
        )
    return found
