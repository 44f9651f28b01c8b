"""`doorstep import NAME FILE --mapping MAPPING [--dry-run]`: orders of another system become cases, each once.

A table is read by what it holds: CSV, XLSX or NDJSON. Without --mapping the columns are proposed from their headings and the
system is --system. Killed in the middle it goes on where it stopped when it is called again with the same file.
"""

import argparse
import gc
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

DATABASE = "owner"
# Bytes of a file, about two thousand orders: fewer are written before another process is ready to help.
WORTH_A_LANE = 300_000


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
    parser.add_argument("--datum", default="", choices=("", "wgs84", "gcj02", "bd09"), help="what its coordinates are")
    parser.add_argument("--language", default="zh", choices=("zh", "en"), help="of the report of faults")
    parser.add_argument("--dry-run", action="store_true", help="look only, open nothing")
    parser.add_argument("--faults", type=Path, help="write the report of faults here (.csv or .xlsx)")
    parser.add_argument("--lanes", type=int, default=os.cpu_count() or 1, help="processes that write at once")
    parser.add_argument("--lane", default="", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when every row came in or had come in before, 1 when some have faults."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name

    collect_seldom()
    with serving(by_name(arguments.jurisdiction).schema):
        if arguments.lane:
            return _lane(UUID(arguments.lane))
        return _import(arguments)


def collect_seldom() -> None:
    """Orders and rows hold no rings, and looking for some took a tenth of all the time. For a process that only imports."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def _lane(import_id: UUID) -> int:
    """Write slices beside the process that called. It is called before there are any, since it takes a second to get ready."""
    from doorstep.store.cases.digests import lexemes_of
    from doorstep.wings.transfer.models import CHECKED, CHECKING
    from doorstep.wings.transfer.queries import import_of
    from doorstep.wings.transfer.running import work

    caller = os.getppid()
    lexemes_of("准备好")
    while import_of(import_id).state in (CHECKING, CHECKED) and os.getppid() == caller:
        time.sleep(0.05)
    work(import_id, now=_now)
    return 0


def _now() -> datetime:
    return datetime.now(UTC)


def _import(arguments: argparse.Namespace) -> int:
    from doorstep.wings.transfer.looking import look
    from doorstep.wings.transfer.queries import import_of
    from doorstep.wings.transfer.reports import write_report
    from doorstep.wings.transfer.running import start

    import_id, is_begun = _taken_in(arguments)
    lanes = [] if arguments.dry_run else _call_lanes(arguments, import_id)
    if not is_begun:
        begun = time.monotonic()
        row = look(import_id, now=_now(), progress=lambda rows: _show(f"看了 {rows} 行"))
        took = time.monotonic() - begun
        if row.error:
            print(_in(arguments.language, row.error), file=sys.stderr)
            return 1
        print(
            f"{row.rows} 行：可导入 {row.good}，有错 {row.faulty}，导入过 {row.repeated}，"
            f"导入过但变了 {row.changed}（{took:.1f} 秒）",
            flush=True,
        )
    if not arguments.dry_run:
        begun = time.monotonic()
        start(import_id, now=_now())
        _write(import_id, lanes)
        print(f"登记了 {import_of(import_id).opened} 件（{time.monotonic() - begun:.1f} 秒）")
    if arguments.faults:
        kind = arguments.faults.suffix.lstrip(".") or "csv"
        arguments.faults.write_bytes(write_report(import_id, kind, arguments.language))
    row = import_of(import_id)
    return 1 if row.faulty or row.changed else 0


def _in(language: str, error: str) -> str:
    from doorstep.wings.transfer.looking import refusal_words

    return refusal_words(error).say(language)


def _show(said: str) -> None:
    """On one line of a terminal, over what stood there; a file or a pipe is told the end only."""
    if sys.stderr.isatty():
        print(f"\r{said}", end="\x1b[K\r", file=sys.stderr, flush=True)


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
    chosen = chosen_from(mapping.content if mapping else row.mapping)
    choose(row.id, chosen.read_as(arguments.datum))
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


def _call_lanes(arguments: argparse.Namespace, import_id: UUID) -> list[subprocess.Popen[bytes]]:
    """The other lanes are processes of their own; all take whole slices until none is left."""
    from doorstep.wings.transfer.queries import import_of

    line = [sys.executable, "-m", "doorstep.doors.cli.main", "import", arguments.jurisdiction, "--lane", str(import_id)]
    wanted = min(arguments.lanes - 1, import_of(import_id).size // WORTH_A_LANE)
    return [subprocess.Popen(line) for _ in range(wanted)]


def _write(import_id: UUID, lanes: list[subprocess.Popen[bytes]]) -> None:
    from doorstep.wings.transfer.queries import import_of
    from doorstep.wings.transfer.running import work

    def show(_mine: int) -> None:
        row = import_of(import_id)
        _show(f"登记了 {row.opened} 件，共 {row.good} 件")

    work(import_id, now=_now, progress=show if sys.stderr.isatty() else None)
    for lane in lanes:
        lane.wait()
    # Whatever a lane that died had begun is whole again and waits.
    work(import_id, now=_now)
