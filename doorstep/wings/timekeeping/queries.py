"""The clocks of the whole town in numbers, each with the cases behind it: as they stand, as they would stand under another
scheme, and what falls due on the coming days. Reads only; paused clocks count by themselves, neither in time nor late."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, TypeVar

from django.db import OperationalError, transaction
from psycopg.errors import QueryCanceled

from doorstep.kernel.clocks import ClockScheme
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.clock_rows import COLUMNS, clock_from
from doorstep.store.cases.lines import COLUMNS as LINE_COLUMNS
from doorstep.store.cases.lines import CaseLine, lines_from
from doorstep.store.cases.recounting import under
from doorstep.store.cases.sight import strands_of
from doorstep.wings.timekeeping import kinds
from doorstep.wings.timekeeping.rules import Threshold, thresholds

Standing = Literal["late", "soon", "ok", "paused"]
STANDINGS: tuple[Standing, ...] = ("late", "soon", "ok", "paused")
T = TypeVar("T")
PAGE = 50
SECONDS = 20

# Of a part of the town its cases are looked at one by one, found by unit or place; of the whole see `kinds`.
STANDING = """CASE WHEN c.due_at < %(now)s THEN 'late' WHEN c.due_at <= s.soon_until THEN 'soon' ELSE 'ok' END"""
RULES = """
(SELECT * FROM unnest(%(names)s::text[], %(types)s::text[], %(urgencies)s::text[], %(untils)s::timestamptz[])
    AS s(name, request_type, urgency, soon_until)) AS s
"""
BOARD = f"""
SELECT c.lead_unit, c.due_clock, {STANDING} AS standing, count(*)
FROM cases_case c LEFT JOIN {RULES} ON s.name = c.due_clock AND s.request_type = c.request_type AND s.urgency = c.urgency
WHERE NOT c.is_final AND c.due_at IS NOT NULL AND {{seen}} AND {{chosen}} GROUP BY 1, 2, 3
"""
PAUSED = """
SELECT c.lead_unit, k.name, 'paused', count(*) FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
WHERE k.stopped_at IS NULL AND k.paused_at IS NOT NULL AND {seen} AND {chosen} GROUP BY 1, 2
"""
CASES = f"""
WITH page AS (
    SELECT c.id FROM cases_case c LEFT JOIN {RULES}
        ON s.name = c.due_clock AND s.request_type = c.request_type AND s.urgency = c.urgency
    WHERE NOT c.is_final AND c.due_at IS NOT NULL AND {{seen}} AND {{chosen}} AND {STANDING} = %(standing)s
    ORDER BY c.due_at, c.id LIMIT {PAGE}
) {LINE_COLUMNS} ORDER BY c.due_at, c.id
"""
CASES_PAUSED = f"""
WITH page AS (
    SELECT DISTINCT c.id FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
    WHERE k.stopped_at IS NULL AND k.paused_at IS NOT NULL AND {{seen}} AND {{chosen}} LIMIT {PAGE}
) {LINE_COLUMNS} ORDER BY c.opened_at, c.id
"""
LOAD = """
SELECT (c.due_at - interval '1 microsecond' + %(offset)s)::date, count(*) FROM cases_case c
WHERE NOT c.is_final AND c.due_at >= %(now)s AND c.due_at <= %(until)s AND {seen} AND {chosen} GROUP BY 1
"""
JUDGED = """
FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
LEFT JOIN (SELECT * FROM unnest(%(names)s::text[], %(types)s::text[], %(urgencies)s::text[], %(firsts)s::timestamptz[],
        %(untils)s::timestamptz[], %(lates)s::timestamptz[], %(soons)s::timestamptz[])
    AS s(name, request_type, urgency, first, until, late_before, soon_before)) AS s
  ON s.name = k.name AND s.request_type = c.request_type AND s.urgency = c.urgency
    AND k.started_at >= s.first AND k.started_at < s.until
WHERE k.stopped_at IS NULL AND k.paused_at IS NULL AND k.pauses = '[]' AND k.extensions = '[]'
"""
NOW_LATE, NOW_SOON = "k.due_at < %(now)s", "k.due_at >= %(now)s AND k.warn_at <= %(now)s"
THEN_LATE = "CASE WHEN s.name IS NULL THEN k.due_at < %(now)s ELSE k.started_at < s.late_before END"
THEN_SOON = """CASE WHEN s.name IS NULL THEN k.due_at >= %(now)s AND k.warn_at <= %(now)s
    ELSE k.started_at >= s.late_before AND k.started_at < s.soon_before END"""
FORESEEN = f"""
SELECT c.lead_unit, count(*), count(*) FILTER (WHERE {NOW_LATE}), count(*) FILTER (WHERE {NOW_SOON}),
       count(*) FILTER (WHERE {THEN_LATE}), count(*) FILTER (WHERE {THEN_SOON}) {JUDGED} GROUP BY 1
