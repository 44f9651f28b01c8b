"""`doorstep import NAME FILE --mapping MAPPING [--dry-run]`: orders of another system become cases, each once.

A table is read by what it holds: CSV, XLSX or NDJSON. Without --mapping the columns are proposed from their headings and the
system is --system. Killed in the middle it goes on where it stopped when it is called again with the same file.
"""

import argparse
import gc
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path
from uuid import UUID

DATABASE = "owner"
# Bytes of a file, about two thousand orders: fewer are not worth another process.
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


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when every row came in or had come in before, 1 when some have faults."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name

    collect_seldom()
    with serving(by_name(arguments.jurisdiction).schema):
        return _import(arguments)


def collect_seldom() -> None:
    """Orders and rows hold no rings, and looking for some took a tenth of all the time. For a process that only imports."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


def call_lanes(import_id: UUID, wanted: int) -> Sequence[ForkProcess]:
    """Processes that draft slices while this one looks the file through, and then write beside it. As children they need not
    load anything again; no connection is shared."""
    from django.db import connections

    from doorstep.store.cases.digests import lexemes_of

    lexemes_of("准备好")
    connections.close_all()
    fork = get_context("fork")
    lanes = [fork.Process(target=_lane, args=(import_id, number, wanted + 1)) for number in range(1, wanted + 1)]
    for lane in lanes:
        lane.start()
    return lanes


def _lane(import_id: UUID, number: int, of: int) -> None:
    from doorstep.wings.transfer.models import CHECKED, CHECKING, RUNNING
    from doorstep.wings.transfer.queries import import_of
    from doorstep.wings.transfer.running import Lane

    caller = os.getppid()
    lane = Lane(import_id, now=_now, number=number, of=of)
    while (state := import_of(import_id).state) in (CHECKING, CHECKED) and os.getppid() == caller:
        if not lane.prepare():
            time.sleep(0.05)
    if state == RUNNING:
        lane.work()


def _now() -> datetime:
    return datetime.now(UTC)


def _import(arguments: argparse.Namespace) -> int:
    from doorstep.wings.transfer.looking import look
    from doorstep.wings.transfer.queries import import_of
    from doorstep.wings.transfer.reports import write_report
    from doorstep.wings.transfer.running import start

    import_id, is_begun = _taken_in(arguments)
    size = import_of(import_id).size
    lanes = [] if arguments.dry_run else call_lanes(import_id, min(arguments.lanes - 1, size // WORTH_A_LANE))
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


def _write(import_id: UUID, lanes: Sequence[ForkProcess]) -> None:
    from doorstep.wings.transfer.queries import import_of
    from doorstep.wings.transfer.running import Lane, work

    def show(_mine: int) -> None:
        row = import_of(import_id)
        _show(f"登记了 {row.opened} 件，共 {row.good} 件")

    Lane(import_id, now=_now, of=len(lanes) + 1).work(show if sys.stderr.isatty() else None)
    for lane in lanes:
        lane.join()
    # Whatever a lane that died had begun is whole again and waits.
    work(import_id, now=_now)
