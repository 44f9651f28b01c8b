"""The thread that brings logs up to date bears a database that goes away, and writes down why a log stands still."""

import logging
from pathlib import Path
from typing import Any

import psycopg
import pytest

from doorstep.doors.worker import sequencing
from doorstep.doors.worker.sequencing import Rounds
from doorstep.store.jurisdictions.register import Entry, by_name
from doorstep.wings.log.models import Entry as Leaf
from doorstep.wings.log.models import LogKey, Trouble
from doorstep.wings.log.refusing import LogAhead
from doorstep.wings.log.sequencing import Sequencer
from tests.living import word

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """Its log in a folder of the test's own; the connection stays with the test."""
    settings.LOG_KEYS, settings.LOG_MIRROR = tmp_path / "keys", tmp_path / "mirror"
    monkeypatch.setattr(sequencing, "connection", _Kept())
    return by_name("dujiangyan")


class _Kept:
    def close(self) -> None:
        """Not this one."""


def failing(fault: Exception) -> Any:
    def round(self: Sequencer, **_: object) -> int:
        raise fault

    return round


def test_what_happened_is_in_the_log_after_a_round(town: Entry) -> None:
    word("楼道灯坏了")
    Rounds()._serve(town)
    assert Leaf.objects.exists()


@pytest.mark.parametrize("fault", [psycopg.errors.UndefinedTable("log_head"), OSError("full"), ZeroDivisionError()])
def test_nothing_ends_the_thread(
    town: Entry, fault: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = Rounds()
    with monkeypatch.context() as patch, caplog.at_level(logging.CRITICAL):
        patch.setattr(Sequencer, "round", failing(fault))
        rounds._serve(town)
    assert rounds._not_before[town.schema] > 0
    word("楼道灯坏了")
    rounds._serve(town)
    assert Leaf.objects.exists()


def test_why_a_log_stands_still_is_written_once_and_ended(
    town: Entry, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    LogKey.objects.create(vkey="k", since=1, at="2026-11-22T00:00:00Z")
    rounds = Rounds()
    with monkeypatch.context() as patch, caplog.at_level(logging.CRITICAL):
        patch.setattr(Sequencer, "round", failing(LogAhead("signed: 5, in the database: 4")))
        rounds._serve(town)
        rounds._serve(town)
    assert Trouble.objects.filter(ended_at=None, kind="log_ahead").count() == 1
    word("楼道灯坏了")
    rounds._serve(town)
    assert not Trouble.objects.filter(ended_at=None).exists()


def test_a_demo_town_made_anew_begins_its_log_anew(town: Entry, settings: Any) -> None:
    word("楼道灯坏了")
    Rounds()._serve(town)
    before = LogKey.objects.get().vkey
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("log_entry", "log_head", "log_checkpoint", "log_tile", "log_logkey"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("SET LOCAL session_replication_role = origin")
    rounds = Rounds()
    rounds._serve(town)
    rounds._serve(town)
    assert LogKey.objects.get().vkey != before
    assert Leaf.objects.exists()
