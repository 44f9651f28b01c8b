"""`doorstep mechanism diff|publish|draw`: what the pack says now beside what is in force, put in force, or drawn as pages.

Cases that are running stay on the version they began with; a published version is frozen for ever.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from doorstep.doors.cli.databases import ROOT, Role

if TYPE_CHECKING:
    from doorstep.kernel.mechanism import Mechanism


def DATABASE(arguments: argparse.Namespace) -> Role | None:
    """Drawing reads the pack alone."""
    return None if arguments.verb == "draw" else "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`diff JURISDICTION`, `publish JURISDICTION`, `draw`; each for one mechanism or all."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, does in (("diff", "what would change"), ("publish", "shows what changes, asks, and puts it in force")):
        row = verbs.add_parser(verb, help=does)
        row.add_argument("jurisdiction")
        row.add_argument("name", nargs="?", help="one mechanism; all when none is named")
        if verb == "publish":
            row.add_argument("--yes", action="store_true", help="do not ask")
    draw = verbs.add_parser("draw", help="a page and a picture of each, in both languages")
    draw.add_argument("--pack", default="dujiangyan")
    draw.add_argument("--into", type=Path, default=ROOT / "docs" / "mechanisms")


def run(arguments: argparse.Namespace) -> int:
    """Does what was asked."""
    match arguments.verb:
        case "diff":
            return _diff(arguments.jurisdiction, arguments.name)
        case "publish":
            return _publish(arguments.jurisdiction, arguments.name, is_agreed=arguments.yes)
        case _:
            return _draw(arguments.pack, arguments.into)


def _diff(jurisdiction: str, name: str | None) -> int:
    for mechanism, sentences in _changes(jurisdiction, name):
        print(f"{mechanism.name}（{mechanism.title.zh}）", *(sentences or ["无变化"]), sep="\n  ")
    return 0


def _publish(jurisdiction: str, name: str | None, *, is_agreed: bool) -> int:
    from doorstep.store.cases import laws
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name

    for mechanism, sentences in _changes(jurisdiction, name):
        if not sentences:
            print(f"{mechanism.name}：无变化")
            continue
        print(f"{mechanism.name}（{mechanism.title.zh}）", *sentences, sep="\n  ")
        if not is_agreed and not _agrees():
            print("没有发布。")
            continue
        with serving(by_name(jurisdiction).schema):
            laws.publish(mechanism, now=datetime.now(UTC))
        print(f"已发布 {mechanism.version[:12]}；新事项按新版，在办事项仍按原版。")
    return 0


def _agrees() -> bool:
    if not sys.stdin.isatty():
        print("要发布请加 --yes。")
        return False
    return input("发布？在办事项不受影响。[y/N] ").strip().lower() in ("y", "yes", "是")


def _changes(jurisdiction: str, name: str | None) -> Iterator[tuple["Mechanism", list[str]]]:
    """Each mechanism of the pack, with the sentences in which it differs from the version in force."""
    from doorstep.kernel.mechanism_difference import compare
    from doorstep.store.cases import laws, towns
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name

    entry = by_name(jurisdiction)
    for mechanism in towns.pack_named(entry.pack).mechanisms.values():
        if name in (None, mechanism.name):
            with serving(entry.schema):
                try:
                    in_force = laws.current_law(mechanism.name).mechanism
                except laws.LawUnknown:
                    yield mechanism, ["新机制"]
                    continue
            yield mechanism, [words.zh for words in compare(in_force, mechanism)]


def _draw(pack_name: str, into: Path) -> int:
    from doorstep.kernel.mechanism_page import mechanism_files
    from doorstep.kernel.pack import load_pack

    pack = load_pack(pack_name, ROOT / "packs")
    into.mkdir(parents=True, exist_ok=True)
    for mechanism in pack.mechanisms.values():
        for name, content in mechanism_files(mechanism, pack.parties, pack.clocks).items():
            (into / name).write_text(content, "utf-8")
            print(into / name)
    return 0
