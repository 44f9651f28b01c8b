"""For users of the embedded server: hold it while you need it, and get the addresses of its roles.

Knows nothing of Django; a caller puts `url_app` or `url_owner` into DATABASE_URL.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

import doorstep
from doorstep.adapters.postgres.cluster import APP, OWNER, SUPERUSER, passwords
from doorstep.adapters.postgres.folders import THROW_AWAY, Folders, folders_for, write_private
from doorstep.adapters.postgres.holding import grab, is_held, locked, wait_until_free
from doorstep.adapters.postgres.roles import DATABASE, make_roles

PATIENCE = 120.0


class ServerDidNotStart(Exception):
    """数据库没有启动起来。"""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that answers. `note` is for people: where the data are when they are not where one would look."""

    folders: Folders
    port: int

    @property
    def note(self) -> str:
        return self.folders.note

    @property
    def url_owner(self) -> str:
        """Owns schemas and migrates."""
        return self.url(OWNER)

    @property
    def url_app(self) -> str:
        """What web server and worker use: no DDL."""
        return self.url(APP)

    def url(self, role: str, database: str = DATABASE) -> str:
        """By the unix socket where there is one (a fifth quicker than TCP), else by 127.0.0.1."""
        host = quote(str(self.folders.run), safe="") if self.folders.run else "127.0.0.1"
        word = quote(passwords(self.folders)[role], safe="")
        return f"postgresql://{role}:{word}@{host}:{self.port}/{database}"

    def url_superuser(self, database: str = "postgres") -> str:
        return self.url(SUPERUSER, database)


@contextmanager
def running(home: Path, *, is_durable: bool = True) -> Iterator[Server]:
    """The server in `home`, started if need be, held until the block ends; the last holder's going stops it.

    `is_durable=False` is for test suites: quick, and worthless after a power cut. Raises ServerDidNotStart.
    """
    folders = folders_for(home)
    holder = grab(folders.lock("holders"), is_shared=True)
    try:
        yield _ensure(folders, is_durable=is_durable)
    finally:
        os.close(holder)


def is_up(home: Path) -> bool:
    """Whether a keeper looks after `home` at this moment."""
    return home.exists() and is_held(home.resolve() / "keeper.lock")


def stop(home: Path, *, seconds: float = PATIENCE) -> None:
    """A fast shutdown whoever uses it: open transactions are rolled back, nothing acknowledged is lost."""
    if not is_up(home):
        return
    os.kill(int((home.resolve() / "keeper.pid").read_text()), signal.SIGTERM)
    wait_until_free(home.resolve() / "keeper.lock", seconds=seconds)


def _ensure(folders: Folders, *, is_durable: bool) -> Server:
    with locked(folders.lock("start")):
        passwords(folders)
        if not is_durable:
            (folders.home / THROW_AWAY).touch()
        if not is_held(folders.lock("keeper")):
            _start_keeper(folders, is_durable=is_durable)
        server = _wait_for_answer(folders)
        ready = folders.home / "roles-are-made"
        if not ready.exists():
            make_roles(server.url_superuser(), dict(passwords(folders)))
            write_private(ready, "")
        return server


def _start_keeper(folders: Folders, *, is_durable: bool) -> None:
    command = [sys.executable, "-m", "doorstep.adapters.postgres.keeper", str(folders.home)]
    places = [str(Path(doorstep.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
    with (folders.home / "keeper.log").open("wb") as log:
        subprocess.run(
            command if is_durable else [*command, "throw-away"],
            cwd="/",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=False,
        )


def _wait_for_answer(folders: Folders) -> Server:
    until = time.monotonic() + PATIENCE
    trouble: Exception | None = None
    while time.monotonic() < until:
        if not is_held(folders.lock("keeper")):
            raise ServerDidNotStart(f"{_last_words(folders, 'keeper.log')}\n{_last_words(folders, 'server.log')}")
        try:
            server = Server(folders=folders, port=int(folders.port.read_text()))
            with psycopg.connect(server.url_superuser(), connect_timeout=3) as connection:
                connection.execute("SELECT 1")
        except (OSError, psycopg.OperationalError) as error:
            trouble = error
            time.sleep(0.03)
        else:
            return server
    raise ServerDidNotStart(f"no answer within {PATIENCE:.0f} seconds: {trouble}")


def _last_words(folders: Folders, name: str, lines: int = 12) -> str:
    path = folders.home / name
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""
