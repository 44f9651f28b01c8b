"""Rows as PostgreSQL's COPY reads them: text, tabs between columns, a line each. Knows how to write a value; decides nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from doorstep.store.cases.sheets import Sheet

NULL = "\\N"
_encode = msgspec.json.Encoder().encode
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def escaped(text: str) -> str:
    """A text without what would end a column or a line."""
    return text.translate(_ESCAPED) if "\\" in text or "\n" in text or "\t" in text or "\r" in text else text


def binary(content: bytes) -> str:
    """Bytes, in hex."""
    return f"\\\\x{content.hex()}"


def json(value: Any) -> str:
    """A JSON column."""
    return _encode(value).decode().replace("\\", "\\\\")


def written(encoded: bytes) -> str:
    """A JSON column whose value was encoded already."""
    return encoded.decode().replace("\\", "\\\\")


def texts(values: Iterable[str]) -> str:
    """An array of texts, each in quotes."""
    held = list(values)
    joined = '","'.join(held)
    if "\\" in joined or joined.count('"') != 2 * max(0, len(held) - 1):
        joined = '","'.join(value.replace("\\", "\\\\").replace('"', '\\"') for value in held)
    return escaped('{"' + joined + '"}') if held else "{}"


def column(value: Any, kind: str) -> str:
    """Any value of a column of this PostgreSQL type."""
    match value:
        case None:
            return NULL
        case bool():
            return "t" if value else "f"
        case bytes():
            return binary(value)
        case str() if kind != "jsonb":
            return escaped(value)
        case UUID() | int() | float() if kind != "jsonb":
            return str(value)
    if kind == "jsonb":
        return json(value)
    if kind == "text[]":
        return texts(value)
    return str(value.isoformat())


def columns(sheet: Sheet, row: Mapping[str, Any]) -> list[str]:
    """The columns of a row, in the sheet's order."""
    return [column(row[name], kind) for name, kind in sheet.columns.items()]


def copy(sheet: Sheet, lines: Sequence[str]) -> None:
    """All lines into the sheet's table, in the transaction that Django holds."""
    if not lines:
        return
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {sheet.table} ({', '.join(sheet.columns)}) FROM STDIN") as out,
    ):
        out.write("\n".join(lines) + "\n")
