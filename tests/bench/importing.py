"""How fast orders of another system come in: reading and checking alone, the whole import, beside a COPY of the very same rows.

The file is made with a seed: orders of 12345, seven in ten closed in their system, spread over all communities. The reference
copies the finished rows of the same tables into tables with the same indexes, on one connection.
"""

import csv
import io
import os
import random
import time
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import psycopg

from tests.bench.figures import Figure
from tests.bench.ground import SCHEMA, begin, database

LANES = int(os.environ.get("DOORSTEP_BENCH_LANES", "2"))
SEED, COUNT = 20261122, int(os.environ.get("DOORSTEP_BENCH_ORDERS", "40000"))
TABLES = (
    "cases_case", "cases_event", "cases_sealedtext", "cases_clock", "cases_receipt", "cases_casewords", "transfer_order",
)  # fmt: skip
HEADINGS = [
    "工单编号",
    "诉求类型",
    "诉求内容",
    "所属社区",
    "详细地址",
    "诉求人",
    "联系电话",
    "受理时间",
    "办结时间",
    "工单状态",
    "办理结果",
]
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
    "积水",
)
TAILS = (
    "已经三天了，老人走路不安全",
    "反映过一次，没有人来",
    "小孩爱去那里，请尽快处理",
    "味道很大，晚上睡不着，麻烦看看",
    "希望有关部门核实",
)
TYPES = ("投诉", "求助", "咨询", "建议")


def measure() -> list[Figure]:
    """Everything about importing."""
    with database("bench_importing") as url, TemporaryDirectory(prefix="doorstep-bench-") as folder:
        begin(url)
        path = Path(folder) / "工单.csv"
        path.write_bytes(_file())
        looked, opened, alone, whole, ours, theirs = _import(path)
        again = _again(path)
        copied, copying = _copy(url, opened)
        verified = _verify()
    return [
        Figure(
            "COPY of the same rows, all tables and indexes, one connection", copied, "orders/s", note=f"{opened} orders"
        ),
        Figure("reading and checking every row (CSV, one process)", looked, "rows/s", looked / copied, "≥ 5,000/s"),
        Figure("writing what was checked, two processes", alone, "orders/s", alone / copied),
        Figure(
            "the whole import, from the first row read to the last written",
            whole,
            "orders/s",
            whole / copied,
            "≥ 5,000/s",
        ),
        Figure("CPU of COPY of the same rows, in PostgreSQL", copying * 1e6, "µs an order"),
        Figure("CPU of writing, in our process", ours * 1e6, "µs an order", ours / copying),
        Figure(
            "CPU of writing, in PostgreSQL", theirs * 1e6, "µs an order", theirs / copying, note="foreign keys checked"
        ),
        Figure("the same file again: every row known", again, "rows/s", note="nothing doubled"),
        Figure("differences found by verify", verified, "cases"),
        Figure(
            "load of the machine meanwhile", os.getloadavg()[0], "processes", note="rates shrink with it, and CPU grows"
        ),
    ]


def _file() -> bytes:
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.places.atlas import atlas

    with serving(SCHEMA):
        communities = [spot.label.zh for spot in atlas().of_level("community")]
    chance, begun = random.Random(SEED), datetime(2025, 1, 1, 8)  # noqa: DTZ001  (as the file has it)
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(HEADINGS)
    for turn in range(COUNT):
        at = begun + timedelta(minutes=turn * 17 % 900_000)
        is_closed = chance.random() < 0.7
        community, thing = chance.choice(communities), chance.choice(THINGS)
        what = f"市民反映{community}{chance.randint(1, 30)}栋附近{thing}，{chance.choice(TAILS)}。"
        state = ("已办结", f"{at + timedelta(days=5):%Y-%m-%d %H:%M:%S}", "已安排人员现场处理，并电话告知诉求人。")
        closed = state if is_closed else ("办理中", "", "")
        person = (chance.choice("王李张刘陈") + "女士", f"138{turn:08d}") if chance.random() < 0.8 else ("", "")
        head = (f"LX{turn:09d}", chance.choice(TYPES), what, community, f"{community}{chance.randint(1, 99)}号")
        writer.writerow([*head, *person, f"{at:%Y-%m-%d %H:%M:%S}", closed[1], closed[0], closed[2]])
    return made.getvalue().encode("gb18030")


