"""How long the rate pages take over 1,000,000 cases with their call-backs: nothing of them is cached, every visit counts anew."""

import time

from tests.bench.figures import Figure
from tests.bench.ground import SCHEMA, begin, database
from tests.bench.million import generate, generate_rates, now_of_the_bench
from tests.bench.pages import LARGE, ROUNDS, one_case, percentile

PAGES = {
    "three rates, this month, by unit": "/rates/",
    "three rates, one year, by unit": "/rates/?period=year",
    "three rates, one year, by category": "/rates/?period=year&by=category",
    "ratings, one year, by street": "/rates/?view=grades&period=year&by=street",
    "handling time, one year, by unit": "/rates/?view=times&period=year",
    "relapses, one year, by unit": "/rates/?view=relapses&period=year",
    "cases behind “solved”, one year": "/rates/cases/?figure=solved&period=year",
    "cases behind “bad grades”, one year": "/rates/cases/?figure=bad&period=year",
    "public rates, three months": "/public/rates/",
}


def measure() -> list[Figure]:
    """p95 of each page."""
    with database("bench_rates") as url:
        begin(url)
        one_case()
        now = now_of_the_bench()
        generate(url, LARGE, now=now)
        started = time.perf_counter()
        generate_rates(url, now=now)
        made = LARGE / (time.perf_counter() - started)
        client = _leader()
        took = {what: _p95(client, path) for what, path in PAGES.items()}
    figures = [Figure(f"rows that are counted made in the database, {LARGE:,} cases", made, "cases/s")]
    for what, seconds in took.items():
        figures.append(Figure(f"{what}, p95 at {LARGE:,}", seconds * 1000, "ms", None, "≤ 500 ms", "no cache"))
    return figures


def _leader() -> object:
    """Somebody who sees everything; imported late, since Django is set up by `begin`."""
    from django.test import Client

    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.people.staffing import hire, register_person

    with serving(SCHEMA):
        person = register_person(username="leader", display_name="测量", password=None)
        hire(person=person, role="leader", unit="djy", from_on=now_of_the_bench().date())
        client = Client(HTTP_HOST="testserver")
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _p95(client: object, path: str) -> float:
    def once() -> float:
        started = time.perf_counter()
        answer = client.get(path)  # type: ignore[attr-defined]
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return time.perf_counter() - started

    return percentile(once, ROUNDS)
