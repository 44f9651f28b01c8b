"""A case as one line of a list: masked title, where, where it stands, who owes the next step, and how the time stands.

Every list of cases, whatever it chooses and however it orders, turns its rows into lines here. Opens nothing that is sealed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from doorstep.kernel.clocks import ClockRule, rule_from_dict
from doorstep.kernel.remaining_words import remaining_words
from doorstep.kernel.running import Standing
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import law
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas

NOBODY = Words(zh="", en="")

# What a list needs of the cases chosen by a part called `page`, which has an id; the caller adds the order.
COLUMNS = """
SELECT c.id, c.number, w.title, c.place_path, c.law_id, c.state, c.owed_by, c.due_at, c.reports, c.urgency, c.opened_at,
       c.category, c.lead_unit, c.is_final, c.is_published, k.rule::text, k.is_estimated,
       c.memory->'at'->>'levels'
FROM page JOIN cases_case c ON c.id = page.id JOIN cases_casewords w ON w.case_id = c.id
LEFT JOIN cases_clock k ON k.case_id = c.id AND k.name = c.due_clock AND k.stopped_at IS NULL
"""


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """`owed_by` is the key, `owed` the same in words; `due` says what is left of the time, None where no clock runs.
    `level`: the level of response above the lowest."""

    id: UUID
    number: str
    title: str
    place: Words
    place_path: str
    state: str
    state_label: Words
    owed_by: str
    owed: Words
    due_at: datetime | None
    due: Words | None
    clock: Words | None
    standing: Standing
    reports: int
    urgency: str
    opened_at: datetime
    category: str
    lead_unit: str
    is_final: bool
    is_published: bool
    level: Words | None = None


def lines_from(rows: Iterable[tuple[Any, ...]], *, now: datetime) -> list[CaseLine]:
    """Rows of COLUMNS as lines."""
    return [_line(row, now) for row in rows]


def _line(row: tuple[Any, ...], now: datetime) -> CaseLine:
    state = law(row[4]).state(row[5])
    rule = _rule(row[15]) if row[15] else None
    due_at = row[7]
    return CaseLine(
        id=row[0],
        number=row[1],
        title=row[2],
        place=atlas().label(row[3]),
        place_path=row[3],
        state=state.name,
        state_label=state.label,
        owed_by=row[6],
        owed=owed_words(row[6]),
        due_at=due_at,
        due=_due_words(due_at, rule, now, is_estimated=bool(row[16])),
        clock=rule.label if rule else None,
        standing=standing(due_at, rule, now),
        reports=row[8],
        urgency=row[9],
        opened_at=row[10],
        category=row[11],
        lead_unit=row[12],
        is_final=row[13],
        is_published=row[14],
        level=_level(row[17]),
    )


def _level(code: str | None) -> Words | None:
    """The level of response it was raised to; None at the lowest."""
    levels = towns.pack().levels
    return levels.levels[code].label if code in levels.above("") else None


@lru_cache(maxsize=500)
def _rule(written: str) -> ClockRule:
    """The rule a clock started by. There are few, and every line of a page cites one."""
    return rule_from_dict(json.loads(written))


def _due_words(due_at: datetime | None, rule: ClockRule | None, now: datetime, *, is_estimated: bool) -> Words | None:
    if due_at is None:
        return None
    unit = rule.unit if rule else "working_days"
    return remaining_words(now, due_at, unit, towns.pack().calendar, is_estimated=is_estimated)


def standing(due_at: datetime | None, rule: ClockRule | None, now: datetime) -> Standing:
    """In time, soon due by the rule's own warning, or late."""
    if due_at is None:
        return "ok"
    if now > due_at:
        return "late"
    warn = rule.warn_before if rule else None
    return "soon" if warn and now >= towns.pack().calendar.before(due_at, warn.amount, warn.unit) else "ok"


def owed_words(key: str) -> Words:
    """Who owes the next step, from the key that a case's row holds: "desk@cgj" is 市城管局, "reporter" is 反映人."""
    party, _, whose = key.partition("@")
    if not party:
        return NOBODY
    if whose in unit_tree():
        return unit_tree().label(whose)
    if whose and (unit := unit_tree().for_place(whose)):
        return unit.label
    if whose and (spot := atlas().get(whose)):
        return spot.label
    known = towns.pack().parties.get(party)
    return known.label if known else Words(zh=party, en=party)
