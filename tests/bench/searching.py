"""How long search takes over 1,000,000 cases and as many published orders: with filters, in both scripts, by sounds, while typing.

The reference of the same run is the page of one published order by its number: what a page costs that searches nothing.
"""

from typing import Any

import psycopg

from tests.bench.figures import Figure
from tests.bench.ground import SCHEMA, begin, database
from tests.bench.million import generate, now_of_the_bench
from tests.bench.pages import LARGE, _clients, _p95, one_case

PUBLISHED = """
INSERT INTO publication_item (batch_id, case_id, number, title, body, outcome, marks, edits, pairs, category, street, community,
    unit, state, grade, opened_on, doubts, published_at)
SELECT c.id, c.id, c.number, w.title, w.body, '', '{}', '[]', w.pairs, c.category, c.street, c.community, c.lead_unit, 'rated', '',
    c.opened_at::date, '[]', c.opened_at
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id ON CONFLICT DO NOTHING
"""
DESK = "/desk/search/?q="
FRONT = "/public/?q="
PAGES = {
    "search 路灯, a unit and a state": ("coordinator", f"{DESK}路灯&unit=cgj&state=handling"),
    "search 护栏松动, a community": ("coordinator", f"{DESK}护栏松动&place=510181901901"),
    "search 护栏松动, half a year (desk clerk)": ("clerk", f"{DESK}护栏松动&since=2026-05-01&until=2026-11-01"),
    "search 護欄鬆動, both scripts": ("coordinator", f"{DESK}護欄鬆動"),
    "search by sounds xfq": ("coordinator", f"{DESK}xfq"),
    "suggestions 路灯": ("coordinator", "/desk/search/suggest.json?q=路灯"),
    "suggestions xfq (desk clerk)": ("clerk", "/desk/search/suggest.json?q=xfq"),
    "public search 路灯": (None, f"{FRONT}路灯"),
    "public search 电梯困人 小孩": (None, f"{FRONT}电梯困人 小孩"),
    "public search 护栏松动, a community": (None, f"{FRONT}护栏松动&place=510181901901"),
    "public search, nothing found": (None, f"{FRONT}没人说过这句话"),
    "public search by sounds xfq": (None, f"{FRONT}xfq"),
    "public suggestions 路灯": (None, "/public/suggest.json?q=路灯"),
}


def measure() -> list[Figure]:
    """p95 of each page."""
    with database("bench_searching") as url:
        begin(url)
        clients = _clients()
        one_case()
        generate(url, LARGE, now=now_of_the_bench())
        number = _publish(url)
        plain = _p95(clients[None], f"/public/{number}/")
        took = {what: _p95(clients[who], path) for what, (who, path) in PAGES.items()}
    figures = [Figure("one published order by its number, p95, the reference", plain * 1000, "ms")]
    for what, seconds in took.items():
        figures.append(Figure(f"{what}, p95 at {LARGE:,}", seconds * 1000, "ms", seconds / plain, "≤ 300 ms"))
    return figures


def _publish(url: str) -> Any:
    """Every case as a published order; the number of one."""
    with psycopg.connect(url, options=f"-c search_path={SCHEMA},doorstep_shared", autocommit=True) as connection:
        connection.execute(PUBLISHED)
        connection.execute("VACUUM ANALYZE publication_item")
        row = connection.execute("SELECT number FROM publication_item ORDER BY id LIMIT 1").fetchone()
    return row[0] if row else ""
