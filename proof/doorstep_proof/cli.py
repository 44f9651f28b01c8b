"""`doorstep-proof …`: one command for each thing that can be checked. Prints plain words; exit code 0 proven, 1 not proven, 2 misused."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from doorstep_proof import watching
from doorstep_proof.credentials import command as credential
from doorstep_proof.notes import KeyMalformed, Verifier, read_vkey
from doorstep_proof.receipts import LONGEST, check_receipt
from doorstep_proof.refusals import NotProven
from doorstep_proof.saying import receipt_words, refusal_words
from doorstep_proof.terminal import exit_code_of, has_chinese, speak_anywhere

PROVEN, NOT_PROVEN, MISUSED = 0, 1, 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="doorstep-proof", description="核对回执和凭证，不联网 · check receipts and credentials offline"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="核对一份回执 · check a receipt")
    check.add_argument("file", type=Path, help="receipt.json；- 从管道读 · - reads what is piped in")
    check.add_argument("--key", action="append", default=[], help="信得过的日志公钥 · a log's key you trust (vkey)")
    check.add_argument(
        "--witness", action="append", default=[], help="信得过的见证公钥 · a witness's key you trust (vkey)"
    )
    check.add_argument("--lang", choices=("zh", "en"), default=_language())
    check.set_defaults(run=check_file)
    credential.add_to(commands, _language())
    witness = commands.add_parser("witness", help="见证一份日志 · watch a log and cosign it")
    watching.add_arguments(witness)
    witness.set_defaults(run=watching.run)
    return parser


def _language() -> str:
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if said.startswith("en") or not has_chinese() else "zh"


def check_file(arguments: argparse.Namespace) -> int:
    """Of a receipt: is it in the log, unchanged, and who says so."""
    try:
        log, witnesses = _keys(arguments.key), _keys(arguments.witness)
        raw = sys.stdin.buffer.read(LONGEST + 1) if str(arguments.file) == "-" else arguments.file.read_bytes()
    except (OSError, KeyMalformed) as fault:
        print(fault, file=sys.stderr)
        return MISUSED
    try:
        proven = check_receipt(raw, log=log, witnesses=witnesses)
    except NotProven as refusal:
        print(f"✗ {refusal_words(refusal, arguments.lang)}")
        return NOT_PROVEN
    first, *rest = receipt_words(proven, arguments.lang)
    print("\n".join([f"✓ {first}", *rest]))
    return PROVEN


def _keys(texts: Sequence[str]) -> list[Verifier]:
    return [read_vkey(text) for text in texts]


def main(argv: Sequence[str] | None = None) -> int:
    """Each command's parser names a `run` that takes the parsed arguments and returns the exit code."""
    speak_anywhere()
    arguments = _parser().parse_args(argv)
    return exit_code_of(lambda: arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
