"""A town of many cases, made in minutes through COPY: rows as the lists, searches and boards meet them.

The cases are seeded copies of real shapes, spread over places, units, states and two years. They have an opening event, but
no chain of steps: they serve for measuring lists, not for verifying.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from doorstep.kernel.ids import new_id
from doorstep.store.cases.pairs import pairs_of
from tests.bench.ground import SCHEMA

SEED = 20261122
# Share of each state in a town that keeps up: nearly everything is done.
STATES = (
    ("rated", 70.0, ""),
    ("closed_unrated", 22.0, ""),
    ("awaiting_rating", 3.0, "reporter"),
    ("handling", 3.0, "desk@{unit}"),
    ("dispatched", 0.7, "desk@{unit}"),
    ("disputed", 0.1, "office"),
    ("pooled", 0.6, "office"),
    ("collected", 0.6, "first_desk@{community}"),
)
PLACES = ("小区门口", "河边步道", "菜市场后门", "三号楼楼道", "公交站旁", "学校路口", "停车棚", "滨河公园")
THINGS = (
    "路灯不亮",
    "护栏松动",
    "井盖破损",
    "垃圾没清",
    "下水道堵了",
    "夜间施工吵",
    "树枝压线",
    "乱停车",
    "电梯困人",
    "路面积水",
)
TAILS = (
    "已经三天了",
    "老人走路不安全",
    "反映过一次",
    "小孩爱去那里",
    "晚上看不见",
    "味道很大",
    "请尽快处理",
    "麻烦看看",
)
CASE_COLUMNS = (
    "id, number, law_id, state, seq, head, memory, running, category, request_type, urgency, channel, place_path, street,"
    " community, near_lon, near_lat, lead_unit, lead_path, opened_unit, owed_by, is_final, is_published, reports, opened_at,"
    " moved_at, due_at, due_clock"
)


@dataclass(frozen=True)
class Town:
    """What rows are drawn from."""

    law_id: int
    grids: list[str]
    units: list[tuple[str, str]]
    categories: list[str]
    rule: str


def generate(url: str, count: int, *, now: datetime, first: int = 0) -> None:
    """Copy `count` cases in, then their words and running clocks, then bring statistics and indexes up to date."""
    with psycopg.connect(url, options=f"-c search_path={SCHEMA},doorstep_shared", autocommit=True) as connection:
        town = _town(connection)
        rows = list(_rows(town, count, now=now, first=first))
        _copy(connection, f"cases_case ({CASE_COLUMNS})", (row[0] for row in rows))
        _copy(connection, "cases_casewords (case_id, title, body, lexemes, pairs)", (row[1] for row in rows))
        clocks = "cases_clock (case_id, name, started_at, due_at, is_estimated, stopped_at, rule)"
        _copy(connection, clocks, (row[2] for row in rows if row[2]))
        items = (
            "publication_item (batch_id, case_id, number, title, body, outcome, marks, category, street, community, unit,"
            " state, grade, opened_on, doubts, published_at, pairs)"
        )
        _copy(connection, items, (row[3] for row in rows if row[3]))
        connection.execute("VACUUM ANALYZE cases_case, cases_casewords, cases_clock, publication_item")
        connection.execute("CHECKPOINT")  # writing a million rows out is not what the pages are measured by


RATED = """
INSERT INTO rates_finish (case_id, seq, unit, street, category, request_type, day, working_minutes, wall_minutes, grade,
                          grade_left_out, came_back, left_out)
SELECT id, 2, lead_unit, street, category, request_type, (opened_at + interval '5 days')::date, 5 + n % 4000, 20 + n % 14000,
       CASE WHEN state <> 'rated' THEN '' ELSE (ARRAY['very_satisfied', 'satisfied', 'satisfied', 'fairly_satisfied',
                                                     'dissatisfied'])[1 + n % 5] END, '', (n % 50 = 0)::int, ''
FROM (SELECT c.*, abs(hashtext(c.number)) AS n FROM cases_case c WHERE state IN ('rated', 'closed_unrated', 'awaiting_rating')) c
"""
ASKED = """
INSERT INTO rates_asked (id, case_id, unit, street, category, request_type, day, state, is_valid, contacted, solved, satisfied,
                         fairly, left_out)
