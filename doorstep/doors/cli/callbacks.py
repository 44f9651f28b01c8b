"""`doorstep callbacks replay DATE [NAME…]`: draws a day's call-backs again from the seed that was kept, and says what differs. Reads only.

Exit status 1 when a draw does not come out the same.
"""

import argparse
from datetime import date

DATABASE = "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The day, and which jurisdictions; all when none is named."""
    parser.add_argument("what", choices=["replay"])
    parser.add_argument("day", metavar="DATE", type=date.fromisoformat)
    parser.add_argument("names", nargs="*", metavar="NAME")


def run(arguments: argparse.Namespace) -> int:
    """One line a draw, one a jurisdiction."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name, list_jurisdictions
    from doorstep.wings.callbacks.queries import replay

    status = 0
    for entry in [by_name(name) for name in arguments.names] or list_jurisdictions():
        with serving(entry.schema):
            draws = replay(arguments.day)
        for draw in draws:
            verdict = "对得上" if draw.holds else f"对不上，重抽是 {draw.again}"
            print(
                f"{entry.name}  {draw.number}:{draw.finish}  {draw.share}%  {draw.mark:04d}  {draw.outcome}  {verdict}"
            )
        wrong = sum(not draw.holds for draw in draws)
        drawn = sum(draw.outcome == "drawn" for draw in draws)
        print(f"{entry.name}：{arguments.day} 办结 {len(draws)} 件，抽中 {drawn} 件，对不上 {wrong} 件", flush=True)
        status = status or int(wrong > 0)
    return status