"""
ODD = f"""
SELECT {COLUMNS}, c.request_type, c.urgency, c.lead_unit, c.id FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
WHERE k.stopped_at IS NULL AND k.paused_at IS NULL AND (k.pauses <> '[]' OR k.extensions <> '[]')
"""


class TooManyToForesee(Refusal):
    """在办的太多，20 秒内没有算完；换个时候再看，或者请管理员用命令行预演。"""

    status = 503


@dataclass(frozen=True, kw_only=True)
class Tile:
    """How many cases of a unit stand so with this clock first."""

    unit: str
    clock: str
    standing: Standing
    count: int


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """The running clocks of one unit, now and as they would be under the other scheme."""

    unit: str
    total: int
    now_late: int
    now_soon: int
    then_late: int
    then_soon: int


@dataclass(frozen=True)
class _Facts:
    request_type: str
    urgency: str


def board(view: Visibility, now: datetime, *, unit: str = "") -> list[Tile]:
    """Every open case with a running clock, by unit and by the clock that is due first; `unit` "-" are those without one."""
    seen, values = _seen(view)
    chosen, more = _chosen(unit, "", "c.due_clock")
    soon = _soon(now)
    given = {**soon, **values, **more, "now": now}
    if view.everything:
        rows = kinds.counted(soon, now, unit=more["unit"] if unit else None)
    else:
        rows = sheets.run(BOARD.format(seen=seen, chosen=chosen), given)
    rows = [*rows, *sheets.run(PAUSED.format(seen=seen, chosen=chosen), given)]
    return [Tile(unit=row[0], clock=row[1], standing=row[2], count=row[3]) for row in rows]


def cases_of(view: Visibility, standing: Standing, now: datetime, *, unit: str = "", clock: str = "") -> list[CaseLine]:
    """The cases behind a tile, the first fifty; `unit` "-" are those that no unit leads yet."""
    seen, values = _seen(view)
    chosen, more = _chosen(unit, clock, "k.name" if standing == "paused" else "c.due_clock")
    if view.everything and standing != "paused":
        of_unit = more["unit"] if unit else None
        page, given = kinds.first(_soon(now), now, standing, unit=of_unit, clock=clock, most=PAGE)
        return lines_from(sheets.run(f"{page} {LINE_COLUMNS} ORDER BY c.due_at, c.id", given), now=now)
    statement = (CASES_PAUSED if standing == "paused" else CASES).format(seen=seen, chosen=chosen)
    rows = sheets.run(statement, {**_soon(now), **values, **more, "now": now, "standing": standing})
    return lines_from(rows, now=now)


def load(view: Visibility, now: datetime, *, unit: str = "", days: int = 14) -> Mapping[date, int]:
    """What falls due on each of the coming days, today the first, by the town's date; midnight belongs to the day before."""
    seen, values = _seen(view)
    chosen, more = _chosen(unit, "", "c.due_clock")
    calendar = towns.pack().calendar
    today, offset = calendar.local_date(now), calendar.office_hours.offset
    coming = [today + timedelta(days=turn) for turn in range(days)]
    ends = [datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC) - offset for day in coming]
    if view.everything:
        counts = kinds.by_span(_soon(now), now, ends, unit=more["unit"] if unit else None)
        return {day: count for day, count in zip(coming, counts, strict=True) if count}
    wanted = {**values, **more, "now": now, "until": ends[-1], "offset": offset}
    return {row[0]: row[1] for row in sheets.run(LOAD.format(seen=seen, chosen=chosen), wanted)}


def foresee(scheme: ClockScheme, now: datetime) -> list[Foreseen]:
    """Every running clock judged under another scheme, none left out. Raises TooManyToForesee after 20 seconds."""
    return _within_time(lambda: _foresee(scheme, now))


def foreseen_cases(scheme: ClockScheme, now: datetime, *, unit: str, which: Literal["late", "soon"]) -> list[CaseLine]:
    """The cases that would be so under the scheme, of one unit, the first fifty."""
    condition = THEN_LATE if which == "late" else THEN_SOON
    picked = f"SELECT c.id {JUDGED} AND c.lead_unit = %(unit)s AND {condition} ORDER BY k.started_at LIMIT {PAGE}"
    statement = f"WITH page AS (SELECT id FROM ({picked}) AS p UNION SELECT unnest(%(odd)s::uuid[])) {LINE_COLUMNS}"

    def look() -> list[CaseLine]:
        odd = [case_id for at, then, case_id in _odd(scheme, now) if at == unit and then == which]
        values = {**_columns(_thresholds(scheme, now)), "now": now, "unit": unit, "odd": odd[:PAGE]}
        return lines_from(sheets.run(f"{statement} ORDER BY c.due_at, c.id LIMIT {PAGE}", values), now=now)

    return _within_time(look)


def _foresee(scheme: ClockScheme, now: datetime) -> list[Foreseen]:
    sums: dict[str, list[int]] = {}
    for unit, *numbers in sheets.run(FORESEEN, {**_columns(_thresholds(scheme, now)), "now": now}):
        sums[unit] = list(numbers)
    for unit, then, _, stands in _odd_with_now(scheme, now):
        one = sums.setdefault(unit, [0, 0, 0, 0, 0])
        one[0] += 1
        one[1] += stands == "late"
        one[2] += stands == "soon"
        one[3] += then == "late"
        one[4] += then == "soon"
    return [
        Foreseen(unit=unit, total=n[0], now_late=n[1], now_soon=n[2], then_late=n[3], then_soon=n[4])
        for unit, n in sums.items()
    ]


def _odd(scheme: ClockScheme, now: datetime) -> list[tuple[str, str, Any]]:
    return [(unit, then, case_id) for unit, then, case_id, _ in _odd_with_now(scheme, now)]


def _odd_with_now(scheme: ClockScheme, now: datetime) -> list[tuple[str, str, Any, str]]:
    """Clocks that stood still or were extended, counted one by one."""
    calendar = towns.pack().calendar
    found: list[tuple[str, str, Any, str]] = []
    for *row, request_type, urgency, unit, case_id in sheets.run(ODD, []):
        clock = clock_from(row)
        again = under(scheme, clock, _Facts(request_type, urgency), calendar)
        found.append((unit, again.standing(now), case_id, clock.standing(now)))
    return found


def _thresholds(scheme: ClockScheme, now: datetime) -> list[Threshold]:
    """For the clocks whose rules differ from those in force; the others stand as they stand."""
    law = towns.pack()
    differ = {rule.name for rule in set(scheme.rules) ^ set(law.clocks.rules)}
    types, urgencies = law.categories.request_types, ("emergency", "urgent", "ordinary")
    wanted = [(name, kind, urgency) for name in sorted(differ) for kind in types for urgency in urgencies]
    return thresholds(scheme, wanted, law.calendar, now)


def _columns(rows: Sequence[Threshold]) -> dict[str, list[Any]]:
    return {
        "names": [one.name for one in rows],
        "types": [one.request_type for one in rows],
        "urgencies": [one.urgency for one in rows],
        "firsts": [one.first for one in rows],
        "untils": [one.until for one in rows],
        "lates": [one.late_before for one in rows],
        "soons": [one.soon_before for one in rows],
    }


def _soon(now: datetime) -> dict[str, list[Any]]:
    """Until which due moment each kind of clock counts as due soon."""
    law, today = towns.pack(), towns.pack().calendar.local_date(now)
    known: dict[Any, datetime] = {}
    rows = []
    for name in sorted(law.clocks.names):
        own = replace(law.clocks, rules=tuple(rule for rule in law.clocks.rules if rule.name == name))
        for kind in law.categories.request_types:
            for urgency in ("emergency", "urgent", "ordinary"):
                warn = own.rule_for(name, request_type=kind, urgency=urgency, on=today).warn_before
                if warn and warn not in known:
                    known[warn] = law.calendar.after(now, warn.amount, warn.unit)
                if warn:
                    rows.append((name, kind, urgency, known[warn]))
    columns = zip(*rows, strict=True) if rows else [(), (), (), ()]
    return dict(zip(("names", "types", "urgencies", "untils"), map(list, columns), strict=True))


def _seen(view: Visibility) -> tuple[str, dict[str, Any]]:
    """What is in view, and beside it the indexed columns by which that is found."""
    if view.everything:
        return "true", {}
    strands = strands_of(view)
    found = " OR ".join(f"c.{strand.column} = ANY(%(strand{turn})s::text[])" for turn, strand in enumerate(strands))
    return (
        f"(c.lead_path ^@ ANY(%(units)s::text[]) OR c.place_path ^@ ANY(%(places)s::text[])) AND ({found or 'true'})",
        {
            "units": list(view.unit_paths),
            "places": list(view.place_paths),
            **{f"strand{turn}": list(strand.values) for turn, strand in enumerate(strands)},
        },
    )


def _chosen(unit: str, clock: str, column: str) -> tuple[str, dict[str, Any]]:
    parts = ["true"]
    if unit:
        parts.append("c.lead_unit = %(unit)s")
    if clock:
        parts.append(f"{column} = %(clock)s")
    return " AND ".join(parts), {"unit": "" if unit == "-" else unit, "clock": clock}


def _within_time(look: Callable[[], T]) -> T:
    try:
        with transaction.atomic():
            sheets.run(f"SET LOCAL statement_timeout = '{SECONDS}s'", [])
            return look()
    except (OperationalError, QueryCanceled) as slow:
        if "statement timeout" in str(slow):
            raise TooManyToForesee from slow
        raise