SELECT gen_random_uuid(), case_id, unit, street, category, request_type, day + 1,
       CASE WHEN n % 10 = 0 THEN 'not_reached' ELSE 'answered' END, (n % 10 > 0)::int, (n % 10 > 0 AND n % 20 < 19)::int,
       (n % 10 > 0 AND n % 20 < 17)::int, (n % 10 > 0 AND n % 30 < 20)::int, (n % 10 > 0 AND n % 30 >= 20 AND n % 30 < 27)::int,
       CASE WHEN n % 400 = 1 THEN 'ended' ELSE '' END
FROM (SELECT f.*, abs(hashtext(f.case_id::text)) AS n FROM rates_finish f) f
"""


def generate_rates(url: str, *, now: datetime) -> None:
    """For every case that is done a finish and a call-back, as the rates count them."""
    with psycopg.connect(url, options=f"-c search_path={SCHEMA},doorstep_shared", autocommit=True) as connection:
        for statement in (RATED, ASKED, "VACUUM ANALYZE rates_finish, rates_asked"):
            connection.execute(statement)


def _town(connection: "psycopg.Connection[Any]") -> Town:
    def column(statement: str) -> list[Any]:
        return [row[0] if len(row) == 1 else row for row in connection.execute(statement).fetchall()]

    rules = connection.execute("SELECT rule FROM cases_clock LIMIT 1").fetchall()
    laws = column("SELECT id FROM cases_law WHERE name = 'six_orders' AND is_current")
    return Town(
        law_id=laws[0],
        grids=column("SELECT path FROM places_place WHERE level = 'grid' ORDER BY path"),
        units=column("SELECT code, path FROM people_unit WHERE kind IN ('department', 'company') ORDER BY path")
        or column("SELECT code, path FROM people_unit ORDER BY path"),
        categories=["roads.lamp", "roads.railing", "streets.garbage", "utilities.drainage", "environment.noise"],
        rule=json.dumps(rules[0][0]) if rules else "{}",
    )


def _copy(connection: "psycopg.Connection[Any]", target: str, rows: Iterator[Any]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _rows(town: Town, count: int, *, now: datetime, first: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(SEED + first)
    weights = [share for _, share, _ in STATES]
    span = timedelta(days=730)
    for turn in range(first, first + count):
        opened_at = now - span * ((count - (turn - first)) / count)
        state, _, owed = chance.choices(STATES, weights)[0]
        yield _row(town, turn, opened_at, state, owed, chance, now)


def _row(
    town: Town, turn: int, opened_at: datetime, state: str, owed: str, chance: random.Random, now: datetime
) -> tuple[Any, ...]:
    case_id, number = new_id(opened_at), f"g{turn:08d}"
    grid = chance.choice(town.grids)
    parts = grid.strip("/").split("/")
    street, community = "".join(parts[:2]), "".join(parts[:3])
    unit, path = chance.choice(town.units)
    is_final = not owed
    has_lead = state not in ("collected", "pooled")
    due_at = None if is_final else now + timedelta(hours=chance.randint(-48, 24 * 9))
    category = chance.choice(town.categories)
    is_published = is_final and chance.random() < 0.3
    memory = '{"flags": [], "counts": {}, "by": {}, "moved": 1}'
    title = f"{chance.choice(PLACES)}{chance.choice(THINGS)}"
    body = f"{title}，{chance.choice(TAILS)}，{chance.choice(TAILS)}。第 {turn} 号记录"
    case = (
        case_id, number, town.law_id, state, 1, bytes(32), memory, "{}", category, "help", "ordinary", "web", grid, street,
        community, None, None, unit if has_lead else "", path if has_lead else "", "",
        owed.format(unit=unit, community=community), is_final, is_published, 1, opened_at, opened_at, due_at,
        "" if is_final else "handling",
    )  # fmt: skip
    clock = None if is_final else (case_id, "handling", opened_at, due_at, False, None, town.rule)
    item = (
        case_id, case_id, number, title, body, "已经办好", "{}", category, street, community, unit, state,
        "satisfied" if state == "rated" else "", opened_at.date(), "[]", opened_at + timedelta(days=9),
        pairs_of(title, body, "已经办好"),
    ) if is_published else None  # fmt: skip
    return case, (case_id, title, body, "[]", pairs_of(title, body)), clock, item


def now_of_the_bench() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
