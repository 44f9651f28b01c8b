"""`doorstep rights [NAME…] [--erase]`: what outlived its retention, as the register of processing says; erased when confirmed.

Without --erase nothing changes. Each erasing leaves its trace in the jurisdiction and in its log. Exit status 1 while something is due.
"""

import argparse
from datetime import UTC, datetime

DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which jurisdictions; all when none is named."""
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--erase", action="store_true", help="抹去到期的（先不带它看一遍）")


def run(arguments: argparse.Namespace) -> int:
    """One line for each table, one for each jurisdiction."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name, list_jurisdictions
    from doorstep.wings.rights.retention import due, erase_due

    now, left = datetime.now(UTC), 0
    for entry in [by_name(name) for name in arguments.names] or list_jurisdictions():
        with serving(entry.schema):
            rows = due(now=now)
            for one in rows:
                print(f"{entry.name}  {one.title.zh}  {one.table}  {one.rows} 条，{one.until:%Y-%m-%d} 以前的")
            gone = erase_due(now=now, by=None) if arguments.erase else {}
        print(f"{entry.name}：到期 {sum(one.rows for one in rows)} 条，抹去 {sum(gone.values())} 条")
        left += sum(one.rows for one in rows) - sum(gone.values())
    return int(left > 0)
