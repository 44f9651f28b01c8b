"""What a jurisdiction needs besides its own schema when it moves: its line in the register and its waiting jobs.

Refuses to put a jurisdiction where one stands, unless that one is set aside first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.founding import HostTaken, migrate_schema
from doorstep.store.jurisdictions.models import Jurisdiction

JOB = ("queue_name", "task_name", "priority", "lock", "args", "scheduled_at", "attempts")
WAITING = f"SELECT {', '.join(JOB)} FROM procrastinate_jobs WHERE args->>'town' = %s AND status IN ('todo', 'doing') ORDER BY id"


class StandsAlready(Exception):
    """同名辖区已经存在；要用备份替换它，请加 --replace。"""


@contextmanager
def one_moment() -> Iterator[str]:
    """A transaction that sees the database as of now; yields the snapshot's name for others to see the same."""
    with serving(settings.SHARED_SCHEMA), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        row = cursor.fetchone()
        assert row is not None
        yield row[0]


def waiting_jobs(schema: str) -> list[dict[str, Any]]:
    """Jobs not yet done, the interrupted ones included: jobs bear being run twice. `args` is JSON text."""
    with serving(settings.SHARED_SCHEMA), connection.cursor() as cursor:
        cursor.execute(WAITING, [schema])
        return [dict(zip(JOB, row, strict=True)) for row in cursor.fetchall()]


def exists(schema: str) -> bool:
    with serving(settings.SHARED_SCHEMA), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
        return cursor.fetchone() is not None


def app_role_exists() -> bool:
    """Whether this server tells the role that serves from the role that owns."""
    with serving(settings.SHARED_SCHEMA), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'doorstep_app'")
        return cursor.fetchone() is not None


def check_place(entry: register.Entry, *, replace: bool) -> None:
    """Raises StandsAlready, HostTaken."""
    if exists(entry.schema) and not replace:
        raise StandsAlready(entry.name)
    for other in register.list_jurisdictions():
        if other.name != entry.name and (taken := set(other.hosts) & set(entry.hosts)):
            raise HostTaken(", ".join(sorted(taken)))


@contextmanager
def set_aside(schema: str) -> Iterator[None]:
    """Renames the schema for the block; gone when the block succeeds, back under its name when it fails."""
    aside = f"{schema}_before"[:63]
    if not exists(schema):
        yield
        return
    _rename(schema, aside)
    try:
        yield
    except BaseException:
        _drop(schema)
        _rename(aside, schema)
        raise
    _drop(aside)


def settle_in(entry: register.Entry, jobs: list[dict[str, Any]]) -> None:
    """After the schema is there: newest tables, its line in the register, and its jobs in the queue again."""
    migrate_schema(entry.schema)
    values = {
        "pack": entry.pack,
        "hosts": list(entry.hosts),
        "is_simulated": entry.is_simulated,
        "schema": entry.schema,
    }
    with serving(settings.SHARED_SCHEMA), transaction.atomic(), connection.cursor() as cursor:
        Jurisdiction.objects.update_or_create(name=entry.name, defaults=values)
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'town' = %s AND status = 'todo'", [entry.schema])
        for job in jobs:
            places = ", ".join(["%s"] * len(JOB))
            cursor.execute(
                f"INSERT INTO procrastinate_jobs ({', '.join(JOB)}) VALUES ({places})", [job[column] for column in JOB]
            )
    register.forget()


def _rename(old: str, new: str) -> None:
    _execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def _drop(schema: str) -> None:
    _execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


def _execute(statement: sql.Composed) -> None:
    with serving(settings.SHARED_SCHEMA), connection.cursor() as cursor:
        cursor.execute(statement)
