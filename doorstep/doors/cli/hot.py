"""`doorstep hot --rows FILE.csv --text COL --person COL --at COL [--likes COL] --out clusters.csv`: hot issues in a file.

Gathers messages of one trouble and ranks the troubles by how many different people speak of them; needs no database. A column
called title, 标题, 主题 or 留言主题 counts as the headline of each message (`--title COL` for another, `--title ""` for none).
Writes every row again with its cluster in front, the hottest first, rows that stand alone at the end. The same rows give
the same bytes, in whatever order they stand.
"""

import argparse
import time
from pathlib import Path

from doorstep.doors.cli.message_rows import Columns, read_messages, write_issues

SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, and what its columns are called."""
    parser.add_argument("--rows", required=True, type=Path, metavar="FILE.csv")
    parser.add_argument("--text", required=True, metavar="COL")
    parser.add_argument("--person", required=True, metavar="COL")
    parser.add_argument("--at", required=True, metavar="COL")
    parser.add_argument("--likes", default="", metavar="COL")
    parser.add_argument("--title", default=None, metavar="COL")
    parser.add_argument("--out", required=True, type=Path, metavar="clusters.csv")


def run(arguments: argparse.Namespace) -> int:
    """One line a trouble, the hottest ten."""
    from doorstep.wings.hotspots.heat import find, issues

    started = time.perf_counter()
    columns = Columns(
        text=arguments.text,
        person=arguments.person,
        at=arguments.at,
        likes=arguments.likes,
        title=arguments.title,
    )
    read = read_messages(arguments.rows, columns)
    for fault in read.faults:
        print(fault)
    found = issues(find(read.messages))
    write_issues(arguments.out, read, found)
    for place, issue in enumerate(found[:SHOWN], start=1):
        span = f"{issue.first_at:%Y-%m-%d} → {issue.last_at:%Y-%m-%d}"
        print(
            f"{place:>3}  {issue.people} 人 {len(issue.members)} 条  赞 {issue.likes}  {span}  {issue.place}  {' '.join(issue.words)}"
        )
    seconds = time.perf_counter() - started
    print(f"{len(read.messages)} 条留言，{len(found)} 个不止一人说的问题，{seconds:.1f} 秒 → {arguments.out}")
    return 0
