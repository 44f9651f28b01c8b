"""How much each unit owes now 负荷: open, overdue and due today, for boards and for whoever chooses where to send a case."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from doorstep.store.people.units import unit_tree

LOADS = """
SELECT owed_by, count(*), count(*) FILTER (WHERE due_at < %s), count(*) FILTER (WHERE due_at >= %s AND due_at <= %s)
FROM cases_case WHERE NOT is_final AND position('@' IN owed_by) > 0 GROUP BY owed_by
"""


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one unit owes. `open` holds the other two."""

    unit: str
    open: int = 0
    overdue: int = 0
    due_today: int = 0


def load_by_unit(*, now: datetime, day_ends: datetime, units: Iterable[str] | None = None) -> dict[str, Load]:
    """By unit code; with `units`, those and no other, also when they owe nothing. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(LOADS, [now, now, day_ends])
        rows = cursor.fetchall()
    loads = {code: Load(unit=code) for code in units} if units is not None else {}
    for key, total, overdue, today in rows:
        code = _unit_of(key)
        if units is None or code in loads:
            before = loads.get(code, Load(unit=code))
            loads[code] = replace(
                before,
                open=before.open + total,
                overdue=before.overdue + overdue,
                due_today=before.due_today + today,
            )
    return loads


def _unit_of(key: str) -> str:
    """The unit behind a key such as "desk@cgj" or "first_desk@510181901901"."""
    whose = key.partition("@")[2]
    if whose in unit_tree():
        return whose
    unit = unit_tree().for_place(whose)
    return unit.code if unit else whose
