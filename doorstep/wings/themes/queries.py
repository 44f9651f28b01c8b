"""Candidates of screening, the cases of a choice, and how many there were in two windows. Reads only.

A choice is category × place × period. Counting is driven by the index of the place, or of the category for the whole town.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.case import Case
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.choosing import Chosen
from doorstep.store.cases.inner_lists import facts_of_opening
from doorstep.store.cases.sight import Condition, strand_at
from doorstep.store.places.atlas import atlas
from doorstep.wings.themes.models import Candidate, Screening
from doorstep.wings.themes.rules import Window, Windows, verdict, windows

IN_PLACE = ("estate.disposed", "theme.measures_in_place")
SESSIONS = "theme.advised"
HISTORY = "SELECT name, at FROM cases_event WHERE case_id = %s AND name = ANY(%s::text[]) ORDER BY seq"
TWO = """
SELECT count(*) FILTER (WHERE c.opened_at < %s), count(*) FILTER (WHERE c.opened_at >= %s)
FROM cases_case c WHERE NOT c.is_inner AND c.opened_at >= %s AND c.opened_at < %s
  AND NOT (c.opened_at >= %s AND c.opened_at < %s) AND {where}
"""
UNGATHERED = """
SELECT c.id, c.number FROM cases_case c WHERE NOT c.is_inner AND c.opened_at >= %s AND c.opened_at < %s AND {where}
  AND NOT EXISTS (SELECT 1 FROM cases_tie t WHERE t.child_id = c.id AND t.parent_id = %s)
ORDER BY c.opened_at DESC, c.number DESC LIMIT %s
"""
USUAL_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The two windows, the number in each, and what may be said. `after` is None until the measures are in place."""

    windows: Windows
    before: int
    after: int | None
    verdict: Words
    sessions: int


def where(place_path: str, category: str) -> list[Condition]:
    """The choice as conditions on `c`."""
    strand = strand_at(place_path)
    found = [Condition(f"c.{strand.column} = ANY(%s::text[])", (list(strand.values),))] if strand else []
    categories = Chosen(category=category).categories
    if categories:
        found.append(Condition("c.category = ANY(%s::text[])", (list(categories),)))
    return found


def _joined(conditions: Sequence[Condition]) -> tuple[str, list[Any]]:
    sql = " AND ".join(each.sql for each in conditions) or "TRUE"
    return sql, [value for each in conditions for value in each.parameters]


def measured(case: Case, *, now: datetime) -> Measured:
    """Before and after of a theme or an estate's file: in its place and category, in windows of the length it chose."""
    days = int(facts_of_opening(case.id).get("days", USUAL_DAYS))
    history = sheets.run(HISTORY, [case.id, [*IN_PLACE, SESSIONS]])
    in_place = [at for name, at in history if name in IN_PLACE]
    seen = windows(
        began_at=case.opened_at,
        in_place_at=in_place[-1] if in_place else None,
        days=days,
        now=now,
        offset=towns.pack().calendar.office_hours.offset,
    )
    before, after = _counts(case, seen)
    return Measured(
        windows=seen,
        before=before,
        after=after,
        verdict=verdict(seen, before, after),
        sessions=sum(1 for name, _ in history if name == SESSIONS),
    )


def _counts(case: Case, seen: Windows) -> tuple[int, int | None]:
    first, last = seen.before, seen.after or Window(since=seen.before.until, until=seen.before.until)
    sql, values = _joined(where(case.place_path, case.category))
    asked = [first.until, last.since, first.since, last.until, first.until, last.since, *values]
    ((before, after),) = sheets.run(TWO.format(where=sql), asked)
    return before, after if seen.after else None


def ungathered(case: Case, *, since: datetime, until: datetime, limit: int) -> list[tuple[UUID, str]]:
    """Cases of the choice that do not hang beneath the theme yet, newest first: id and number."""
    sql, values = _joined(where(case.place_path, case.category))
    rows = sheets.run(UNGATHERED.format(where=sql), [since, until, *values, case.id, limit])
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A place that a rule proposes."""

    rule: str
    place_path: str
    place: Words
    code: str
    cases: int
    since: datetime
    until: datetime


def candidates() -> list[Found]:
    """What screening proposes, most cases first."""
    town = atlas()
    rows = Candidate.objects.order_by("-cases", "place_path")
    spots = [(row, town.at(row.place_path)) for row in rows]
    return [
        Found(
            rule=row.rule,
            place_path=row.place_path,
            place=town.label(row.place_path),
            code=spot.code,
            cases=row.cases,
            since=row.since,
            until=row.until,
        )
        for row, spot in spots
        if spot is not None
    ]


def counted_at() -> datetime | None:
    """When the rules were counted last."""
    return Screening.objects.order_by("-counted_at").values_list("counted_at", flat=True).first()
