"""Clocks: due dates a second, finding what fell due among a million running clocks, and what another scheme would mean."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from tests.bench.figures import Figure
from tests.bench.ground import ROOT, SCHEMA, begin, database

RUNNING = 1_000_000
STARTS = 300_000
SEED = 20261122
# Copies of one real case, led by the units in turn, due from ten days ago to forty days ahead.
SEED_ROW = "CREATE TEMP TABLE seed AS SELECT * FROM cases_case LIMIT 1"
# No sweep looks at these indexes, and filling a million rows into each would take longer than all that is measured.
INDEXES = """
SELECT indexname FROM pg_indexes WHERE schemaname = current_schema AND tablename = 'cases_case'
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
    "due_at": "%(now)s::timestamptz + (g - 200000) * interval '4 seconds'",
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
    from doorstep.kernel.calendar import Pause
    from doorstep.kernel.pack import load_pack

    calendar, chance = load_pack("dujiangyan", ROOT / "packs").calendar, Random(SEED)
    begins = datetime(2024, 1, 1, tzinfo=UTC)
    starts = [begins + timedelta(seconds=chance.randrange(900 * 86400)) for _ in range(STARTS)]
    plain = _rate(lambda: calendar.due_many(starts, 7, "working_days"))
    pauses = [(Pause(at + timedelta(days=1), at + timedelta(days=3, hours=5)),) for at in starts]
    paused = _rate(
        lambda: [calendar.due(at, 7, "working_days", pauses=held) for at, held in zip(starts, pauses, strict=True)]
    )
    return [
        Figure("due dates in working days", plain, "dates/s", target="≥ 100,000"),
        Figure("due dates with a pause each", paused, "dates/s"),
    ]


def _rate(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return STARTS / (time.perf_counter() - started)


def _sweeps(url: str) -> list[Figure]:
    from doorstep.kernel.visibility import EVERYTHING
    from doorstep.store.cases import towns
    from doorstep.wings.outbox.tallying import sweep_clocks
    from doorstep.wings.timekeeping import queries

    now = towns.pack().calendar.next_open(datetime.now(UTC)) + timedelta(minutes=1)
    _fill(url, now)
    sweep_clocks(now)
    figures = [_timed("a sweep that finds nothing", lambda: sweep_clocks(now), "≤ 1 s")]
    later = now + timedelta(minutes=5)
    with psycopg.connect(url, options=f"-c search_path={SCHEMA}") as connection:
        wanted = "SELECT count(*) FROM cases_clock WHERE raised_at IS NULL AND due_at <= %s"
        (fell_due,) = connection.execute(wanted, [later]).fetchone() or (0,)
    figures.append(_timed(f"a sweep five minutes later, {fell_due} fell due", lambda: sweep_clocks(later), "≤ 1 s"))
    night = later + timedelta(hours=15)
    opens = towns.pack().calendar.next_open(night)
    figures.append(_timed("the first sweep of a morning", lambda: sweep_clocks(opens), "≤ 1 s"))
    figures.append(_timed("the board of clocks", lambda: queries.board(EVERYTHING, now), "≤ 0.5 s"))
    shandong = towns.pack().schemes["shandong"]
    figures.append(_timed("what another scheme would mean", lambda: queries.foresee(shandong, now), ""))
    return figures


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
        for (index,) in connection.execute(INDEXES).fetchall():
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)))
        described = connection.execute("SELECT * FROM cases_case LIMIT 0").description or []
        columns = [column.name for column in described]
        values = ", ".join(OWN.get(name, f"seed.{name}") for name in columns)
        statement = f"INSERT INTO cases_case ({', '.join(columns)}) SELECT {values} FROM seed, generate_series(1, %(running)s) g"
        given = {"units": units, "count": len(units), "now": now, "running": RUNNING}
        connection.execute(statement.encode(), given)
        connection.execute(CLOCKS, [json.dumps(rule.as_dict())])
        connection.execute("VACUUM ANALYZE cases_case, cases_clock")
