"""The real PostgreSQL for every test that asks for a database, with one jurisdiction founded and filled.

`db` (pytest-django): a transaction that is rolled back. `real_db`: a database of its own, copied from a template, for tests
that commit, kill or start other processes. Both serve the jurisdiction "dujiangyan".
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROOT = Path(__file__).parent
TOWN = "dujiangyan"
HOSTS = ["testserver", "localhost", "127.0.0.1", "dujiangyan.localhost"]


def pytest_configure() -> None:
    """Static files straight from the source folders: tests neither collect nor compress them.

    Packs are loaded a hundred times here, mostly with the same files: what a text says is worked out once, and so are our own
    packs. Passwords are hashed by the same function as in a town, but weakly: each takes a fifth of a second there, on purpose.
    """
    from django.conf import settings
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from doorstep.kernel import pack, packfile

    for_good = pytest.MonkeyPatch()
    for_good.setattr(packfile, "parse", lru_cache(maxsize=256)(packfile.parse))
    load, load_once = pack.load_pack, lru_cache(pack.load_pack)
    for_good.setattr(pack, "load_pack", lambda name, at: (load_once if at == ROOT / "packs" else load)(name, at))
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    _no_test_by_the_clock()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, four at most: while a test waits for a browser or for what was killed, another works."""
    return min(4, (os.cpu_count() or 1) + 1)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long for their few tests come first, then those of many tests: in the end no process works on alone."""
    count = Counter(item.path for item in items)
    long = {
        item.path for item in items if any(item.get_closest_marker(mark) for mark in ("slow", "survival", "browser"))
    }
    items.sort(key=lambda item: (item.path not in long, -count[item.path]))


def _no_test_by_the_clock() -> None:
    """A busy machine is no fault: the first text drawn after a fresh checkout alone takes two seconds."""
    import hypothesis

    hypothesis.settings.register_profile(
        "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _keys_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What signs in tests never meets the keys of this machine's towns."""
    from doorstep.adapters import signer
    from doorstep.adapters.signer.folder import KeyFolder

    signer.use(KeyFolder(tmp_path_factory.mktemp("signing-keys")))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Connection string of a role that may create databases."""
    if url := os.environ.get("DOORSTEP_TEST_DATABASE_URL"):
        yield url
        return
    from doorstep.adapters.postgres.server import running

    with running(ROOT / "var" / "test-postgres", is_durable=False) as server:
        yield server.url_superuser()


@contextmanager
def _database(server: str, name: str, template: str = "template0") -> Iterator[str]:
    _create(server, name, template)
    try:
        yield make_conninfo(server, dbname=name)
    finally:
        _drop(server, name)


def _create(server: str, name: str, template: str = "template0") -> None:
    _drop(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _use(url: str) -> None:
    from django.db import connections

    parts = conninfo_to_dict(url)
    connections["default"].close()
    settings = connections["default"].settings_dict
    settings.update(
        NAME=str(parts["dbname"]),
        USER=str(parts.get("user", "")),
        PASSWORD=str(parts.get("password", "")),
        HOST=str(parts.get("host", "")),
        PORT=str(parts.get("port", "")),
    )


@pytest.fixture(scope="session")
def filled_template(postgres: str, django_db_blocker: Any) -> Iterator[str]:
    """Name of a database in which the jurisdiction is founded and filled; nobody stays connected to it.

    The processes of one run share it: who needs it first makes it, who leaves last drops it.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)[:8]
    name = f"doorstep_template_{run}"
    changing, using = int(run, 16), int(run, 16) + 2**32
    with psycopg.connect(postgres, autocommit=True) as held:
        held.execute("SELECT pg_advisory_lock(%s)", [changing])
        if held.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            with django_db_blocker.unblock():
                _make_template(postgres, name)
        held.execute("SELECT pg_advisory_lock_shared(%s), pg_advisory_unlock(%s)", [using, changing])
        yield name
        held.execute("SELECT pg_advisory_lock(%s), pg_advisory_unlock_shared(%s)", [changing, using])
        if held.execute("SELECT pg_try_advisory_lock(%s)", [using]).fetchone() == (True,):
            _drop(postgres, name)


