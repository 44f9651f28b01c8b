"""Two roles, so that the web server could not change a table's shape if it wanted to: the owner migrates, the app works."""

import psycopg
from psycopg import sql

from doorstep.adapters.postgres.cluster import APP, OWNER

DATABASE = "doorstep"
LIMITS = {"lock_timeout": "15s", "statement_timeout": "60s", "idle_in_transaction_session_timeout": "2min"}


def make_roles(url: str, passwords: dict[str, str]) -> None:
    """The roles and the database, made when missing. `url` is the superuser's, to the database `postgres`."""
    with psycopg.connect(url, autocommit=True) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in (OWNER, APP):
            verb = sql.SQL("ALTER" if role in known else "CREATE")
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD {}").format(
                    verb, sql.Identifier(role), sql.Literal(passwords[role])
                )
            )
        for name, limit in LIMITS.items():
            connection.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    sql.Identifier(APP), sql.Identifier(name), sql.Literal(limit)
                )
            )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            make_database(connection, DATABASE)


def make_database(connection: psycopg.Connection, name: str) -> None:
    """A database that the owner owns and the app may enter; `connection` is the superuser's, in autocommit."""
    database = sql.Identifier(name)
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, sql.Identifier(OWNER)))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, sql.Identifier(APP)))
