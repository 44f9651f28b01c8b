"""`doorstep run`: everything at once: database, web server, worker, and a demo town on the first start. Ctrl-C stops it all.

Uses DATABASE_URL when set, else a PostgreSQL of its own in the data folder. For trying out and for one small server; see
`deploy/` for a server that others depend on.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

from doorstep.doors.cli import web
from doorstep.doors.cli.databases import data_folder
from doorstep.doors.cli.ports import first_free_port
from doorstep.doors.cli.supervising import Child, Supervisor

DATABASE = None
# Generous: a server that starts slowly on a busy machine still starts; one that died is told of at once.
FIRST_ANSWER_WITHIN = 240.0
DATABASE_TRIES = 5


class PreparingFailed(Exception):
    """准备数据库或演示镇没有成功，上面的信息说明了原因。"""


class WebDidNotAnswer(Exception):
    """网页服务没有在规定时间内应答。"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The web server's, and whether to build the demo town."""
    web.add_arguments(parser)
    parser.add_argument("--no-town", action="store_true", help="start empty, without the demo town")


def run(arguments: argparse.Namespace) -> int:
    """Returns when stopped by a signal."""
    _say("家门口 Doorstep：正在准备数据库…")
    with ExitStack() as stack:
        app, owner, look_after = _databases(stack)
        port = first_free_port(arguments.host, arguments.port)
        os.environ["DOORSTEP_PUBLIC_PORT"] = str(port)  # a notice's address must lead to this very server
        welcome = _prepare(owner, port, with_town=not arguments.no_town)
        serve = web.command(host=arguments.host, port=port, workers=arguments.workers, threads=arguments.threads)
        page = Child(name="网页服务", command=serve, environment=_environment(app))
        worker = Child(name="后台任务", command=[*_doorstep(), "worker"], environment=_environment(app))
        supervisor = Supervisor(children=[page], say=_say, look_after=look_after)
        supervisor.listen()
        supervisor.start()
        try:
            _wait_for_answer(supervisor, arguments.host, port)
            # Somebody waits for the first page, nobody for the first job: both at once would take the page's processors away.
            supervisor.add(worker)
            if not supervisor.wishes:
                _say(f"{welcome}\n\n  按 Ctrl-C 停止。\n")
            supervisor.watch()
        finally:
            _say("正在停止…")
            supervisor.stop()
    _say("已停止，数据都在。")
    return 0


def _databases(stack: ExitStack) -> tuple[str, str, Callable[[], None]]:
    """Addresses for serving and for migrating, and what has to be done every now and then to keep the database there."""
    if url := os.environ.get("DATABASE_URL"):
        return url, os.environ.get("DOORSTEP_OWNER_URL", url), lambda: None
    from doorstep.adapters.postgres.server import ServerDidNotStart, is_up, running

    home = data_folder() / "postgres"
    server = stack.enter_context(running(home))
    if server.note:
        _say(f"数据库：{server.note}")
    failed = 0

    def look_after() -> None:
        nonlocal failed
        if is_up(home):
            failed = 0
            return
        try:
            stack.enter_context(running(home))
        except ServerDidNotStart:
            # Its keeper may have been killed again while it was starting.
            failed += 1
            if failed >= DATABASE_TRIES:
                raise

    return server.url_app, server.url_owner, look_after


def _prepare(owner_url: str, port: int, *, with_town: bool) -> str:
    """In a process of its own, so that ours stays small and holds no owner's connection; answers the words of welcome."""
    with TemporaryDirectory(prefix="doorstep-") as folder:
        words = Path(folder) / "welcome"
        options = ["--welcome", str(words), str(port), *([] if with_town else ["--no-town"])]
        done = subprocess.run([*_doorstep(), "prepare", *options], env=_environment(owner_url), check=False)
        if done.returncode:
            raise PreparingFailed
        return words.read_text("utf-8")


def _wait_for_answer(supervisor: Supervisor, host: str, port: int) -> None:
    until = time.monotonic() + FIRST_ANSWER_WITHIN
    supervisor.watch(until=lambda: _answers(host, port) or time.monotonic() > until)
    if not supervisor.wishes and not _answers(host, port):
        raise WebDidNotAnswer(f"http://{host}:{port}/")


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=30)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _doorstep() -> list[str]:
    return [sys.executable, "-m", "doorstep.doors.cli.main"]


def _environment(url: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "doorstep.config.settings"}


def _say(line: str) -> None:
    print(line, flush=True)