def _make_template(server: str, name: str) -> None:
    """Under another name until it is whole."""
    from django.db import connections

    from doorstep.store.filling import fill
    from doorstep.store.jurisdictions.founding import found, migrate_shared

    with _database(server, f"{name}_unfinished") as url:
        _use(url)
        migrate_shared()
        entry = found(name=TOWN, pack=TOWN, hosts=HOSTS, is_simulated=True)
        fill(entry, now=datetime.now(UTC))
        connections["default"].close()
        _create(server, name, f"{name}_unfinished")


@pytest.fixture(scope="session")
def django_db_setup(postgres: str, filled_template: str, django_db_blocker: Any) -> Iterator[None]:
    """The database that `db` tests share and leave as they found it."""
    with _database(postgres, f"doorstep_tests_{uuid4().hex[:8]}", filled_template) as url:
        _use(url)
        yield
        with django_db_blocker.unblock():
            from django.db import connections

            connections["default"].close()


@pytest.fixture(autouse=True)
def _serving_the_town(request: pytest.FixtureRequest) -> Iterator[None]:
    asked = {"db", "transactional_db", "real_db"} & set(request.fixturenames)
    if not asked and request.node.get_closest_marker("django_db") is None:
        yield
        return
    from doorstep.store.jurisdictions import register
    from doorstep.store.jurisdictions.current import serving

    register.forget()
    with serving(f"town_{TOWN}"):
        yield


@contextmanager
def _in_a_database(server: str, template: str, blocker: Any) -> Iterator[str]:
    """A database of one's own, which Django uses meanwhile; what is committed stays until the end."""
    from django.db import connections

    shared = dict(connections["default"].settings_dict)
    with _database(server, f"doorstep_real_{uuid4().hex[:8]}", template) as url, blocker.unblock():
        _use(url)
        try:
            yield url
        finally:
            connections.close_all()
            connections["default"].settings_dict.update(shared)


@pytest.fixture
def real_db(postgres: str, filled_template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Connection string of a database of this test's own, which Django uses meanwhile."""
    with _in_a_database(postgres, filled_template, django_db_blocker) as url:
        yield url


@pytest.fixture
def client() -> Any:
    """A browser at the town's address, nobody signed in."""
    from django.test import Client

    return Client(headers={"host": "testserver"})


@pytest.fixture
def office() -> Any:
    """The coordinator, as the kernel knows her."""
    from tests.living import acting, employ

    return acting(employ("coordinator", "tcb"))


@pytest.fixture
def keys_in_memory() -> Iterator[None]:
    """What is signed is signed with keys that nobody keeps."""
    from doorstep.adapters import signer
    from doorstep.adapters.signer.memory import KeysInMemory

    before = signer.signer()
    signer.use(KeysInMemory())
    yield
    signer.use(before)


@pytest.fixture
def files_in_memory() -> Iterator[Any]:
    """The shelf on which photos are kept meanwhile."""
    from doorstep.adapters import files
    from doorstep.adapters.files.memory import FilesInMemory

    before, shelf = files.files(), FilesInMemory()
    files.use(shelf)
    yield shelf
    files.use(before)


@pytest.fixture
def log_places(tmp_path: Path, settings: Any) -> Path:
    """Keys and mirror of the log in a folder of the test's own."""
    settings.LOG_KEYS, settings.LOG_MIRROR = tmp_path / "keys", tmp_path / "mirror"
    return tmp_path


@pytest.fixture
def statements() -> Callable[[], AbstractContextManager[list[str]]]:
    """`with statements() as run:` collects every SQL statement sent meanwhile, those of raw cursors included.

    What is kept in memory is not asked for anew meanwhile: that comes every two seconds, however many pages there are.
    """
    import psycopg

    from doorstep.store import kept
    from doorstep.store.jurisdictions import register

    @contextmanager
    def counting() -> Iterator[list[str]]:
        run: list[str] = []
        sent = psycopg.Cursor.execute

        def execute(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
            run.append(str(query)[:200])
            return sent(self, query, *args, **kwargs)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(psycopg.Cursor, "execute", execute)
            patch.setattr(kept, "FRESH_SECONDS", 3600.0)
            patch.setattr(register, "FRESH_SECONDS", 3600.0)
            yield run

    return counting
