"""`doorstep-proof …`: one command for each thing that can be checked. Prints plain words; exit code 0 proven, 1 not proven, 2 misused."""

import argparse
import sys
from collections.abc import Sequence


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="doorstep-proof", description="核对回执和凭证，不联网 · check receipts and credentials offline"
    )
    parser.add_subparsers(dest="command", required=True)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Each command's parser names a `run` that takes the parsed arguments and returns the exit code."""
    arguments = _parser().parse_args(argv)
    code: int = arguments.run(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main())
