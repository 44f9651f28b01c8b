"""A connection that looks into the schema of the jurisdiction being served, and costs a statement only when that changes."""

from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql import base
from psycopg import sql

from doorstep.store.jurisdictions.current import search_path


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL with `search_path` kept equal to `search_path()`; a rollback may undo the setting, so it is then set anew."""

    _looking_at: tuple[str, ...] | None = None
    _standing: dict[type, Any]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._looking_at = None
        self._standing = {}
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        self.look()
        return super().create_cursor(name)

    def standing_cursor(self, kind: type) -> Any:
        """A psycopg cursor of this kind that stays open as long as the connection: making one costs more than most statements.

        Fetch all before asking again.
        """
        self.ensure_connection()
        self.look()
        cursor = self._standing.get(kind)
        if cursor is None:
            cursor = self._standing[kind] = kind(self.connection)
        return cursor

    def look(self) -> None:
        """Point the open connection at the schema being served."""
        wanted = search_path()
        if wanted != self._looking_at:
            with self.connection.cursor() as cursor:
                cursor.execute(sql.SQL("SET search_path TO {}").format(sql.SQL(", ").join(map(sql.Identifier, wanted))))
            self._looking_at = wanted

    def _rollback(self) -> Any:
        self._looking_at = None
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._looking_at = None


def our_connection() -> DatabaseWrapper:
    """The connection of this thread, as what it is: Django types it as any database's."""
    return cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
