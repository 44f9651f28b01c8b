"""Sums over what is counted, by unit, street or category, within days; and the cases behind each sum.

Every sum is one statement over the index of days; nothing is cached. A sum and the list behind it share their conditions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np

from doorstep.store.cases.sheets import run
from doorstep.store.cases.sight import NOT_SEALED
from doorstep.wings.rates.rules import BAD, GOOD, Minutes, Tally, Times, times

PAGE = 50
GROUPS = {"unit": "r.unit", "street": "r.street", "category": "r.category"}
TALLY = """
SELECT {group}, sum(is_valid) FILTER (WHERE left_out = ''), sum(contacted) FILTER (WHERE left_out = ''),
       sum(solved) FILTER (WHERE left_out = ''), sum(satisfied) FILTER (WHERE left_out = ''),
       sum(fairly) FILTER (WHERE left_out = ''), count(*) FILTER (WHERE left_out = '' AND state = 'not_reached'),
       count(*) FILTER (WHERE left_out = '' AND state = 'declined'), sum(is_valid) FILTER (WHERE left_out <> '')
FROM rates_asked r WHERE {where} GROUP BY 1
"""
GRADED = """
SELECT {group}, grade, grade_left_out <> '' OR left_out <> '', count(*) FROM rates_finish r WHERE {where} GROUP BY 1, 2, 3
"""
# Every finish with its minutes as four bytes, packed by group: one scan that several workers share. Half a million rows one by
# one would take longer to send than to count.
TIMED = """
SELECT {group}, string_agg(int4send(working_minutes), ''), string_agg(int4send(wall_minutes), '')
FROM rates_finish r WHERE {where} AND left_out = '' GROUP BY 1
"""
RETURNED = """
SELECT {group}, count(*), sum(came_back) FROM rates_finish r WHERE {where} AND left_out = '' GROUP BY 1
"""
BEHIND = """
SELECT c.number, w.title, r.unit, r.category, r.day, {what}, c.id, r.id FROM {table} r JOIN cases_case c ON c.id = r.case_id
JOIN cases_casewords w ON w.case_id = c.id WHERE {where} AND {condition} {after} ORDER BY r.day DESC, r.id DESC LIMIT %s
"""
LEFT_OUT = f"""
SELECT c.number, w.title, e.number, e.state, o.facts->>'reason', c.lead_unit, o.at, d.at, o.actor_id, d.actor_id
FROM cases_case e JOIN cases_law l ON l.id = e.law_id AND l.name = 'exclusion'
JOIN cases_tie t ON t.child_id = e.id AND t.kind = 'exclusion' JOIN cases_case c ON c.id = t.parent_id
JOIN cases_casewords w ON w.case_id = c.id JOIN cases_event o ON o.case_id = e.id AND o.seq = 1
LEFT JOIN LATERAL (SELECT d.at, d.actor_id FROM cases_event d WHERE d.case_id = e.id AND d.verb IN ('grant', 'refuse', 'revoke')
  ORDER BY d.seq DESC LIMIT 1) d ON true
WHERE {{where}} AND {NOT_SEALED.sql} ORDER BY o.at DESC LIMIT %s
"""
FIGURES: Mapping[str, str] = {
    "valid": "r.left_out = '' AND r.is_valid = 1",
    "contacted": "r.left_out = '' AND r.contacted = 1",
    "solved": "r.left_out = '' AND r.solved = 1",
    "satisfied": "r.left_out = '' AND r.satisfied = 1",
    "fairly": "r.left_out = '' AND r.fairly = 1",
    "not_reached": "r.left_out = '' AND r.state = 'not_reached'",
    "declined": "r.left_out = '' AND r.state = 'declined'",
    "left_out": "r.left_out <> '' AND r.is_valid = 1",
    "finished": "r.left_out = ''",
    "rated": "r.left_out = '' AND r.grade_left_out = '' AND r.grade <> ''",
    "good": f"r.left_out = '' AND r.grade_left_out = '' AND r.grade IN {GOOD}",
    "bad": f"r.left_out = '' AND r.grade_left_out = '' AND r.grade IN {BAD}",
    "unrated": "r.left_out = '' AND r.grade = ''",
    "grade_left_out": "r.grade <> '' AND (r.left_out <> '' OR r.grade_left_out <> '')",
    "came_back": "r.left_out = '' AND r.came_back = 1",
}
OF_CALLBACKS = ("valid", "contacted", "solved", "satisfied", "fairly", "not_reached", "declined", "left_out")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which days (both included), and of which units, streets, categories; None for all."""

    first: date
    last: date
    units: tuple[str, ...] | None = None
    street: str = ""
    category: str = ""

    def where(self) -> tuple[str, list[object]]:
        """As a condition on `r` with its parameters."""
        parts: list[str] = ["r.day BETWEEN %s AND %s"]
        values: list[object] = [self.first, self.last]
        if self.units is not None:
            parts.append("r.unit = ANY(%s)")
            values.append(list(self.units))
        if self.street:
            parts.append("r.street = %s")
            values.append(self.street)
        if self.category:
            parts.append("(r.category = %s OR r.category LIKE %s)")
            values += [self.category, f"{self.category}.%"]
        return " AND ".join(parts), values