def _person() -> Any:
    from doorstep.store.people.staffing import hire, register_person

    person = register_person(username="bench-importer", display_name="测量", password=None)
    hire(person=person, role="coordinator", unit="tcb", from_on=datetime.now(UTC).date())
    return person


def _import(path: Path) -> tuple[float, int, float, float, float, float]:
    """Rows looked through a second, cases opened, cases written a second by this process and another, cases a second from the
    beginning of the look to the end of writing; seconds of processor time that one case takes of this process and of its
    backend. The other process drafts during the look, as `doorstep import` does it."""
    from django.db import connection

    from doorstep.store.jurisdictions.current import serving
    from doorstep.wings.transfer.looking import choose, look
    from doorstep.wings.transfer.queries import import_of
    from doorstep.wings.transfer.running import Lane, start
    from doorstep.wings.transfer.services import chosen_from, take_in

    command = import_module("doorstep.doors.cli.import")
    command.collect_seldom()
    with serving(SCHEMA):
        person = _person()
        row = take_in(content=path.read_bytes(), name=path.name, system="12345", by=person.id, unit="tcb", now=_now())
        choose(row.id, chosen_from(row.mapping))
        first = time.perf_counter()
        lanes = command.call_lanes(row.id, LANES - 1)
        looked = look(row.id, now=_now())
        rate = looked.rows / (time.perf_counter() - first)
        start(row.id, now=_now())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = psutil.Process(int(cursor.fetchone()[0]))  # type: ignore[index]
        begun, ours, theirs = time.perf_counter(), time.process_time(), sum(backend.cpu_times()[:2])
        mine = Lane(row.id, now=_now, of=LANES).work()
        ours, theirs = time.process_time() - ours, sum(backend.cpu_times()[:2]) - theirs
        for lane in lanes:
            lane.join()
        ended = time.perf_counter()
        opened = import_of(row.id).opened
    return rate, opened, opened / (ended - begun), opened / (ended - first), ours / mine, theirs / mine


def _again(path: Path) -> float:
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.people.models import Person
    from doorstep.wings.transfer.looking import choose, look
    from doorstep.wings.transfer.services import chosen_from, take_in

    with serving(SCHEMA):
        person = Person.objects.get(username="bench-importer")
        row = take_in(content=path.read_bytes(), name=path.name, system="12345", by=person.id, unit="tcb", now=_now())
        choose(row.id, chosen_from(row.mapping))
        begun = time.perf_counter()
        looked = look(row.id, now=_now())
        assert looked.repeated == looked.rows
        return looked.rows / (time.perf_counter() - begun)


def _copy(url: str, opened: int) -> tuple[float, float]:
    """The rows as they now are, copied out, then into tables that are empty and have the same indexes: orders a second, and
    seconds of processor time an order."""
    options = f"-c search_path={SCHEMA},doorstep_shared"
    took = 0.0
    with psycopg.connect(url, options=options) as connection:
        backend, spent = psutil.Process(connection.info.backend_pid), 0.0
        for table in TABLES:
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as out:
                rows = b"".join(bytes(piece) for piece in out)
            connection.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")  # type: ignore[arg-type]
            connection.commit()
            begun, before = time.perf_counter(), sum(backend.cpu_times()[:2])
            with connection.cursor() as cursor, cursor.copy(f"COPY bench_{table} FROM STDIN") as into:
                into.write(rows)
            connection.commit()
            took += time.perf_counter() - begun
            spent += sum(backend.cpu_times()[:2]) - before
        for table in TABLES:
            connection.execute(f"DROP TABLE bench_{table}")  # type: ignore[arg-type]
    return opened / took, spent / opened


def _verify() -> float:
    from doorstep.store.cases.verifying import Report, verify
    from doorstep.store.jurisdictions.current import serving

    with serving(SCHEMA):
        return float(sum(1 for _ in verify(Report())))


def _now() -> datetime:
    return datetime.now(UTC)
