"""The ground a benchmark stands on: a durable database of its own, the demo jurisdiction, one person with a token, a web server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).resolve().parents[2]
TOWN = "dujiangyan"
SCHEMA = f"town_{TOWN}"
HOSTS = ["localhost", "127.0.0.1", "testserver"]


@contextmanager
def database(name: str) -> Iterator[str]:
    """A fresh database on a durable embedded server (fsync on), dropped in the end. Yields the owner's connection string."""
    from doorstep.adapters.postgres.server import running

    with running(ROOT / "var" / "bench-postgres", is_durable=True) as server:
        root = server.url_superuser()
        with psycopg.connect(root, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield make_conninfo(root, dbname=name)
        finally:
            from django.db import connections

            connections.close_all()
            with psycopg.connect(root, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def begin(url: str) -> None:
    """Point Django at the database, found and fill the jurisdiction."""
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.config.settings")
    import django
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django.setup()
    from doorstep.store.filling import fill
    from doorstep.store.jurisdictions.founding import found, migrate_shared

    migrate_shared()
    fill(found(name=TOWN, pack=TOWN, hosts=HOSTS, is_simulated=True), now=datetime.now(UTC))


def token(role: str = "coordinator", unit: str = "tcb") -> str:
    """A token of a person on this post."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.people.staffing import hire, register_person
    from doorstep.store.people.tokens import issue_token

    now = datetime.now(UTC)
    with serving(SCHEMA):
        person = register_person(username=f"bench-{role}-{unit}".replace("_", "-"), display_name="测量", password=None)
        post = hire(person=person, role=role, unit=unit, from_on=now.date())
        return issue_token(person_id=person.id, post_ids=[post.id], label="bench", now=now)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web(url: str, *, workers: int = 2, threads: int = 16) -> Iterator[tuple[int, int]]:
    """The product's own web server. Yields its port and process id."""
    from doorstep.doors.cli.web import command

    port = free_port()
    line = command(host="127.0.0.1", port=port, workers=workers, threads=threads)
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "doorstep.config.settings"}
    gathered = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(gathered, env=environment, cwd=ROOT, check=True, timeout=120)
    process = subprocess.Popen(line, env=environment, cwd=ROOT, stdout=sys.stderr)
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait(port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")