@dataclass(frozen=True, kw_only=True)
class Graded:
    """How often each grade was given among `finished`; `unrated` gave none; `left_out` by appeal or exclusion."""

    grades: Mapping[str, int]
    unrated: int
    left_out: int

    @property
    def rated(self) -> int:
        return sum(self.grades.values())

    @property
    def good(self) -> int:
        return sum(self.grades.get(grade, 0) for grade in GOOD)

    @property
    def finished(self) -> int:
        return self.rated + self.unrated


@dataclass(frozen=True, kw_only=True)
class Handled:
    """Handling times by working time and by the clock on the wall."""

    working: Times
    wall: Times


@dataclass(frozen=True, kw_only=True)
class Behind:
    """A case behind a figure; `what` is the call-back's state or the grade."""

    number: str
    title: str
    unit: str
    category: str
    day: date
    what: str
    case_id: UUID
    mark: tuple[date, str]


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """An exclusion that was asked for: who asked, who decided."""

    number: str
    title: str
    exclusion: str
    state: str
    reason: str
    unit: str
    asked_at: datetime
    decided_at: datetime | None
    asked_by: UUID | None
    decided_by: UUID | None


def tallies(scope: Scope, by: str) -> dict[str, Tally]:
    """The sums over call-backs of each group."""
    rows = _grouped(TALLY, scope, by)
    names = tuple(Tally.__dataclass_fields__)
    return {row[0]: Tally(**dict(zip(names, (int(value or 0) for value in row[1:]), strict=True))) for row in rows}


def graded(scope: Scope, by: str) -> dict[str, Graded]:
    """Grades given of each group."""
    found: dict[str, tuple[dict[str, int], list[int]]] = {}
    for key, grade, is_left_out, count in _grouped(GRADED, scope, by):
        grades, rest = found.setdefault(key, ({}, [0, 0]))
        if not grade:
            rest[0] += 0 if is_left_out else count
        elif is_left_out:
            rest[1] += count
        else:
            grades[grade] = grades.get(grade, 0) + count
    return {key: Graded(grades=grades, unrated=rest[0], left_out=rest[1]) for key, (grades, rest) in found.items()}


def timed(scope: Scope, by: str) -> tuple[dict[str, Handled], Handled]:
    """Handling times of each group, and of all."""
    rows = [(key, _minutes(working), _minutes(wall)) for key, working, wall in _grouped(TIMED, scope, by)]
    groups = {key: Handled(working=times(working), wall=times(wall)) for key, working, wall in rows}
    whole = [
        np.concatenate([_minutes(b""), *column]) for column in ([row[1] for row in rows], [row[2] for row in rows])
    ]
    return groups, Handled(working=times(whole[0]), wall=times(whole[1]))


def _minutes(packed: bytes) -> Minutes:
    return np.frombuffer(packed, dtype=">i4").astype(np.int32)


def returned(scope: Scope, by: str) -> dict[str, tuple[int, int]]:
    """Finishes of each group, and how many of them came back."""
    return {key: (n, int(back or 0)) for key, n, back in _grouped(RETURNED, scope, by)}


def _grouped(statement: str, scope: Scope, by: str) -> list[tuple[Any, ...]]:
    where, values = scope.where()
    return run(statement.format(group=GROUPS[by], where=where), values)


def behind(
    figure: str, scope: Scope, *, after: tuple[date, str] | None = None, limit: int = PAGE
) -> tuple[list[Behind], bool]:
    """The cases behind a figure, newest day first, and whether there are more. Raises KeyError."""
    is_asked = figure in OF_CALLBACKS
    where, values = scope.where()
    mark = "(r.day, r.id) < (%s, %s::uuid)" if is_asked else "(r.day, r.id) < (%s, %s::bigint)"
    statement = BEHIND.format(
        table="rates_asked" if is_asked else "rates_finish",
        what="r.state" if is_asked else "r.grade",
        where=where,
        condition=FIGURES[figure],
        after=f"AND {mark}" if after else "",
    )
    rows = run(statement, [*values, *(after or ()), limit + 1])
    found = [
        Behind(number=n, title=title, unit=unit, category=kind, day=day, what=what, case_id=case, mark=(day, str(mark)))
        for n, title, unit, kind, day, what, case, mark in rows[:limit]
    ]
    return found, len(rows) > limit


def count(figure: str, scope: Scope) -> int:
    """How many cases stand behind a figure."""
    where, values = scope.where()
    table = "rates_asked" if figure in OF_CALLBACKS else "rates_finish"
    return int(run(f"SELECT count(*) FROM {table} r WHERE {where} AND {FIGURES[figure]}", values)[0][0])


def left_out(units: Sequence[str] | None, *, limit: int = 500) -> list[LeftOut]:
    """Every exclusion asked for, newest first; of these units, or all."""
    where, values = ("true", []) if units is None else ("c.lead_unit = ANY(%s)", [list(units)])
    rows = run(LEFT_OUT.format(where=where), [*values, limit])
    return [LeftOut(**dict(zip(LeftOut.__dataclass_fields__, row, strict=True))) for row in rows]
