"""`doorstep town NAME`: builds another demo town from the pack of that name, lived by the seeded simulation.

Refuses a name that is taken: a town once built is left alone. The running server answers for it within seconds.
"""

import argparse

DATABASE = "owner"


class TownStands(Exception):
    """这个辖区已经有了，不再重建。"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The pack's name."""
    parser.add_argument("name", help="a folder under packs/ that holds a town.toml, such as qingyang")
    parser.add_argument(
        "--host", action="append", default=[], help="a host name it answers to (default NAME.localhost)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Once: a second time it is refused."""
    from doorstep.doors.cli.prepare import build
    from doorstep.store.cases.towns import pack_named
    from doorstep.store.jurisdictions.building import is_being_built, take_down
    from doorstep.store.jurisdictions.founding import migrate_all
    from doorstep.store.jurisdictions.register import list_jurisdictions

    pack_named(arguments.name)  # a pack with faults is refused before anything is made
    migrate_all()
    for entry in list_jurisdictions():
        if entry.name == arguments.name:
            if not (entry.is_simulated and is_being_built(entry)):
                raise TownStands(arguments.name)
            take_down(entry)
    hosts = arguments.host or [f"{arguments.name}.localhost"]
    build(arguments.name, hosts)
    print(f"演示镇 {arguments.name} 建好了：{'、'.join(hosts)}。账号和密码同第一个演示镇。")
    return 0
