"""Writes rows of several tables in one statement: each table a sheet, its rows one JSON document.

One case or two hundred cost the same: one statement, one parameter a table, read by `json_to_recordset` in the server.
(One array a column took our own processor three times as long.) Bytes travel as base64, as the encoder writes them by
itself. Knows SQL and columns; decides nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec
from psycopg import Cursor, RawCursor

from doorstep.store.jurisdictions.backend.base import our_connection

_encode = msgspec.json.Encoder().encode
NUMBER = "number || '-' || lpad(turn, greatest(4, length(turn)), '0')"


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table and the PostgreSQL type of each column written. `turn` numbers the rows from the jurisdiction's sequence."""

    table: str
    columns: Mapping[str, str]
    turn: str = ""

    def insert(self, place: int) -> str:
        """INSERT … SELECT from the JSON array in parameter `place`."""
        names = ", ".join(self.columns)
        chosen = ", ".join(self._chosen(name, kind) for name, kind in self.columns.items())
        source = f"json_to_recordset(${place}::json) AS r({self._typed()})"
        if not self.turn:
            return f"INSERT INTO {self.table} ({names}) SELECT {chosen} FROM {source}"
        counted = f"(SELECT r.*, {self.turn} AS turn FROM {source}) AS r"
        return f"INSERT INTO {self.table} ({names}) SELECT {chosen} FROM {counted} RETURNING id, number"

    def typed(self) -> str:
        """The columns as `json_to_record` is told of them; for what `row` gives."""
        return ", ".join(f"{name} {kind}" for name, kind in self.columns.items())

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """For an UPDATE. Raises KeyError unless every column is given. Bytes are written as PostgreSQL reads them in JSON."""
        return {name: _hex(values[name]) for name in self.columns}

    def _typed(self) -> str:
        return ", ".join(f"{name} {'text' if kind == 'bytea' else kind}" for name, kind in self.columns.items())

    def _chosen(self, name: str, kind: str) -> str:
        if kind == "bytea":
            return f"decode(r.{name}, 'base64')"
        return NUMBER if self.turn and name == "number" else f"r.{name}"


def _hex(value: Any) -> Any:
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value


@cache
def _statement(laid: tuple[Sheet, ...]) -> str:
    return ", ".join(f"w_{sheet.table} AS ({sheet.insert(place)})" for place, sheet in enumerate(laid, 1))


CASES = Sheet(
    table="cases_case",
    turn="nextval('cases_number')::text",
    columns={
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
        "is_inner": "bool",
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
        "warn_at": "timestamptz",
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
WORDS = Sheet(
    "cases_casewords", {"case_id": "uuid", "title": "text", "body": "text", "lexemes": "jsonb", "pairs": "text[]"}
)
TIES = Sheet(
    "cases_tie",
    {"child_id": "uuid", "parent_id": "uuid", "kind": "text", "is_required": "bool", "made_at": "timestamptz"},
)
JOBS = Sheet(
    "procrastinate_jobs",
    {"queue_name": "text", "task_name": "text", "priority": "int", "lock": "text", "args": "jsonb"},
)


@dataclass
class Stack:
    """Rows waiting to be written, by sheet, in the order they were laid down."""

    rows: dict[Sheet, list[dict[str, Any]]] = field(default_factory=dict)

    def lay(self, sheet: Sheet, **row: Any) -> None:
        """Add a row; raises KeyError unless every column of the sheet is given, and no other."""
        if row.keys() != sheet.columns.keys():
            raise KeyError(*(row.keys() ^ sheet.columns.keys()))
        self.rows.setdefault(sheet, []).append(row)

    def take(self, other: "Stack") -> None:
        """Lay the rows of another stack on this one."""
        for sheet, rows in other.rows.items():
            self.rows.setdefault(sheet, []).extend(rows)

    def parts(self) -> tuple[str, list[str]]:
        """The INSERTs as the parts of a WITH, each named w_<table>, and their JSON parameters from $1 on."""
        return _statement(tuple(self.rows)), [as_json(rows) for rows in self.rows.values()]


def as_json(rows: Any) -> str:
    """Rows as one JSON parameter."""
    return _encode(rows).decode()


def run(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement, prepared on the server, on the connection and in the transaction that Django holds.

    JSON comes back as text, since Django has told the connection so.
    """
    return _run(Cursor, statement, parameters)


def run_numbered(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The same for a statement whose parameters are $1, $2, …: for long statements, which cost time to take apart."""
    return _run(RawCursor, statement, parameters)


def _run(kind: Any, statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    cursor = our_connection().standing_cursor(kind)
    cursor.execute(statement, parameters, prepare=True)
    return cursor.fetchall() if cursor.description else []
