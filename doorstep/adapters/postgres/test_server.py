"""The embedded server: shared, private, and alive after every kill -9."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from doorstep.adapters.postgres import binaries, folders, left_over
from doorstep.adapters.postgres.account import Account
from doorstep.adapters.postgres.folders import ELSEWHERE, FolderTaken, our_folder
from doorstep.adapters.postgres.holding import wait_until_free
from doorstep.adapters.postgres.left_over import clear_away, processes_in, recorded_pid
from doorstep.adapters.postgres.server import Server, ServerDidNotStart, is_up, running, stop

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.survival


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that any account may walk into, with a short path."""
    top = Path(tempfile.mkdtemp(prefix="ds-", dir="/tmp"))
    top.chmod(0o755)
    yield top / "postgres"
    stop(top / "postgres")
    shutil.rmtree(top)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def gone(home: Path) -> bool:
    wait_until_free(home.resolve() / "keeper.lock", seconds=20)
    return not processes_in(home.resolve() / "data")


def test_the_server_runs_while_somebody_holds_it_and_keeps_the_data(home: Path) -> None:
    with running(home) as server:
        with running(home) as same:
            assert same == server
        with psycopg.connect(server.url_owner) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert gone(home)
    with running(home) as again:
        assert again.port == server.port
        assert ask(again.url_owner, "SELECT answer FROM kept") == 42


def test_the_app_role_cannot_change_the_shape_of_anything(home: Path) -> None:
    with running(home) as server, psycopg.connect(server.url_app) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (n int)")
        connection.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE SCHEMA mine")


def test_nobody_gets_in_without_the_password_and_nobody_else_may_read_it(home: Path) -> None:
    with running(home) as server:
        assert stat.S_IMODE(server.folders.passwords.stat().st_mode) == 0o600
        for place in (str(server.folders.run), "127.0.0.1"):
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(
                    host=place, port=server.port, user="doorstep_owner", password="guess", dbname="doorstep"
                )
        assert ask(server.url_superuser(), "SHOW listen_addresses") == "127.0.0.1"
        assert ask(server.url_owner, "SELECT upper('ä') || current_setting('synchronous_commit')") == "Äon"


def write_until(stopped: threading.Event, server: Server, acknowledged: list[int], writer: int) -> None:
    number = writer
    while not stopped.is_set():
        try:
            with psycopg.connect(server.url_owner, autocommit=True, connect_timeout=2) as connection:
                while not stopped.is_set():
                    number += 10
                    connection.execute("INSERT INTO word VALUES (%s)", [number])
                    acknowledged.append(number)
        except psycopg.Error:
            time.sleep(0.02)


def wait_for_more(acknowledged: list[int], *, rows: int = 50, seconds: float = 30) -> None:
    enough, until = len(acknowledged) + rows, time.monotonic() + seconds
    while len(acknowledged) < enough:
        assert time.monotonic() < until, "the server did not come back"
        time.sleep(0.02)


def test_three_kills_of_the_server_under_writers_lose_no_acknowledged_row(home: Path) -> None:
    with running(home) as server:
        with psycopg.connect(server.url_owner) as connection:
            connection.execute("CREATE TABLE word (n int PRIMARY KEY)")
        acknowledged: list[int] = []
        stopped = threading.Event()
        writers = [threading.Thread(target=write_until, args=(stopped, server, acknowledged, n)) for n in range(4)]
        for writer in writers:
            writer.start()
        try:
            for _ in range(3):
                wait_for_more(acknowledged)
                pid = recorded_pid(server.folders.data)
                assert pid is not None
                os.kill(pid, signal.SIGKILL)
            wait_for_more(acknowledged)
        finally:
            stopped.set()
            for writer in writers:
                writer.join()
        with psycopg.connect(server.url_owner) as connection:
            kept = {n for (n,) in connection.execute("SELECT n FROM word")}
        assert set(acknowledged) <= kept


def test_a_killed_keeper_takes_the_server_with_it_and_the_next_user_starts_both(home: Path) -> None:
    with running(home) as server:
        os.kill(int((server.folders.home / "keeper.pid").read_text()), signal.SIGKILL)
        with running(home) as again:
            assert ask(again.url_app, "SELECT 1") == 1


