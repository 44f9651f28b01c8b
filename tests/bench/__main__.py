"""Runs the benchmarks named, or all, prints their figures and keeps them in docs/performance.md."""

import sys
from importlib import import_module

from tests.bench.figures import keep, table

BENCHES = {
    "opening": "Words coming in",
    "pages": "Pages over many cases",
    "rates": "Rates over many call-backs",
    "smaller": "Smaller figures",
    "routing": "Cases to units",
    "clocks": "Clocks and due dates",
    "importing": "Orders of other systems",
    "open311": "Open311 over many cases",
    "redaction": "Redaction",
    "searching": "Search over many cases and orders",
    "triage": "Triage",
    "hot": "Hot issues",
    "likeness": "Is it one of these",
    "tallies": "Counting votes",
    "ballots": "Ballots",
    "log": "The log",
    "credentials": "Credentials and the elders' allowance",
}


def main(names: list[str]) -> None:
    parts = {}
    for name in names or BENCHES:
        title = BENCHES[name]
        parts[title] = table(title, import_module(f"tests.bench.{name}").measure())
        print(parts[title], flush=True)
        keep(parts)


if __name__ == "__main__":
    main(sys.argv[1:])
