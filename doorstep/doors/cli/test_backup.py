"""A backup is a jurisdiction that can stand again: every row, every file, every waiting job, or nothing at all."""

import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from doorstep.adapters.postgres.dumping import LoadFailed
from doorstep.doors.cli import archives, backup, restore
from doorstep.store.jurisdictions import building, moving, register
from doorstep.store.jurisdictions.current import serving
from doorstep.store.people.models import Unit

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TOWN = "dujiangyan"
SCHEMA = f"town_{TOWN}"


@pytest.fixture
def town(real_db: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> register.Entry:
    """The filled jurisdiction in a database of its own, with one file and one waiting job."""
    monkeypatch.setenv("DATABASE_URL", real_db)
    settings.FILES = tmp_path / "files"
    (settings.FILES / SCHEMA / "3f").mkdir(parents=True)
    (settings.FILES / SCHEMA / "3f" / "3f00").write_bytes(b"sealed photo")
    with serving("doorstep_shared"), connection.cursor() as cursor:
        arguments = json.dumps({"town": SCHEMA, "case_id": "x"})
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('reactions', 'doorstep.hear', %s)",
            [arguments],
        )
    return register.by_name(TOWN)


def everything() -> dict[str, Any]:
    """How many rows each table has, and the jobs."""
    with serving(SCHEMA), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [SCHEMA])
        tables = [name for (name,) in cursor.fetchall()]
        counts = {}
        for table in tables:
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")
            counts[table] = cursor.fetchone()
    return {"tables": counts, "jobs": [job["args"] for job in moving.waiting_jobs(SCHEMA)]}


def test_what_was_backed_up_stands_again_where_nothing_stood(
    town: register.Entry, tmp_path: Path, settings: Any
) -> None:
    archive = tmp_path / "town.tar"
    before = everything()
    assert before["tables"]["people_unit"][0] > 0
    backup.write(archive, name=TOWN, now=NOW)
    assert archive.stat().st_mode & 0o777 == 0o600
    building.take_down(town)
    assert not moving.exists(SCHEMA)
    settings.FILES = tmp_path / "elsewhere"
    restore.read(archive)
    assert everything() == before
    assert register.by_name(TOWN) == town
    assert (tmp_path / "elsewhere" / SCHEMA / "3f" / "3f00").read_bytes() == b"sealed photo"


def test_a_restored_ledger_still_refuses_change(town: register.Entry, tmp_path: Path) -> None:
    backup.write(tmp_path / "town.tar", name=TOWN, now=NOW)
    restore.read(tmp_path / "town.tar", replace=True)
    with serving(SCHEMA), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'cases_%' AND tgrelid = 'cases_event'::regclass"
        )
        assert len(cursor.fetchall()) >= 2


def test_what_stands_is_replaced_only_when_asked(town: register.Entry, tmp_path: Path) -> None:
    backup.write(tmp_path / "town.tar", name=TOWN, now=NOW)
    with serving(SCHEMA):
        Unit.objects.update(zh="改了")
    with pytest.raises(moving.StandsAlready):
        restore.read(tmp_path / "town.tar")
    restore.read(tmp_path / "town.tar", replace=True)
    with serving(SCHEMA):
        assert not Unit.objects.filter(zh="改了").exists()
    assert not moving.exists(f"{SCHEMA}_before")


def test_a_restore_that_fails_half_way_leaves_what_stood(
    town: register.Entry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.write(tmp_path / "town.tar", name=TOWN, now=NOW)
    before = everything()

    def fail(*_: Any, **__: Any) -> None:
        raise LoadFailed("half way")

    monkeypatch.setattr(moving, "settle_in", fail)
    with pytest.raises(LoadFailed):
        restore.read(tmp_path / "town.tar", replace=True)
    assert everything() == before


def test_a_damaged_archive_is_refused(town: register.Entry, tmp_path: Path) -> None:
    backup.write(tmp_path / "town.tar", name=TOWN, now=NOW)
    with (
        archives.opened_archive(tmp_path / "town.tar") as (folder, _),
        tarfile.open(tmp_path / "forged.tar", "w") as tar,
    ):
        (folder / "files" / "3f" / "3f00").write_bytes(b"another photo")
        tar.add(folder, ".")
    (tmp_path / "cut.tar").write_bytes((tmp_path / "town.tar").read_bytes()[:-20_000])
    for name in ("forged.tar", "cut.tar"):
        with pytest.raises(archives.ArchiveBroken):
            restore.read(tmp_path / name, replace=True)


def test_an_archive_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "evil").write_text("evil")
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.add(tmp_path / "evil", "../../evil-was-here")
    with pytest.raises(archives.ArchiveBroken), archives.opened_archive(tmp_path / "evil.tar"):
        raise AssertionError("it must not open")


def test_another_installations_archive_is_refused(town: register.Entry, tmp_path: Path, settings: Any) -> None:
    backup.write(tmp_path / "town.tar", name=TOWN, now=NOW)
    settings.FIELD_KEY = "00" * 32
    with pytest.raises(archives.OtherKey):
        restore.read(tmp_path / "town.tar", replace=True)
