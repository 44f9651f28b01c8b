"""Writes rows of several tables in one statement: each table a sheet of columns, each column an array.

One case or two hundred cost the same number of statements. Knows SQL and columns; decides nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from psycopg import Cursor

NUMBERED = {"number": "number || '-' || lpad(turn, greatest(4, length(turn)), '0')"}


@dataclass(frozen=True)
class Sheet:
    """A table and the PostgreSQL type of each column written."""

    table: str
    columns: Mapping[str, str]

    def insert(self, given: str = "") -> str:
        """INSERT … SELECT over one array parameter a column. `given` adds a computed column that expressions may use."""
        names = ", ".join(self.columns)
        arrays = ", ".join(f"%s::{kind}[]" for kind in self.columns.values())
        chosen = ", ".join(NUMBERED.get(name, name) if given else name for name in self.columns)
        source = f"unnest({arrays}) AS r({names})"
        if given:
            source = f"(SELECT r.*, {given} FROM {source}) AS r"
        return f"INSERT INTO {self.table} ({names}) SELECT {chosen} FROM {source}"


CASES = Sheet(
    "cases_case",
    {
        "id": "uuid",
        "number": "text",
        "law_id": "smallint",
        "state": "text",
        "seq": "int",
        "head": "bytea",
        "memory": "jsonb",
        "running": "jsonb",
        "category": "text",
        "request_type": "text",
        "urgency": "text",
        "channel": "text",
        "place_path": "text",
        "street": "text",
        "community": "text",
        "near_lon": "float8",
        "near_lat": "float8",
        "lead_unit": "text",
        "lead_path": "text",
        "opened_unit": "text",
        "owed_by": "text",
        "is_final": "bool",
        "is_published": "bool",
        "reports": "int",
        "opened_at": "timestamptz",
        "moved_at": "timestamptz",
        "due_at": "timestamptz",
        "due_clock": "text",
    },
)
EVENTS = Sheet(
    "cases_event",
    {
        "case_id": "uuid",
        "seq": "int",
        "name": "text",
        "verb": "text",
        "leaves": "text",
        "enters": "text",
        "at": "timestamptz",
        "actor_kind": "text",
        "actor_id": "uuid",
        "actor_role": "text",
        "actor_unit": "text",
        "law_id": "smallint",
        "facts": "jsonb",
        "seals": "jsonb",
        "previous": "bytea",
        "digest": "bytea",
        "key": "text",
        "key_print": "bytea",
    },
)
TEXTS = Sheet(
    "cases_sealedtext", {"case_id": "uuid", "seq": "int", "field": "text", "salt": "bytea", "cipher": "bytea"}
)
CLOCKS = Sheet(
    "cases_clock",
    {
        "case_id": "uuid",
        "name": "text",
        "started_at": "timestamptz",
        "due_at": "timestamptz",
        "is_estimated": "bool",
        "stopped_at": "timestamptz",
        "rule": "jsonb",
    },
)
RECEIPTS = Sheet(
    "cases_receipt",
    {
        "id": "uuid",
        "case_id": "uuid",
        "code_hash": "bytea",
        "is_anonymous": "bool",
        "name_cipher": "bytea",
        "phone_cipher": "bytea",
        "phone_hash": "bytea",
        "created_at": "timestamptz",
    },
)
WORDS = Sheet("cases_casewords", {"case_id": "uuid", "title": "text", "body": "text", "lexemes": "jsonb"})
JOBS = Sheet(
    "procrastinate_jobs",
    {"queue_name": "text", "task_name": "text", "priority": "int", "lock": "text", "args": "jsonb"},
)


@dataclass
class Stack:
    """Rows waiting to be written, by sheet, in the order they were laid down."""

    rows: dict[str, list[Sequence[Any]]] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def lay(self, sheet: Sheet, **row: Any) -> None:
        """Add a row; every column of the sheet must be given."""
        self.sheets[sheet.table] = sheet
        self.rows.setdefault(sheet.table, []).append([row[name] for name in sheet.columns])

    def take(self, other: "Stack") -> None:
        """Lay the rows of another stack on this one."""
        self.sheets |= other.sheets
        for table, rows in other.rows.items():
            self.rows.setdefault(table, []).extend(rows)

    def parts(self) -> tuple[list[str], list[Any]]:
        """The INSERTs as parts of a WITH, and their array parameters."""
        statements, arrays = [], []
        for table, sheet in self.sheets.items():
            numbering = "nextval('cases_number')::text AS turn" if sheet is CASES else ""
            ending = " RETURNING id, number" if sheet is CASES else ""
            statements.append(f"w_{table} AS ({sheet.insert(numbering)}{ending})")
            arrays += [list(column) for column in zip(*self.rows[table], strict=True)]
        return statements, arrays


def run(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement, prepared on the server, on the connection and in the transaction that Django holds.

    JSON comes back as text, since Django has told the connection so.
    """
    connection.ensure_connection()
    connection.look()  # type: ignore[attr-defined]
    with Cursor(connection.connection) as cursor:
        cursor.execute(statement, parameters, prepare=True)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []
