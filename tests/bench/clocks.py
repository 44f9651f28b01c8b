"""Clocks: due dates a second, finding what fell due among a million running clocks, and what another scheme would mean."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from tests.bench.figures import Figure
from tests.bench.ground import ROOT, SCHEMA, begin, database
from tests.bench.pages import percentile

RUNNING = int(os.environ.get("DOORSTEP_BENCH_CASES", "1000000"))
STARTS = 300_000
SEED = 20261122
# Copies of one real case, led by the units in turn, due from ten days ago to forty days ahead.
SEED_ROW = "CREATE TEMP TABLE seed AS SELECT * FROM cases_case LIMIT 1"
# Dropped while a million rows are filled in, and made again before anything is measured.
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema AND tablename = 'cases_case'
AND indexname NOT LIKE '%pkey' AND indexname NOT LIKE '%number%'
"""
OWN = {
    "id": "gen_random_uuid()",
    "number": "'k' || g",
    "state": "'handling'",
    "lead_unit": "(%(units)s::text[])[1 + g %% %(count)s]",
    "owed_by": "'desk@' || (%(units)s::text[])[1 + g %% %(count)s]",
    "due_clock": "'handling'",
    "request_type": "(ARRAY['help', 'consultation', 'complaint'])[1 + g %% 3]",
    "opened_at": "%(now)s::timestamptz - (g %% 40) * interval '1 day'",
    "due_at": "%(now)s::timestamptz + (g - %(running)s / 5) * interval '4 seconds'",
}
CLOCKS = """
INSERT INTO cases_clock (case_id, name, started_at, due_at, is_estimated, rule, warn_at)
SELECT c.id, 'handling', c.opened_at, c.due_at, false, %s::jsonb, c.due_at - interval '2 days' FROM cases_case c
WHERE c.number LIKE 'k%%'
"""


def measure() -> list[Figure]:
    """All of them."""
    figures = [*_due_dates()]
    with database("bench_clocks") as url:
        begin(url)
        from doorstep.store.jurisdictions.current import serving

        with serving(SCHEMA):
            figures += _sweeps(url)
    return figures


def _due_dates() -> list[Figure]:
    """Every start is counted by itself, over two and a half years with their days off; nothing is remembered between them."""
    from doorstep.kernel.calendar import Pause
    from doorstep.kernel.pack import load_pack

    calendar, chance = load_pack("dujiangyan", ROOT / "packs").calendar, Random(SEED)
    begins = datetime(2024, 1, 1, tzinfo=UTC)
    starts = [begins + timedelta(seconds=chance.randrange(900 * 86400)) for _ in range(STARTS)]
    pauses = [(Pause(at + timedelta(days=1), at + timedelta(days=3, hours=5)),) for at in starts]
    kinds = {
        "due dates, 7 working days": lambda: calendar.due_many(starts, 7, "working_days"),
        "due dates, 24 working hours": lambda: calendar.due_many(starts, 24, "working_hours"),
        "due dates, 15 calendar days": lambda: calendar.due_many(starts, 15, "calendar_days"),
    }
    note = f"{STARTS:,} starts at random seconds, one core's own time"
    figures = [Figure(what, _rate(work), "dates/s", target="≥ 100,000", note=note) for what, work in kinds.items()]
    paused = _rate(
        lambda: [calendar.due(at, 7, "working_days", pauses=held) for at, held in zip(starts, pauses, strict=True)]
    )
    return [*figures, Figure("due dates, 7 working days, each with a pause of its own", paused, "dates/s", note=note)]


def _rate(work: Callable[[], Any]) -> float:
    """A second of the processor, whoever else runs beside."""
    started = time.process_time()
    work()
    return STARTS / (time.process_time() - started)


def _sweeps(url: str) -> list[Figure]:
    from doorstep.kernel.visibility import EVERYTHING
    from doorstep.store.cases import towns
    from doorstep.wings.outbox.tallying import sweep_clocks
    from doorstep.wings.timekeeping import queries

    tonight = datetime.now(UTC).replace(hour=18, minute=0, second=0, microsecond=0)
    now = towns.pack().calendar.next_open(tonight) + timedelta(minutes=1)  # a morning: nobody is told at noon
    _fill(url, now)

    def sweep(what: str, at: datetime, target: str) -> Figure:
        """As the worker does it: the bites, then what is told."""
        before = _marked(url)
        bites, figure = _bites(at), _timed(what, lambda: sweep_clocks(at), target)
        figure = replace(figure, value=figure.value + sum(bites))
        raised, warned = (after - once for after, once in zip(_marked(url), before, strict=True))
        note = f"{raised:,} fell due, {warned:,} will soon; longest of {len(bites)} transactions {max(bites):.2f} s"
        return replace(figure, note=note)

    figures = [
        sweep("the first sweep there ever was, in bites", now, ""),
        sweep("a sweep right after it, nothing vacuumed", now, "≤ 1 s"),
        sweep("a sweep that finds nothing", now, "≤ 1 s"),
        sweep("a sweep five minutes later", now + timedelta(minutes=5), "≤ 1 s"),
        sweep("a sweep after an hour without one", now + timedelta(minutes=65), "≤ 1 s"),
        sweep("a sweep after two hours without one", now + timedelta(minutes=175), "≤ 1 s"),
    ]
    opens = towns.pack().calendar.next_open(now + timedelta(hours=15))
    figures.append(_night(now + timedelta(minutes=175), opens))
    figures.append(sweep("the first sweep of a morning, a whole night told at once", opens, "≤ 1 s"))
    left = _left(url, opens)
    figures.append(Figure("clocks due by then and not raised, or raised and not yet due", left, "", target="0"))

    def board() -> float:
        return _timed("", lambda: (queries.board(EVERYTHING, now), queries.load(EVERYTHING, now)), "").value

    what = f"the board of clocks with the coming days, p95, {RUNNING:,} running clocks"
    figures.append(Figure(what, percentile(board, 20), "s", target="≤ 0.5 s", note="nothing kept"))
    shandong = towns.pack().schemes["shandong"]
    figures.append(_timed("what another scheme would mean", lambda: queries.foresee(shandong, now), ""))
    return figures


def _bites(at: datetime) -> list[float]:
    """Seconds of each transaction that marks what was found, until nothing is left."""
    from doorstep.wings.outbox.duties import find_duties

    took, found = [], 1
    while found:
        started = time.perf_counter()
        found = find_duties(at)
        took.append(time.perf_counter() - started)
    return took


def _night(evening: datetime, opens: datetime) -> Figure:
    """Every five minutes outside office hours: found, and told to nobody."""
    moments = [
        evening + timedelta(minutes=5 * turn) for turn in range(1, int((opens - evening) / timedelta(minutes=5)))
    ]
    took = [sum(_bites(at)) for at in moments]
    note = f"{len(took)} sweeps, {sum(took):.1f} s together"
    what = f"the slowest sweep of a night, {RUNNING:,} running clocks"
    return Figure(what, max(took), "s", target="≤ 1 s", note=note)


def _marked(url: str) -> tuple[int, int]:
    """How many clocks were ever raised, and how many were warned of before."""
    counted = (
        "SELECT count(raised_at), count(warned_at) FILTER (WHERE warned_at IS DISTINCT FROM raised_at) FROM cases_clock"
    )
    with psycopg.connect(url, options=f"-c search_path={SCHEMA}") as connection:
        raised, warned = connection.execute(counted.encode()).fetchone() or (0, 0)
    return raised, warned


def _left(url: str, now: datetime) -> int:
    with psycopg.connect(url, options=f"-c search_path={SCHEMA}") as connection:
        odd = "SELECT count(*) FROM cases_clock WHERE stopped_at IS NULL AND (due_at <= %s) <> (raised_at IS NOT NULL)"
        return int((connection.execute(odd, [now]).fetchone() or (0,))[0])


def _timed(what: str, work: Callable[[], Any], target: str) -> Figure:
    started = time.perf_counter()
    work()
    return Figure(f"{what}, {RUNNING:,} running clocks", time.perf_counter() - started, "s", target=target)


def _fill(url: str, now: datetime) -> None:
    from doorstep.store.cases import towns
    from doorstep.store.people.units import unit_tree
    from tests.living import word

    word("路灯不亮", now=now)
    units = [unit.code for unit in unit_tree().all() if unit.kind in ("department", "company")]
    rule = next(rule for rule in towns.pack().clocks.rules if rule.name == "handling" and "help" in rule.request_types)
    with psycopg.connect(url, options=f"-c search_path={SCHEMA}", autocommit=True) as connection:
        connection.execute(SEED_ROW)
        indexes = connection.execute(INDEXES).fetchall()
        for index, _ in indexes:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)))
        described = connection.execute("SELECT * FROM cases_case LIMIT 0").description or []
        columns = [column.name for column in described]
        values = ", ".join(OWN.get(name, f"seed.{name}") for name in columns)
        statement = f"INSERT INTO cases_case ({', '.join(columns)}) SELECT {values} FROM seed, generate_series(1, %(running)s) g"
        given = {"units": units, "count": len(units), "now": now, "running": RUNNING}
        connection.execute(statement.encode(), given)
        connection.execute(CLOCKS, [json.dumps(rule.as_dict())])
        for _, definition in indexes:
            connection.execute(definition.encode())
        if sorted(connection.execute(INDEXES).fetchall()) != sorted(indexes):
            raise RuntimeError("an index of the cases is missing")
        connection.execute("VACUUM ANALYZE cases_case, cases_clock")
