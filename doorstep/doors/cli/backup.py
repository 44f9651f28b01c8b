"""`doorstep backup [NAME…]`: one archive for each jurisdiction, taken while work goes on. `doorstep restore` reads it.

The archive holds no keys: keep DOORSTEP_SECRET_KEY and DOORSTEP_FIELD_KEY (or var/secrets.json) somewhere else, safely.
"""

import argparse
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from doorstep.doors.cli import archives
from doorstep.doors.cli.databases import data_folder

DATABASE = "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which, where to, and how many of each to keep."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="jurisdictions; all when none is named")
    parser.add_argument("--into", type=Path, default=data_folder() / "backups", help="folder (default: %(default)s)")
    parser.add_argument("--keep", type=int, default=0, help="remove all but the newest N of each (default: keep all)")


def run(arguments: argparse.Namespace) -> int:
    """Writes the archives and prints their names."""
    from doorstep.store.jurisdictions.register import by_name, list_jurisdictions

    entries = [by_name(name) for name in arguments.names] or list_jurisdictions()
    for entry in entries:
        now = datetime.now(UTC)
        target = arguments.into / f"{entry.name}-{now:%Y%m%dT%H%M%SZ}.tar"
        write(target, name=entry.name, now=now)
        print(f"{target}  {target.stat().st_size / 2**20:.1f} MB")
        if arguments.keep:
            for old in sorted(arguments.into.glob(f"{entry.name}-????????T??????Z.tar"))[: -arguments.keep]:
                old.unlink()
    return 0


def write(target: Path, *, name: str, now: datetime) -> None:
    """One jurisdiction as of this moment into `target`. Raises DumpFailed, JurisdictionUnknown."""
    from django.conf import settings

    from doorstep.adapters.postgres.dumping import dump_schema
    from doorstep.store.jurisdictions.moving import one_moment, waiting_jobs
    from doorstep.store.jurisdictions.register import by_name

    entry = by_name(name)
    with archives.new_archive(target) as folder:
        with one_moment() as snapshot:
            dump_schema(os.environ["DATABASE_URL"], entry.schema, folder / archives.SCHEMA, snapshot=snapshot)
            jobs = waiting_jobs(entry.schema)
        (folder / archives.JOBS).write_text(json.dumps(jobs, default=str), "utf-8")
        # After the tables: a file is never changed and comes before the row that names it, so none can be missing.
        if (settings.FILES / entry.schema).exists():
            shutil.copytree(
                settings.FILES / entry.schema, folder / archives.FILES, ignore=shutil.ignore_patterns(".*.new")
            )
        archives.describe(folder, entry=entry, key=settings.FIELD_KEY, now=now)
