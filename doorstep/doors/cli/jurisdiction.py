"""`doorstep jurisdiction add|list|refresh`: founds a jurisdiction from its pack, lists them, or brings one up to its pack."""

import argparse
from datetime import UTC, datetime

DATABASE = "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`add NAME --pack PACK --host HOST…`, `list`, `refresh NAME`."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("add", help="a new schema, its tables, its line in the register, filled from its pack")
    add.add_argument("name", help="lower-case letters, digits and _, such as dujiangyan")
    add.add_argument("--pack", required=True, help="a folder under packs/")
    add.add_argument(
        "--host", action="append", default=[], help="a host name it answers to; may be given several times"
    )
    verbs.add_parser("list", help="name, pack and hosts of each")
    refresh = verbs.add_parser(
        "refresh", help="units and places as the pack now says, and mechanisms it has not had yet"
    )
    refresh.add_argument("name")


def run(arguments: argparse.Namespace) -> int:
    """Does what was asked."""
    match arguments.verb:
        case "add":
            return _add(arguments.name, arguments.pack, arguments.host or [f"{arguments.name}.localhost"])
        case "refresh":
            return _refresh(arguments.name)
        case _:
            return _list()


def _add(name: str, pack: str, hosts: list[str]) -> int:
    from doorstep.store.cases.towns import pack_named
    from doorstep.store.jurisdictions.founding import found, migrate_shared

    pack_named(pack)  # a pack with faults is refused before anything is made
    migrate_shared()
    entry = found(name=name, pack=pack, hosts=hosts)
    print(f"已建立辖区 {entry.name}（{pack}）：{'、'.join(entry.hosts)}")
    return _refresh(name)


def _refresh(name: str) -> int:
    from doorstep.store.filling import fill
    from doorstep.store.jurisdictions.register import by_name

    filled = fill(by_name(name), now=datetime.now(UTC))
    print(f"单位 {filled.units}、地点 {filled.places}、机制 {'、'.join(filled.laws) or '无变化'}")
    for mechanism in filled.waiting:
        print(f"机制 {mechanism} 在机制包里有新版本，还没有生效：doorstep mechanism publish {name} {mechanism}")
    return 0


def _list() -> int:
    from doorstep.store.jurisdictions.register import list_jurisdictions

    for entry in list_jurisdictions():
        mark = "模拟" if entry.is_simulated else ""
        print(entry.name, entry.pack, " ".join(entry.hosts), mark, sep="\t")
    return 0
