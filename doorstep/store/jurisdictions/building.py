"""Whether a simulated jurisdiction has been built to the end; one that was not is taken down so that it can be built anew.

While it is built its weeks go by on a clock of their own: no worker may sweep it by the clock on the wall.

The mark is a comment on the schema: it goes where the schema goes. Refuses to touch a jurisdiction that is not simulated.
"""

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.models import Jurisdiction

BEING_BUILT = "being built"


class NotSimulated(Exception):
    """这是真实辖区，不能当作演示辖区拆除。"""


def mark_being_built(entry: register.Entry) -> None:
    _comment(entry, BEING_BUILT)


def mark_built(entry: register.Entry) -> None:
    _comment(entry, "built")


def is_being_built(entry: register.Entry) -> bool:
    """True from mark_being_built to mark_built, whatever happened in between."""
    return entry.schema in _being_built()


def list_built() -> list[register.Entry]:
    """All jurisdictions that live by the clock on the wall, by name, straight from the database."""
    unfinished = _being_built()
    return [entry for entry in register.list_jurisdictions() if entry.schema not in unfinished]


def _being_built() -> set[str]:
    with serving(settings.SHARED_SCHEMA), connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_namespace WHERE obj_description(oid, 'pg_namespace') = %s", [BEING_BUILT]
        )
        return {name for (name,) in cursor.fetchall()}


def take_down(entry: register.Entry) -> None:
    """The jurisdiction's schema, its jobs and its line in the register are gone. Raises NotSimulated."""
    if not entry.is_simulated:
        raise NotSimulated(entry.name)
    with serving(settings.SHARED_SCHEMA), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(entry.schema)))
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'town' = %s AND status <> 'doing'", [entry.schema])
        Jurisdiction.objects.filter(name=entry.name).delete()
    register.forget()


def _comment(entry: register.Entry, text: str) -> None:
    with serving(settings.SHARED_SCHEMA), connection.cursor() as cursor:
        cursor.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(entry.schema), sql.Literal(text)))
