"""`doorstep import NAME FILE --mapping MAPPING [--dry-run]`: orders of another system become cases, each once.

A table is read by what it holds: CSV, XLSX or NDJSON. Without --mapping the columns are proposed from their headings and the
system is --system. Killed in the middle it goes on where it stopped when it is called again with the same file.
"""

import argparse
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

DATABASE = "owner"


class PersonUnknown(Exception):
    """要说明以谁的名义导入：加上 --as 用户名，那个人要有可以导入的岗位。"""


class FileUnreadable(Exception):
    """读不了这个文件。"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, from where, as whom."""
    parser.add_argument("jurisdiction")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--mapping", default="", help="a saved mapping of columns")
    parser.add_argument("--system", default="12345", help="which system, when no mapping is named")
    parser.add_argument("--as", dest="person", default="", help="user name; default: who saved the mapping")
    parser.add_argument("--dry-run", action="store_true", help="look only, open nothing")
    parser.add_argument("--faults", type=Path, help="write the report of faults here (.csv or .xlsx)")
    parser.add_argument("--lanes", type=int, default=os.cpu_count() or 1, help="processes that write at once")
    parser.add_argument("--lane", default="", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when every row came in or had come in before, 1 when some have faults."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name

    with serving(by_name(arguments.jurisdiction).schema):
        if arguments.lane:
            from doorstep.wings.transfer.running import work

            work(UUID(arguments.lane), now=_now)
            return 0
        return _import(arguments)


def _now() -> datetime:
    return datetime.now(UTC)


def _import(arguments: argparse.Namespace) -> int:
    from doorstep.wings.transfer.looking import look
    from doorstep.wings.transfer.queries import import_of
    from doorstep.wings.transfer.reports import write_report
    from doorstep.wings.transfer.running import start

    import_id, is_begun = _taken_in(arguments)
    if not is_begun:
        begun = time.monotonic()
        row = look(import_id, now=_now())
        took = time.monotonic() - begun
        if row.error:
            print(row.error, file=sys.stderr)
            return 1
        print(
            f"{row.rows} 行：可导入 {row.good}，有错 {row.faulty}，导入过 {row.repeated}，"
            f"导入过但变了 {row.changed}（{took:.1f} 秒）",
            flush=True,
        )
    if not arguments.dry_run:
        begun = time.monotonic()
        start(import_id, now=_now())
        _write(arguments, import_id)
        print(f"登记了 {import_of(import_id).opened} 件（{time.monotonic() - begun:.1f} 秒）")
    if arguments.faults:
        arguments.faults.write_bytes(write_report(import_id, arguments.faults.suffix.lstrip(".") or "csv"))
    row = import_of(import_id)
    return 1 if row.faulty or row.changed else 0


def _taken_in(arguments: argparse.Namespace) -> tuple[UUID, bool]:
    """The import of this file, and whether it had begun to run before and was broken off."""
    from doorstep.wings.transfer.looking import choose
    from doorstep.wings.transfer.queries import broken_off
    from doorstep.wings.transfer.services import chosen_from, mapping_named, take_in

    mapping = mapping_named(arguments.mapping) if arguments.mapping else None
    try:
        content = arguments.file.read_bytes()
    except (OSError, AttributeError) as error:
        raise FileUnreadable(str(error)) from None
    person, unit = _person(arguments.person, mapping.saved_by if mapping else None)
    system = mapping.system if mapping else arguments.system
    if earlier := broken_off(content, system):
        return earlier, True
    row = take_in(content=content, name=arguments.file.name, system=system, by=person, unit=unit, now=_now())
    choose(row.id, chosen_from(mapping.content if mapping else row.mapping))
    return row.id, False


def _person(username: str, saved_by: UUID | None) -> tuple[UUID, str]:
    from django.utils import timezone

    from doorstep.store.cases import towns
    from doorstep.store.people.acting import actor_for
    from doorstep.store.people.models import Person

    person_id = Person.objects.filter(username=username).values_list("id", flat=True).first() if username else saved_by
    if person_id is None:
        raise PersonUnknown
    roles = towns.pack().roles
    for post in actor_for(person_id, today=timezone.localdate()).posts:
        if "import_orders" in roles[post.role].may:
            return person_id, post.unit
    raise PersonUnknown


def _write(arguments: argparse.Namespace, import_id: UUID) -> None:
    """The other lanes are processes of their own; all take whole slices until none is left."""
    from doorstep.wings.transfer.queries import import_of
    from doorstep.wings.transfer.running import work

    line = [sys.executable, "-m", "doorstep.doors.cli.main", "import", arguments.jurisdiction, "--lane", str(import_id)]
    slices = import_of(import_id).good // 2000
    others = [subprocess.Popen(line) for _ in range(min(arguments.lanes - 1, slices))]
    work(import_id, now=_now)
    for other in others:
        other.wait()
    # Whatever a lane that died had begun is whole again and waits.
    work(import_id, now=_now)
