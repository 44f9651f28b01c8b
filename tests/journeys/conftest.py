"""A real server over a real database of its own, and real browser windows on it: a phone, a desktop.

`house` runs once a session as a process of its own, like in production. `in_town` lets a test act as staff in this process,
on the same database. A window fails its test when the page raised an error or broke its own content security policy.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from conftest import TOWN, _database, _use

# Seconds until the server answers, milliseconds until a page shows what it should: what is asked for is that it does.
PATIENCE, SHOWN_WITHIN = 240.0, 60_000
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True, kw_only=True)
class House:
    """A running server: its address, its database, and what it has printed."""

    url: str
    database: str
    log: Path

    def at(self, path: str) -> str:
        return self.url + path

    def printed(self) -> str:
        return self.log.read_text("utf-8", "replace")


@pytest.fixture(scope="session")
def house(
    postgres: str, filled_template: str, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Stays up for the session; tests share its database and must not mind each other's cases."""
    var = tmp_path_factory.mktemp("house")
    log = var / "server.log"
    with _database(postgres, f"doorstep_house_{uuid4().hex[:8]}", filled_template) as database:
        environment = _environment(database, var)
        manage = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(manage, env=environment, check=True, timeout=PATIENCE)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with log.open("wb") as out:
            server = subprocess.Popen(_command(port), env=environment, stdout=out, stderr=out)
        try:
            url = f"http://localhost:{port}"
            _wait(url, server, log)
            yield House(url=url, database=database, log=log)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _environment(database: str, var: Path) -> dict[str, str]:
    from django.conf import settings

    return {
        **os.environ,
        "DATABASE_URL": database,
        "DOORSTEP_VAR": str(var),
        "DOORSTEP_SECRET_KEY": settings.SECRET_KEY,
        "DOORSTEP_FIELD_KEY": settings.FIELD_KEY,
        "DJANGO_SETTINGS_MODULE": "doorstep.config.settings",
    }


def _command(port: int) -> list[str]:
    from doorstep.doors.cli.web import command

    return command(host="127.0.0.1", port=port, workers=1, threads=4)


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url + "/", timeout=5).close()
            return
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not answer:\n{log.read_text('utf-8', 'replace')[-2000:]}")


@pytest.fixture
def in_town(house: House, django_db_blocker: Any) -> Iterator[House]:
    """This process acts on the house's database; what it does stays."""
    from django.db import connections

    from doorstep.store.jurisdictions import register
    from doorstep.store.jurisdictions.current import serving

    shared = dict(connections["default"].settings_dict)
    with django_db_blocker.unblock():
        _use(house.database)
        register.forget()
        try:
            with serving(f"town_{TOWN}"):
                yield house
        finally:
            connections["default"].close()
            connections["default"].settings_dict.update(shared)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each file: while it runs, an event loop runs in this thread, which Django has to be told is harmless."""
    found = next((path for name in BROWSERS if (path := which(name))), None)
    if found is None:
        pytest.fail("no browser here; leave these out with -m 'not browser'")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=SHOWN_WITHIN)
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


Open = Callable[..., Page]


@contextmanager
def window(browser: Browser, house: House, **options: Any) -> Iterator[Page]:
    """A fresh browser window, without anybody's cookies."""
    context = browser.new_context(base_url=house.url, locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    context.set_default_timeout(SHOWN_WITHIN)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
    try:
        yield page
    finally:
        context.close()
    assert faults == []


def _is_fault(said: ConsoleMessage) -> bool:
    return said.type == "error" and "Failed to load resource" not in said.text


@pytest.fixture
def phone(browser: Browser, house: House) -> Iterator[Page]:
    """A phone's window."""
    with window(browser, house, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        yield page


@pytest.fixture
def desktop(browser: Browser, house: House) -> Iterator[Page]:
    """A desktop's window."""
    with window(browser, house, viewport=DESKTOP) as page:
        yield page


@pytest.fixture
def without_scripts(browser: Browser, house: House) -> Iterator[Page]:
    """A phone's window that runs no JavaScript."""
    with window(browser, house, viewport=PHONE, java_script_enabled=False) as page:
        yield page
