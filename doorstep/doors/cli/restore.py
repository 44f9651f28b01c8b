"""`doorstep restore FILE`: puts a jurisdiction back as it was when `doorstep backup` made FILE. All or nothing.

Refuses a damaged archive, another installation's key, and a jurisdiction that stands already (unless --replace).
"""

import argparse
import json
import os
import shutil
from contextlib import nullcontext
from pathlib import Path

from doorstep.doors.cli import archives

DATABASE = "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which archive, and whether what stands may be replaced."""
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--replace", action="store_true", help="put it in the place of the jurisdiction of the same name"
    )


def run(arguments: argparse.Namespace) -> int:
    """Restores and says what to check next."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.wings.log.recovering import pass_over_lost_numbers

    manifest = read(arguments.file, replace=arguments.replace)
    print(f"已恢复 {manifest.name}（备份于 {manifest.made_at}）。请运行 doorstep verify 核对。")
    with serving(manifest.schema):
        lost = pass_over_lost_numbers()
    if lost:
        print(
            f"注意：存证日志里有 {lost} 条是这份备份以后才签的，备份里没有。日志先停住，新的事照常办理。\n"
            f"有更新的备份就用更新的；没有就运行 doorstep log recover {manifest.name} 从镜像找回指纹，再按居民手里的回执补录。\n"
            f"事项编号已跳过 {lost} 个：丢了的那些编号不会再给别人。"
        )
    return 0


def read(source: Path, *, replace: bool = False) -> archives.Manifest:
    """The jurisdiction in `source`, standing again. Raises ArchiveBroken, OtherKey, StandsAlready, HostTaken, LoadFailed."""
    from django.conf import settings

    from doorstep.adapters.postgres.dumping import load_schema
    from doorstep.store.jurisdictions import moving
    from doorstep.store.jurisdictions.founding import migrate_shared
    from doorstep.store.jurisdictions.register import Entry

    with archives.opened_archive(source) as (folder, manifest):
        if manifest.key != archives.fingerprint(settings.FIELD_KEY):
            raise archives.OtherKey(manifest.key)
        migrate_shared()
        entry = Entry(
            name=manifest.name,
            schema=manifest.schema,
            pack=manifest.pack,
            hosts=tuple(manifest.hosts),
            is_simulated=manifest.is_simulated,
        )
        moving.check_place(entry, replace=replace)
        with moving.set_aside(manifest.schema) if replace else nullcontext():
            load_schema(os.environ["DATABASE_URL"], folder / archives.SCHEMA, with_grants=moving.app_role_exists())
            _put_files(folder / archives.FILES, settings.FILES / manifest.schema)
            moving.settle_in(entry, json.loads((folder / archives.JOBS).read_text("utf-8")))
        return manifest


def _put_files(source: Path, target: Path) -> None:
    """Beside those that are there already: a file's name says what is in it, so none can be in another's way."""
    if source.exists():
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copytree(source, target, dirs_exist_ok=True)
