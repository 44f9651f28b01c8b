"""How fast words come in: over HTTP one by one, two hundred at a time, and what a step costs in process."""

import json
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.bench import load, pgbench
from tests.bench.figures import Figure
from tests.bench.ground import SCHEMA, begin, database, token, web

COMMUNITY = "510181901901"
WHAT = "幸福街道翔凤桥社区河边步道有一段护栏松了，小孩爱去那里玩。我叫王小明，电话13800138000"
WORD = {"what": WHAT, "place": COMMUNITY, "reporter": {"is_anonymous": False, "name": "王小明", "phone": "13800138000"}}
SECONDS = 6


def measure() -> list[Figure]:
    """Everything about opening and acting."""
    with database("bench_opening") as url:
        begin(url)
        key = token()
        with web(url) as (port, _):
            one = load.post("/api/v1/cases", json.dumps(WORD).encode(), key)
            # Every worker has read its pack, every thread has its connection and its prepared statement.
            load.run(port, lambda n: one, connections=64, seconds=10)
            inserts = pgbench.script(url, _any_case())
            before = pgbench.rate(url, inserts, clients=16, seconds=SECONDS)
            crowd = load.run(port, lambda n: one, connections=64, seconds=SECONDS)
            few = load.run(port, lambda n: one, connections=4, seconds=SECONDS)
            many = load.post("/api/v1/cases/bulk", json.dumps({"cases": [WORD] * 200}).encode(), key)
            # The system spreads connections over the workers by chance: of two, both may meet the same one.
            bulk = load.run(port, lambda n: many, connections=8, seconds=SECONDS)
            after = pgbench.rate(url, inserts, clients=16, seconds=SECONDS)
        reference = (before + after) / 2
        step = _cpu_of_a_step()
        verified = _verify()
    return [
        Figure(
            "pgbench, the same inserts, one transaction a case",
            reference,
            "cases/s",
            note=f"16 clients; {before:,.0f} before, {after:,.0f} after",
        ),
        Figure(
            "open over HTTP, 4 connections",
            few.rate,
            "cases/s",
            few.rate / reference,
            "≥ 0.25",
            str(dict(few.statuses)),
        ),
        Figure(
            "open over HTTP, 64 connections (group commit)",
            crowd.rate,
            "cases/s",
            crowd.rate / reference,
            "≥ 0.5",
            str(dict(crowd.statuses)),
        ),
        Figure(
            "bulk intake, 200 a transaction, 8 connections",
            bulk.rate * 200,
            "cases/s",
            bulk.rate * 200 / reference,
            "≥ 1.5",
            str(dict(bulk.statuses)),
        ),
        Figure("store.act in process, CPU of ours", step * 1000, "ms a step", target="≤ 3"),
        *verified,
    ]


def _any_case() -> object:
    from doorstep.store.cases.models import Case
    from doorstep.store.jurisdictions.current import serving

    with serving(SCHEMA):
        return Case.objects.values_list("id", flat=True).first()


def _cpu_of_a_step(times: int = 300) -> float:
    """Seconds of processor time of this process for one step, the waiting for PostgreSQL left out."""
    from doorstep.kernel.actor import Actor, Post
    from doorstep.store.cases.acting import act
    from doorstep.store.cases.models import Case
    from doorstep.store.jurisdictions.current import serving

    post = Post(role="coordinator", unit="tcb", unit_path="/djy/tcb/")
    actor = Actor(kind="staff", id=uuid4(), posts=(post,))
    now = datetime.now(UTC) + timedelta(minutes=1)
    with serving(SCHEMA):
        cases = list(Case.objects.filter(state="collected").values_list("id", flat=True)[:times])
        act(case_id=cases[0], verb="hand_up", form={}, actor=actor, now=now)
        started = time.process_time()
        for case_id in cases[1:]:
            act(case_id=case_id, verb="hand_up", form={"note": "现场办不了，要换护栏"}, actor=actor, now=now)
        return (time.process_time() - started) / (len(cases) - 1)


def _verify() -> list[Figure]:
    from doorstep.store.cases.verifying import Report, verify
    from doorstep.store.jurisdictions.current import serving

    report, started = Report(), time.perf_counter()
    with serving(SCHEMA):
        # The reference's rows are no cases of ours: pgbench writes copies whose chains cannot fit.
        found = sum("-" in difference.number for difference in verify(report))
    rate = report.cases / (time.perf_counter() - started)
    return [Figure("doorstep verify", rate, "cases/s", note=f"{found} differences in cases written over HTTP")]
