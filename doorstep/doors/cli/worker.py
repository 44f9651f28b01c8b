"""`doorstep worker`: runs the jobs that steps left behind (reactions, notices), until SIGTERM. `doorstep run` starts it for you."""

import argparse

DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many jobs at once; whether to stop when none is left."""
    parser.add_argument("--concurrency", type=int, default=4)
    parser.add_argument("--until-empty", action="store_true", help="stop when no job is left")


def run(arguments: argparse.Namespace) -> int:
    """Works."""
    from doorstep.doors.worker.running import work

    work(concurrency=arguments.concurrency, until_empty=arguments.until_empty)
    return 0
