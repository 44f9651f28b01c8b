"""Reads hot issues, their cases, and the cases among which they are sought. Reads only.

A case is read by its masked digest. A person is known by the keyed hash of a phone; whoever left none is somebody else each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from doorstep.kernel.case import Case
from doorstep.store.cases import sheets
from doorstep.store.cases.sight import NOT_SEALED
from doorstep.wings.hotspots.grams import Text
from doorstep.wings.hotspots.heat import Message
from doorstep.wings.hotspots.models import Decision, Hotspot

WINDOW = timedelta(days=120)
MOST = 5000
PAGE = 20
SAID = """
SELECT c.id, w.title, w.body, c.opened_at,
       coalesce((SELECT encode(min(r.phone_hash), 'hex') FROM cases_receipt r WHERE r.case_id = c.id), '')
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id
WHERE NOT c.is_inner AND c.opened_at > %s AND c.opened_at <= %s AND c.state <> 'withdrawn'
ORDER BY c.opened_at DESC, c.id DESC LIMIT %s
"""
OF = f"""
SELECT c.number, w.title, c.law_id, c.state, c.place_path, c.category, c.lead_unit, c.opened_at
FROM hotspots_member m JOIN cases_case c ON c.id = m.case_id JOIN cases_casewords w ON w.case_id = c.id
WHERE m.hotspot_id = %s AND {NOT_SEALED.sql} ORDER BY c.opened_at DESC, c.id DESC
"""
# What came to the hot issue after it became a theme; what somebody let go of the theme is not proposed again.
NEWCOMERS = f"""
SELECT c.number, w.title, c.law_id, c.state, c.place_path, c.category, c.lead_unit, c.opened_at
FROM hotspots_hotspot h JOIN hotspots_member m ON m.hotspot_id = h.id
JOIN cases_case c ON c.id = m.case_id JOIN cases_casewords w ON w.case_id = c.id
WHERE h.theme = %s AND c.state <> 'withdrawn' AND {NOT_SEALED.sql}
  AND NOT EXISTS (SELECT 1 FROM cases_tie t WHERE t.child_id = c.id AND t.parent_id = %s)
  AND NOT EXISTS (SELECT 1 FROM cases_event e WHERE e.case_id = %s AND e.name = 'theme.released' AND e.facts->>'matter' = c.number)
ORDER BY c.opened_at DESC, c.id DESC LIMIT %s
"""
MOST_NEWCOMERS = 40
IDS = "SELECT id, number, opened_at FROM cases_case WHERE number = ANY(%s) AND NOT is_inner"
PERSONS = """
SELECT r.case_id, encode(min(r.phone_hash), 'hex') FROM cases_receipt r WHERE r.case_id = ANY(%s) AND r.phone_hash IS NOT NULL
GROUP BY r.case_id
"""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """A case of a hotspot, as its page lists it."""

    number: str
    title: str
    law_id: int
    state: str
    place_path: str
    category: str
    lead_unit: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class Known:
    """A case that somebody named by its number."""

    id: UUID
    number: str
    opened_at: datetime
    person: str


def said(*, after: datetime, until: datetime) -> list[Message]:
    """What was said in this time, newest first, at most MOST."""
    return [
        Message(key=str(row[0]), text=Text(title=row[1], body=row[2]), person=row[4], at=row[3])
        for row in sheets.run(SAID, [after, until, MOST])
    ]


def hottest(page: int) -> list[Hotspot]:
    """By people, then by cases, then the older; one more than a page tells of a next one."""
    return list(Hotspot.objects.order_by("-people", "-cases", "first_at", "id")[(page - 1) * PAGE : page * PAGE + 1])


def cases_of(hotspot_id: int) -> list[Gathered]:
    """Newest first."""
    return [_gathered(row) for row in sheets.run(OF, [hotspot_id])]


def newcomers_of(theme: Case) -> list[Gathered]:
    """Cases of the hot issue of which this theme was made that do not hang beneath it, newest first, at most forty."""
    return [_gathered(row) for row in sheets.run(NEWCOMERS, [theme.number, theme.id, theme.id, MOST_NEWCOMERS])]


def _gathered(row: tuple[Any, ...]) -> Gathered:
    return Gathered(
        number=row[0],
        title=row[1],
        law_id=row[2],
        state=row[3],
        place_path=row[4],
        category=row[5],
        lead_unit=row[6],
        opened_at=row[7],
    )


def named(numbers: Sequence[str]) -> list[Known]:
    """Residents' cases with these numbers."""
    rows = sheets.run(IDS, [[number for number in numbers if "\x00" not in number]])
    persons = dict(sheets.run(PERSONS, [[row[0] for row in rows]]))
    return [Known(id=row[0], number=row[1], opened_at=row[2], person=persons.get(row[0], "")) for row in rows]


def decided(case_ids: Sequence[UUID] | None = None) -> dict[UUID, int | None]:
    """The last decision about each case: the hotspot it belongs to, or None for none."""
    found = Decision.objects.order_by("id")
    if case_ids is not None:
        found = found.filter(case_id__in=case_ids)
    return dict(found.values_list("case_id", "hotspot_id"))


def trace_of(hotspot_id: int, limit: int = 30) -> list[Decision]:
    """What was decided by hand about a hotspot, the last first."""
    both = Decision.objects.filter(hotspot_id=hotspot_id) | Decision.objects.filter(left=hotspot_id)
    return list(both.order_by("-id")[:limit])
