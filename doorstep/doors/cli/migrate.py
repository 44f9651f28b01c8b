"""`doorstep migrate`: brings the shared schema and every jurisdiction's tables up to date. Doing it twice changes nothing."""

import argparse

DATABASE = "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes none."""


def run(arguments: argparse.Namespace) -> int:
    """Migrates everything, and says which mechanisms wait to be put in force."""
    from doorstep.doors.cli.unpublished import tell_unpublished
    from doorstep.store.jurisdictions.founding import migrate_all
    from doorstep.store.jurisdictions.register import list_jurisdictions

    migrate_all()
    names = [entry.name for entry in list_jurisdictions()]
    tell_unpublished()
    print(f"数据库结构已是最新；辖区：{'、'.join(names) or '无'}")
    return 0
