"""`doorstep prepare`: migrates, gathers static files, and builds the demo town once. `doorstep run` does it for you.

What an upgraded pack holds and nobody has put in force is told, with the command that does it. A demo town whose building was
interrupted is taken down and built anew; one that stands is left alone.
"""

import argparse
import hashlib
import logging
from datetime import UTC, datetime
from pathlib import Path

import structlog

from doorstep.doors.cli.databases import data_folder
from doorstep.doors.cli.progress import Bar
from doorstep.doors.cli.welcome import words

DATABASE = "owner"
TOWN = "dujiangyan"
HOSTS = ["localhost", "127.0.0.1", f"{TOWN}.localhost"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to build the demo town, and where to leave the words of welcome for whoever starts the servers."""
    parser.add_argument("--no-town", action="store_true", help="leave the demo town out")
    parser.add_argument("--welcome", nargs=2, metavar=("FILE", "PORT"), help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Doing it twice changes nothing."""
    from doorstep.doors.cli.unpublished import tell_unpublished
    from doorstep.store.jurisdictions.founding import migrate_all

    migrate_all()
    tell_unpublished()
    gather_static_files()
    if not arguments.no_town:
        build_town()
    if arguments.welcome:
        file, port = arguments.welcome
        Path(file).write_text(words(port=int(port)), "utf-8")
    return 0


def gather_static_files() -> None:
    """Static files with hashed names, compressed; only when one of them has changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            seen.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    mark = settings.STATIC_ROOT / "gathered"
    if mark.exists() and mark.read_text() == seen.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=settings.STATIC_ROOT.exists())
    mark.write_text(seen.hexdigest())


def build_town() -> None:
    """The demo jurisdiction, unless there is any jurisdiction already: whoever has a real one needs no demo."""
    from doorstep.store.jurisdictions.building import is_being_built, take_down
    from doorstep.store.jurisdictions.register import list_jurisdictions

    for entry in list_jurisdictions():
        if entry.is_simulated and is_being_built(entry):
            take_down(entry)
    if list_jurisdictions():
        return
    build(TOWN, HOSTS)


def build(name: str, hosts: list[str]) -> None:
    """A demo town after the plan in the pack of that name. Raises PackError where the pack plans none."""
    from django.conf import settings

    from doorstep.doors.town.settling import settle, settled_at
    from doorstep.store.filling import fill
    from doorstep.store.jurisdictions.building import mark_being_built, mark_built
    from doorstep.store.jurisdictions.founding import found
    from doorstep.wings.town.gazetteer import plan_in

    plan = plan_in(settings.PACKS / name)
    # Weeks of log lines would bury the progress bar.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    now = datetime.now(UTC)
    bar = Bar("正在建演示镇")
    entry = found(name=name, pack=name, hosts=hosts, is_simulated=True)
    mark_being_built(entry)
    fill(entry, now=settled_at(now, weeks=plan.life.weeks))
    settle(entry, now=now, folder=data_folder(), tell=bar.tell)
    mark_built(entry)
    bar.end()
