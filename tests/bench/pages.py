"""How long pages take over 10,000 and over 1,000,000 cases, from request to bytes, in this process and its PostgreSQL."""

import os
import time
from collections.abc import Callable
from typing import Any

from tests.bench.figures import Figure
from tests.bench.ground import SCHEMA, begin, database
from tests.bench.inner import generate_inner
from tests.bench.million import generate, now_of_the_bench

ROUNDS = 40
SMALL = 10_000
LARGE = int(os.environ.get("DOORSTEP_BENCH_CASES", "1000000"))
PAGES = {
    "my work (desk clerk)": ("clerk", "/desk/"),
    "all cases (coordinator)": ("coordinator", "/desk/all/"),
    "search 护栏松动 (coordinator)": ("coordinator", "/desk/search/?q=护栏松动"),
    "search 路灯 (two characters)": ("coordinator", "/desk/search/?q=路灯"),
    "search 路灯 (desk clerk's view)": ("clerk", "/desk/search/?q=路灯"),
    "pool (coordinator)": ("coordinator", "/office/pool/"),
    "dispatch board (coordinator)": ("coordinator", "/office/board/"),
    "public list": (None, "/public/"),
    "public figures": (None, "/public/figures/"),
}
OFFICE = {
    "themes": ("coordinator", "/office/themes/"),
    "estates": ("coordinator", "/office/estates/"),
    "lists": ("coordinator", "/office/lists/"),
    "lists, struck off": ("coordinator", "/office/lists/?struck=1"),
    "levels": ("coordinator", "/office/levels/"),
    "supervision, open": ("coordinator", "/office/supervision/"),
    "supervision, closed": ("coordinator", "/office/supervision/?closed=1"),
    "catalogue": ("coordinator", "/office/catalogue/"),
    "whistles (coordinator)": ("coordinator", "/whistles/"),
    "whistles (desk clerk)": ("clerk", "/whistles/"),
    "rates of whistles": ("coordinator", "/whistles/rates/"),
    "rounds of a quarter": ("coordinator", "/office/grids/rounds/?first=2000-01-01"),
    "demand, a month": ("coordinator", "/office/demand/"),
    "demand, a year": ("coordinator", "/office/demand/?from=2025-11&to=2026-10"),
    "dispatch board beside it": ("coordinator", "/office/board/"),
}


def measure() -> list[Figure]:
    """p95 of each page at both sizes, and their ratio; then of the pages of work among offices, at the large size alone."""
    with database("bench_pages") as url:
        begin(url)
        from doorstep.store.jurisdictions.current import serving

        clients = _clients()
        one_case()
        now = now_of_the_bench()
        generate(url, SMALL, now=now)
        small = {what: _p95(clients[who], path) for what, (who, path) in PAGES.items()}
        started = time.perf_counter()
        generate(url, LARGE - SMALL, now=now, first=SMALL)
        made = (LARGE - SMALL) / (time.perf_counter() - started)
        large = {what: _p95(clients[who], path) for what, (who, path) in PAGES.items()}
        with serving(SCHEMA):
            generate_inner(url, now=now)
        beside = {what: _p95(clients[who], path) for what, (who, path) in OFFICE.items()}
    figures = [Figure(f"cases made through COPY, {LARGE:,} in all", made, "cases/s")]
    for what in PAGES:
        note = f"at {SMALL:,}: {small[what] * 1000:.0f} ms"
        ratio = large[what] / small[what]
        figures.append(Figure(f"{what}, p95 at {LARGE:,}", large[what] * 1000, "ms", ratio, "≤ 300 ms, ≤ 1.5 ×", note))
    for what, seconds in beside.items():
        figures.append(Figure(f"{what}, p95 at {LARGE:,}", seconds * 1000, "ms", None, "≤ 300 ms"))
    return figures


def one_case() -> None:
    """A real case, so that clocks have a rule to copy."""
    from doorstep.kernel.actor import ANONYMOUS
    from doorstep.store.jurisdictions.current import serving
    from doorstep.wings.intake.services import take_word

    with serving(SCHEMA):
        take_word(
            what="河边护栏松了",
            place="510181901901",
            actor=ANONYMOUS,
            channel="web",
            reporter=None,
            key=None,
            now=now_of_the_bench(),
        )


def _clients() -> dict[str | None, Any]:
    from django.test import Client

    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.people.staffing import hire, register_person

    clients: dict[str | None, Any] = {None: Client(HTTP_HOST="testserver")}
    with serving(SCHEMA):
        for username, role, unit in (("clerk", "desk_clerk", "cgj"), ("coordinator", "coordinator", "tcb")):
            person = register_person(username=username, display_name="测量", password=None)
            hire(person=person, role=role, unit=unit, from_on=now_of_the_bench().date())
            client = Client(HTTP_HOST="testserver")
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            clients[username] = client
    return clients


def _p95(client: Any, path: str) -> float:
    """Seconds."""

    def once() -> float:
        started = time.perf_counter()
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return time.perf_counter() - started

    return percentile(once, ROUNDS)


def percentile(once: Callable[[], float], rounds: int, share: float = 0.95) -> float:
    """The time within which this share of the rounds stays, after three to warm up."""
    for _ in range(3):
        once()
    times = sorted(once() for _ in range(rounds))
    return times[min(len(times) - 1, int(share * len(times)))]