def test_a_holder_killed_hard_leaves_nothing_running(home: Path) -> None:
    program = f"""
import time
from pathlib import Path
from doorstep.adapters.postgres.server import running
with running(Path({str(home)!r})):
    print("up", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"up\n"
        assert is_up(home)
        holder.kill()
    assert gone(home)


def test_a_pid_file_that_names_somebody_else_does_not_keep_the_server_down(home: Path) -> None:
    with running(home) as server:
        lines = (server.folders.data / "postmaster.pid").read_text().splitlines()
    assert gone(home)
    (server.folders.data / "postmaster.pid").write_text("\n".join([str(os.getppid()), *lines[1:]]))
    with running(home) as again:
        assert ask(again.url_app, "SELECT 1") == 1


def hears() -> None:
    """A shell cannot trap what was ignored when it began, as in tests started in the background; a PostgreSQL sets its own."""
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)


def test_a_server_that_does_not_come_to_its_end_is_ended_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_over, "FAST_WITHIN", 0.3)
    program = tmp_path / "postgres"
    shutil.copy("/bin/sh", program)
    hangs = "trap '' INT; trap 'exit 3' QUIT; echo up; while :; do sleep 0.05; done"
    with subprocess.Popen([program, "-c", hangs], cwd=tmp_path, stdout=subprocess.PIPE, preexec_fn=hears) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"up\n"
        (tmp_path / "postmaster.pid").write_text(f"{server.pid}\n")
        clear_away(tmp_path)
    assert server.returncode == 3
    assert not (tmp_path / "postmaster.pid").exists()


def test_a_port_taken_meanwhile_is_replaced_by_another(home: Path) -> None:
    with running(home) as server:
        pass
    assert gone(home)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", server.port))
        taken.listen()
        with running(home) as again:
            assert again.port != server.port
            assert ask(again.url_app, "SELECT 1") == 1


def test_a_half_made_cluster_is_never_used(home: Path) -> None:
    home.mkdir()
    (home / "making-left-by-a-crash").mkdir()
    (home / "making-left-by-a-crash" / "PG_VERSION").write_text("18")
    with running(home) as server:
        assert ask(server.url_app, "SELECT 1") == 1
    assert not list(home.glob("making-*"))


def test_programs_copied_elsewhere_still_find_their_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "ELSEWHERE", tmp_path)
    monkeypatch.setattr(Account, "is_other", True)
    monkeypatch.setattr(Account, "can_enter", lambda *_: False)
    copied = binaries.find_binaries(Account(name="nobody", uid=65534, gid=65534))
    assert copied.is_relative_to(tmp_path)
    for program in ("initdb", "postgres", "psql"):
        done = subprocess.run([copied / program, "--version"], capture_output=True, text=True, check=False)
        assert "PostgreSQL" in done.stdout, done.stderr
    assert binaries.find_binaries(Account(name="nobody", uid=65534, gid=65534)) == copied


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change to another account")
def test_below_a_folder_only_root_may_enter_the_data_go_elsewhere_and_a_link_says_where(home: Path) -> None:
    home.parent.chmod(0o700)
    try:
        with running(home) as server:
            assert ask(server.url_app, "SELECT 1") == 1
            assert home.is_symlink()
            assert server.folders.home.parent == ELSEWHERE
            assert str(server.folders.home) in server.note
        assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700
        assert gone(home)
    finally:
        shutil.rmtree(home.resolve())


def test_throw_away_servers_of_deleted_projects_are_swept_and_servers_with_data_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "ELSEWHERE", tmp_path)
    for name, marks in {"tests": ("throw-away", "came-from"), "town": ("came-from",)}.items():
        (tmp_path / f"doorstep-{name}").mkdir()
        for mark in marks:
            (tmp_path / f"doorstep-{name}" / mark).write_text(str(tmp_path / "deleted"))
    (tmp_path / "clone").mkdir()
    folders._move_elsewhere(tmp_path / "clone")
    assert (tmp_path / "clone").is_symlink()
    assert not (tmp_path / "doorstep-tests").exists()
    assert (tmp_path / "doorstep-town").exists()


def test_a_folder_somebody_else_could_write_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(FolderTaken):
        our_folder(tmp_path / "open")


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    with running(home):
        pass
    assert gone(home)
    with (home / "data" / "postgresql.conf").open("a") as conf:
        conf.write("\nno_such_setting = 1\n")
    with pytest.raises(ServerDidNotStart, match="no_such_setting"), running(home):
        raise AssertionError("it must not start")
