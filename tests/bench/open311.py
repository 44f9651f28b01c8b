"""How long Open311's lists take over 10,000 and over 1,000,000 cases, beside the bare reading of as many rows by the same index."""

import time

import psycopg

from tests.bench.figures import Figure
from tests.bench.ground import SCHEMA, begin, database
from tests.bench.million import generate, now_of_the_bench
from tests.bench.pages import LARGE, SMALL, _clients, _p95, one_case, percentile

V2 = "/open311/v2"
LISTS = {
    "services": f"{V2}/services.json",
    "requests, newest 1,000, JSON": f"{V2}/requests.json",
    "requests, newest 1,000, XML": f"{V2}/requests.xml",
    "requests, newest 50": f"{V2}/requests.json?page_size=50",
    "requests, 50 that are open": f"{V2}/requests.json?page_size=50&status=open",
    "requests, 50 of one service": f"{V2}/requests.json?page_size=50&service_code=roads.lamp",
    "requests, 50 of one service, closed": f"{V2}/requests.json?page_size=50&service_code=roads.lamp&status=closed",
    "requests, 50 from row 49,950": f"{V2}/requests.json?page_size=50&page=1000",
}
BARE = "SELECT * FROM cases_case WHERE NOT is_inner ORDER BY opened_at DESC, id DESC LIMIT 1000"


def measure() -> list[Figure]:
    """p95 of each list at both sizes; the ratio is large to small."""
    with database("bench_open311") as url:
        begin(url)
        client = _clients()[None]
        one_case()
        now = now_of_the_bench()
        generate(url, SMALL, now=now)
        small = {what: _p95(client, path) for what, path in LISTS.items()}
        generate(url, LARGE - SMALL, now=now, first=SMALL)
        large = {what: _p95(client, path) for what, path in LISTS.items()}
        bare = _bare(url)
    note = "the reference: 1,000 whole rows by the same index, without a web server"
    figures = [Figure("bare SELECT of 1,000 rows, p95", bare * 1000, "ms", None, "", note)]
    for what in LISTS:
        aside = f"at {SMALL:,}: {small[what] * 1000:.0f} ms"
        ratio = large[what] / small[what]
        figures.append(Figure(f"{what}, p95 at {LARGE:,}", large[what] * 1000, "ms", ratio, "≤ 300 ms", aside))
    return figures


def _bare(url: str) -> float:
    with psycopg.connect(url, options=f"-c search_path={SCHEMA}", autocommit=True) as connection:

        def once() -> float:
            started = time.perf_counter()
            connection.execute(BARE).fetchall()
            return time.perf_counter() - started

        return percentile(once, 40)
