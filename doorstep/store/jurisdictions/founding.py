"""Makes schemas and brings their tables up to date. The only place that creates or migrates a schema."""

import re

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.models import Jurisdiction

NAME = re.compile(r"[a-z][a-z0-9_]{1,38}")


class NameNotAllowed(Exception):
    """辖区名只能用小写字母、数字和下划线，以字母开头，2 到 39 个字符。"""


class NameTaken(Exception):
    """已经有同名的辖区。"""


class HostTaken(Exception):
    """这个域名已经属于另一个辖区。"""


def _create_schema(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(name)))
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'doorstep_app'")
        if cursor.fetchone():
            _grant_to_app(cursor, name)


def _grant_to_app(cursor: object, name: str) -> None:
    """The role that serves may read and write rows, but not change tables; events are narrowed further by their migration."""
    schema = sql.Identifier(name)
    for statement in (
        "GRANT USAGE ON SCHEMA {0} TO doorstep_app",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {0} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO doorstep_app",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {0} GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO doorstep_app",
    ):
        cursor.execute(sql.SQL(statement).format(schema))  # type: ignore[attr-defined]


def migrate_schema(schema: str) -> None:
    """Bring the tables of one schema up to date."""
    # While migrating only one schema may be in sight, or Django would take the shared table of migrations for the town's.
    with serving(schema, alone=True):
        executor = MigrationExecutor(connection)
        # Where nothing is to be done, the command would still draw all tables in its mind twice: a third of a second at each start.
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)


def migrate_shared() -> None:
    """Create and update the schema that all jurisdictions share: the register and the jobs."""
    with serving(settings.SHARED_SCHEMA):
        _create_schema(settings.SHARED_SCHEMA)
    migrate_schema(settings.SHARED_SCHEMA)


def migrate_all() -> None:
    """Bring the shared schema and every jurisdiction up to date."""
    migrate_shared()
    for entry in register.list_jurisdictions():
        migrate_schema(entry.schema)


def found(*, name: str, pack: str, hosts: list[str], is_simulated: bool = False) -> register.Entry:
    """Create a jurisdiction: its schema, its tables, its line in the register. Filling it from its pack is the caller's next step.

    Raises NameNotAllowed, NameTaken, HostTaken.
    """
    if not NAME.fullmatch(name):
        raise NameNotAllowed(name)
    for entry in register.list_jurisdictions():
        if entry.name == name:
            raise NameTaken(name)
        if taken := set(hosts) & set(entry.hosts):
            raise HostTaken(", ".join(sorted(taken)))
    schema = f"town_{name}"
    with serving(settings.SHARED_SCHEMA):
        _create_schema(schema)
    migrate_schema(schema)
    with serving(settings.SHARED_SCHEMA), transaction.atomic():
        Jurisdiction.objects.create(
            name=name, schema=schema, pack=pack, hosts=[host.lower() for host in hosts], is_simulated=is_simulated
        )
    register.forget()
    return register.by_name(name)
