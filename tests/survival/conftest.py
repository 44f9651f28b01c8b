"""`doorstep run` as on a small server, with a database, web server and worker of its own, and one jurisdiction in it.

It serves as the role that may not change tables; only founding is done as the owner, from this process.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conftest import TOWN, _use
from doorstep.adapters.postgres.server import running, stop
from doorstep.doors.cli.ports import first_free_port
from tests.survival.two_towns import both_filled, two, two_db

__all__ = ["both_filled", "two", "two_db"]

DOORSTEP = [sys.executable, "-m", "doorstep.doors.cli.main"]
POSTS = {"coordinator": "tcb", "desk_clerk": "cgj_szss"}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A house that runs: its process, its folder, its port, who owns its tables, and tokens by role."""

    process: "subprocess.Popen[bytes]"
    var: Path
    port: int
    url_owner: str
    url_app: str
    tokens: dict[str, str]
    log: Path

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Another `doorstep` command on the same folder."""
        line = [*DOORSTEP, *arguments]
        return subprocess.run(
            line, env=_environment(self.var), capture_output=True, text=True, timeout=300, check=False
        )

    def last_words(self) -> str:
        """The ends of all logs."""
        home = self.var / "postgres"
        logs = (self.log, home / "keeper.log", home / "server.log")
        return "\n".join(f"--- {log.name}\n{log.read_text('utf-8', 'replace')[-3000:]}" for log in logs if log.exists())

    def stop(self) -> int:
        """Ctrl-C; answers the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(180)


@pytest.fixture
def standing(django_db_blocker: Any) -> Iterator[Standing]:
    """Up and answering. Needs nothing of the database that other tests share: it founds its own."""
    from django.db import connections

    shared = dict(connections["default"].settings_dict)
    with tempfile.TemporaryDirectory(prefix="ds-", dir="/tmp") as folder, django_db_blocker.unblock():
        var = Path(folder)
        var.chmod(0o755)
        port = first_free_port("127.0.0.1", 8800, tries=200)
        log = var / "house.log"
        with running(var / "postgres") as server, log.open("wb") as out:
            _use(server.url_owner)
            try:
                tokens = _found()
                line = [*DOORSTEP, "run", "--no-town", "--port", str(port)]
                process = subprocess.Popen(line, env=_environment(var), stdout=out, stderr=out)
                try:
                    _wait(process, log)
                    yield Standing(
                        process=process,
                        var=var,
                        port=port,
                        url_owner=server.url_owner,
                        url_app=server.url_app,
                        tokens=tokens,
                        log=log,
                    )
                finally:
                    process.kill()
                    process.wait()
            finally:
                connections["default"].close()
                connections["default"].settings_dict.update(shared)
        stop(var / "postgres")


def _found() -> dict[str, str]:
    """The jurisdiction, two people at work in it, and a token for each."""
    from doorstep.store.filling import fill
    from doorstep.store.jurisdictions import register
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.founding import found, migrate_shared
    from doorstep.store.people.tokens import issue_token
    from tests.living import employ

    now = datetime.now(UTC)
    register.forget()
    migrate_shared()
    fill(found(name=TOWN, pack=TOWN, hosts=["localhost", "127.0.0.1"]), now=now)
    tokens = {}
    with serving(f"town_{TOWN}"):
        for role, unit in POSTS.items():
            person = employ(role, unit)
            posts = person.posts.values_list("id", flat=True)
            tokens[role] = issue_token(person_id=person.pk, post_ids=posts, label="程序", now=now)
    return tokens


def _environment(var: Path) -> dict[str, str]:
    from django.conf import settings

    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    keys = {"DOORSTEP_SECRET_KEY": settings.SECRET_KEY, "DOORSTEP_FIELD_KEY": settings.FIELD_KEY}
    return {**inherited, **keys, "DOORSTEP_VAR": str(var), "DJANGO_SETTINGS_MODULE": "doorstep.config.settings"}


def _wait(process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 300
    while "Ctrl-C" not in log.read_text("utf-8", "replace"):
        if process.poll() is not None or time.monotonic() > until:
            pytest.fail(log.read_text("utf-8", "replace")[-3000:])
        time.sleep(0.1)
