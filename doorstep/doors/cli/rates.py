"""`doorstep rates rebuild [NAME…]`: derives from the ledger again everything that the rates count. Doing it twice changes nothing."""

import argparse
import time

DATABASE = "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which jurisdictions; all when none is named."""
    parser.add_argument("what", choices=["rebuild"])
    parser.add_argument("names", nargs="*", metavar="NAME")


def run(arguments: argparse.Namespace) -> int:
    """One line a jurisdiction."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name, list_jurisdictions
    from doorstep.wings.rates.services import rebuild

    for entry in [by_name(name) for name in arguments.names] or list_jurisdictions():
        started = time.monotonic()
        with serving(entry.schema):
            rows = sum(rebuild())
        print(f"{entry.name}：{rows} 行（{time.monotonic() - started:.1f} 秒）", flush=True)
    return 0
