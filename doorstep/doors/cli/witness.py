"""`doorstep witness …`: for another unit on its own machine, such as the audit office: watches a town's log and cosigns it.

The same as `doorstep-proof witness`, which needs nothing but the small package. No database.
"""

import argparse

from doorstep_proof import watching

DATABASE = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """As the small package has them."""
    watching.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Watches."""
    return watching.run(arguments)
