"""What a word may be one with, sought among 1,000,000 cases before it is sent: through the product's own `same_nearby`.

Each look is for another text at another place; the reference is an empty statement over the same connection. The plan is
looked at too: a lookup that reads the whole table is said so.
"""

import os
import random
import time
from typing import Any

from tests.bench.figures import Figure
from tests.bench.ground import SCHEMA, begin, database
from tests.bench.million import PLACES, SEED, THINGS, generate, now_of_the_bench
from tests.bench.pages import LARGE, one_case

LOOKS = 200
WARM = 20


def measure() -> list[Figure]:
    """p50 and p95 of a lookup. BENCH_CASES makes a smaller town."""
    count = int(os.environ.get("BENCH_CASES", LARGE))
    with database("bench_likeness") as url:
        begin(url)
        one_case()
        generate(url, count, now=now_of_the_bench())
        from doorstep.store.jurisdictions.current import serving

        with serving(SCHEMA):
            took, found = _looks()
            empty = _empty()
            whole = _reads_whole_table()
    took.sort()
    p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
    note = f"{LOOKS} looks, {found} with something close; plan: {'WHOLE TABLE' if whole else 'indexes only'}"
    return [
        Figure(f"is it one of these, p50 at {count:,}", p50 * 1000, "ms", p50 / empty),
        Figure(f"is it one of these, p95 at {count:,}", p95 * 1000, "ms", p95 / empty, "≤ 100 ms", note),
    ]


def _looks() -> tuple[list[float], int]:
    from doorstep.store.places.atlas import atlas
    from doorstep.wings.dispatch.nearby import same_nearby

    chance = random.Random(SEED)
    spots = atlas().of_level("community")
    took, found = [], 0
    for turn in range(WARM + LOOKS):
        text = f"{chance.choice(PLACES)}{chance.choice(THINGS)}，已经好几天了，请来看看"
        spot = chance.choice(spots)
        started = time.perf_counter()
        near = same_nearby(text, place_path=spot.path, point=None, now=now_of_the_bench())
        if turn >= WARM:
            took.append(time.perf_counter() - started)
            found += bool(near)
    return took, found


def _empty() -> float:
    """An empty statement, the middle of many."""
    from doorstep.store.cases.sheets import run

    took = []
    for _ in range(200):
        started = time.perf_counter()
        run("SELECT 1", [])
        took.append(time.perf_counter() - started)
    return sorted(took)[len(took) // 2]


def _reads_whole_table() -> bool:
    from doorstep.store.cases.sheets import run
    from doorstep.store.places.atlas import atlas
    from doorstep.wings.dispatch import nearby

    spot = atlas().of_level("community")[0]
    street = "".join(spot.path.strip("/").split("/")[:2])[:9]
    asked: list[Any] = [now_of_the_bench() - nearby.LOOK_BACK, list(nearby.OPEN), list(nearby.AGAINST_SOMEBODY)]
    plan = run(f"EXPLAIN {nearby.NEARBY}", [spot.code, *asked, street, *asked])
    text = "\n".join(row[0] for row in plan)
    print(text, flush=True)
    return "Seq Scan on cases_case" in text
