"""`doorstep mechanism list|diff|publish|draw`: which versions are in force, what the pack would change, and putting it in force.

New cases follow a version from the moment it is published; running ones stay on theirs.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

DATABASE = "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`list TOWN`, `diff TOWN NAME`, `publish TOWN NAME… [--yes]`, `draw TOWN NAME --to FILE.svg`."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    listing = verbs.add_parser("list", help="the mechanisms in force and whether the pack holds another version")
    listing.add_argument("town")
    diff = verbs.add_parser("diff", help="what would change")
    publish = verbs.add_parser("publish", help="shows what would change, asks, and puts it in force")
    publish.add_argument("--yes", action="store_true", help="do not ask")
    draw = verbs.add_parser("draw", help="the diagram of the version in force, as SVG")
    draw.add_argument("--to", type=Path, required=True)
    for verb in (diff, publish, draw):
        verb.add_argument("town")
        verb.add_argument("name", nargs="+" if verb is publish else None)


def run(arguments: argparse.Namespace) -> int:
    """Does what was asked."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name

    with serving(by_name(arguments.town).schema):
        match arguments.verb:
            case "list":
                return _list()
            case "draw":
                return _draw(arguments.name, arguments.to)
            case "diff":
                return _diff(arguments.name)
            case _:
                return max(_publish(name, is_sure=arguments.yes) for name in arguments.name)


def _list() -> int:
    from doorstep.store.cases import laws, towns

    in_force = laws.versions_in_force()
    for name, mechanism in towns.pack().mechanisms.items():
        version = in_force.get(name, "")
        newer = "与机制包一致" if version == mechanism.version else "机制包里有新版本"
        state = newer if version else "还没有生效"
        print(name, version[:12] or "-", mechanism.title.zh, state, sep="\t")
    return 0


def _differences(name: str) -> list[str] | None:
    """None when nothing differs. Raises KeyError for a mechanism the pack does not have."""
    from doorstep.kernel.mechanism_difference import compare
    from doorstep.store.cases import laws, towns

    new = towns.pack().mechanisms[name]
    if name not in laws.versions_in_force():
        return [f"“{new.title.zh}”是新机制：{len(new.states)} 个状态，{len(new.steps)} 个动作"]
    old = laws.current_law(name).mechanism
    return None if old.version == new.version else [words.zh for words in compare(old, new)]


def _diff(name: str) -> int:
    try:
        found = _differences(name)
    except KeyError:
        return _unknown(name)
    for sentence in found or ["没有差别：机制包里的版本已经生效"]:
        print(sentence)
    return 0


def _unknown(name: str) -> int:
    from doorstep.store.cases import towns

    print(f"机制包里没有“{name}”，有的是：{'、'.join(towns.pack().mechanisms)}", file=sys.stderr)
    return 2


def _publish(name: str, *, is_sure: bool) -> int:
    from doorstep.store.cases import laws, towns

    try:
        found = _differences(name)
    except KeyError:
        return _unknown(name)
    if found is None:
        print("没有差别：机制包里的版本已经生效")
        return 0
    for sentence in found:
        print(sentence)
    if (
        not is_sure
        and input("新立的事项从现在起按新版本办，在办的仍按原来的版本。生效吗？[y/N] ").strip().lower() != "y"
    ):
        print("没有改动")
        return 1
    laws.publish(towns.pack().mechanisms[name], now=datetime.now(UTC))
    print(f"已生效：{name} {towns.pack().mechanisms[name].version[:12]}")
    return 0


def _draw(name: str, to: Path) -> int:
    from doorstep.kernel.diagram import svg
    from doorstep.store.cases import laws, towns

    try:
        mechanism = laws.current_law(name).mechanism
    except laws.LawUnknown:
        return _unknown(name)
    to.write_text(svg(mechanism, "zh-hans", parties=towns.pack().parties, alone=True), encoding="utf-8")
    print(f"已画好：{to}")
    return 0
