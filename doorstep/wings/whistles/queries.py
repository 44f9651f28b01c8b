"""Running whistles with who has come, what waits for a unit, and lists by keyset. Reads only.

Which whistles there are is read from the wing's own rows; how each stands is read from the cases, so that a page is never late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import sheets
from doorstep.store.cases.keysets import PAGE, Mark
from doorstep.store.people.units import unit_tree
from doorstep.wings.whistles.models import OPEN, RUNNING

SEEN = """(w.place_path ^@ ANY(%s::text[]) OR w.commander = ANY(%s::text[]) OR EXISTS (
    SELECT 1 FROM whistles_turnout x WHERE x.whistle_id = w.case_id AND x.unit = ANY(%s::text[])))"""
COLUMNS = """
SELECT w.case_id, w.number, t.title, c.state, w.level, w.urgency, w.place_path, w.opened_unit, c.lead_unit, w.blown_at,
       w.called_at, w.released_at
FROM whistles_whistle w JOIN cases_case c ON c.id = w.case_id JOIN cases_casewords t ON t.case_id = w.case_id
"""
NEWEST = "ORDER BY w.blown_at DESC, w.case_id DESC LIMIT %s"
BENEATH = """
SELECT c.id, t.parent_id, c.number, c.lead_unit, c.state, c.opened_at, c.due_at, c.due_clock, c.owed_by, r.due_at, r.arrived_at,
       r.distance_m, r.grade, r.need, r.supervised_at
FROM cases_tie t JOIN cases_case c ON c.id = t.child_id LEFT JOIN whistles_turnout r ON r.case_id = c.id
WHERE t.parent_id = ANY(%s) AND t.kind = 'turnout' ORDER BY c.opened_at, c.number
"""
MINE = """
SELECT t.case_id, t.number, w.title, t.unit, c.state, c.due_at, c.due_clock, h.place_path, t.called_at, h.urgency
FROM whistles_turnout t JOIN cases_case c ON c.id = t.case_id JOIN whistles_whistle h ON h.case_id = t.whistle_id
JOIN cases_casewords w ON w.case_id = t.whistle_id
WHERE t.unit = ANY(%s) AND t.state = ANY(%s) AND c.owed_by = 'desk@' || t.unit ORDER BY t.called_at DESC, t.case_id LIMIT %s
"""


@dataclass(frozen=True, kw_only=True)
class WhistleLine:
    """A whistle in a list. The title is masked."""

    id: UUID
    number: str
    title: str
    state: str
    level: str
    urgency: str
    place_path: str
    opened_unit: str
    commander: str
    blown_at: datetime
    called_at: datetime | None
    released_at: datetime | None

    @property
    def mark(self) -> str:
        return str(Mark(self.blown_at, self.id))


@dataclass(frozen=True, kw_only=True)
class TurnoutLine:
    """One department beneath a whistle. `had_until`: when it had to be there; `due_at`: what runs now."""

    id: UUID
    whistle_id: UUID
    number: str
    unit: str
    state: str
    called_at: datetime
    due_at: datetime | None
    due_clock: str
    owed_by: str
    had_until: datetime | None
    arrived_at: datetime | None
    distance_m: int | None
    grade: str
    need: str
    supervised_at: datetime | None

    @property
    def came_late(self) -> bool:
        return bool(self.arrived_at and self.had_until and self.arrived_at > self.had_until)


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a whistle wants of a unit now."""

    id: UUID
    number: str
    title: str
    unit: str
    state: str
    due_at: datetime | None
    due_clock: str
    place_path: str
    called_at: datetime
    urgency: str


def units_in(view: Visibility) -> list[str]:
    """Codes of the units that the view reaches."""
    return [code for path in view.unit_paths for code in unit_tree().within(path)]


def in_view(view: Visibility) -> tuple[str, list[Any]]:
    """The whistles in a view as a condition: those at its places, those that call its units or are commanded by them."""
    if view.everything:
        return "true", []
    units = units_in(view)
    return SEEN, [list(view.place_paths), units, units]


def running(view: Visibility, *, after: Mark | None = None, limit: int = PAGE) -> list[WhistleLine]:
    """Whistles that wait for something, newest first; one more than `limit` tells of a next page."""
    seen, values = in_view(view)
    states = ", ".join(f"'{state}'" for state in RUNNING)
    return newest(f"w.state IN ({states}) AND {seen}", values, after=after, limit=limit)


def newest(condition: str, values: Sequence[Any], *, after: Mark | None, limit: int = PAGE) -> list[WhistleLine]:
    """Whistles for which a condition about `w` holds."""
    bound, more = ("AND (w.blown_at, w.case_id) < (%s, %s)", [after.moment, after.id]) if after else ("", [])
    rows = sheets.run(f"{COLUMNS} WHERE {condition} {bound} {NEWEST}", [*values, *more, limit + 1])
    return [_whistle(row) for row in rows]


def _whistle(row: Sequence[Any]) -> WhistleLine:
    return WhistleLine(
        id=row[0],
        number=row[1],
        title=row[2],
        state=row[3],
        level=row[4],
        urgency=row[5],
        place_path=row[6],
        opened_unit=row[7],
        commander=row[8],
        blown_at=row[9],
        called_at=row[10],
        released_at=row[11],
    )


def beneath(whistle_ids: Iterable[UUID]) -> dict[UUID, list[TurnoutLine]]:
    """Who was called by each of these whistles, in the order of calling. One statement."""
    found: dict[UUID, list[TurnoutLine]] = {}
    for row in sheets.run(BENEATH, [list(whistle_ids)]):
        found.setdefault(row[1], []).append(_turnout(row))
    return found


def _turnout(row: Sequence[Any]) -> TurnoutLine:
    return TurnoutLine(
        id=row[0],
        whistle_id=row[1],
        number=row[2],
        unit=row[3],
        state=row[4],
        called_at=row[5],
        due_at=row[6],
        due_clock=row[7],
        owed_by=row[8],
        had_until=row[9],
        arrived_at=row[10],
        distance_m=row[11],
        grade=row[12] or "",
        need=row[13] or "",
        supervised_at=row[14],
    )


def calls_for(units: Sequence[str], *, limit: int = PAGE) -> list[Call]:
    """What whistles want of these units now: to come, to work on, or to rate. Newest first."""
    return [
        Call(
            id=row[0],
            number=row[1],
            title=row[2],
            unit=row[3],
            state=row[4],
            due_at=row[5],
            due_clock=row[6],
            place_path=row[7],
            called_at=row[8],
            urgency=row[9],
        )
        for row in (sheets.run(MINE, [list(units), list(OPEN), limit]) if units else [])
    ]
