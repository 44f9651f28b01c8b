"""What is held about a person, in whichever room: walks every table that says it is about people, and erases there.

The store's own tables are erased by the store; tables with an end of their own are left to it. Sealed columns are opened only for
a request that was granted.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model

from doorstep.kernel.personal import Personal
from doorstep.store.sealing import SealBroken, unseal


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose: the ids of the cases they hold, and the keyed hash of the number they proved to own."""

    cases: tuple[UUID, ...]
    phone_hash: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table about people."""

    model: type[Model]
    personal: Personal

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def column(self, field: str) -> str:
        """A field of it as the database calls it."""
        return next(str(one.column) for one in self.model._meta.concrete_fields if one.name == field)

    def columns(self) -> tuple[str, ...]:
        """Its personal columns as the database calls them."""
        return tuple(self.column(one) for one in self.personal.columns)


@dataclass(frozen=True, kw_only=True)
class HeldRow:
    """A row of a table, with what of it can be read."""

    table: str
    told: dict[str, str]


def tables() -> list[Table]:
    """Every table that says it is about people, by its name."""
    found = [(model, getattr(model, "PERSONAL", None)) for model in apps.get_models()]
    return sorted(
        (Table(model=model, personal=personal) for model, personal in found if personal), key=lambda table: table.name
    )


def held_elsewhere(owner: Owner) -> list[HeldRow]:
    """Rows outside the cases' own tables that lead to this person, opened as far as they may be read."""
    rows: list[HeldRow] = []
    for table in tables():
        if not table.personal.opens:
            continue
        fields = [table.column(one) for one in table.personal.opens]
        for where, value in _ways(table.personal, owner):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {', '.join(fields)} FROM {table.name} WHERE {where}", [value])
                found = cursor.fetchall()
            rows += [HeldRow(table=table.name, told=_told(table.personal.opens, row)) for row in found]
    return rows


def _told(names: Sequence[str], row: Sequence[Any]) -> dict[str, str]:
    return {name: _readable(value) for name, value in zip(names, row, strict=True) if value not in (None, b"", "")}


def _readable(value: Any) -> str:
    if not isinstance(value, (bytes, memoryview)):
        return str(value)
    try:
        return unseal(bytes(value))
    except SealBroken:
        return bytes(value).hex()


def erase_elsewhere(owner: Owner, *, only: Collection[str] | None = None) -> dict[str, int]:
    """Erase what leads to this person outside the cases' own tables, or in those named alone; how many rows of each table."""
    gone: dict[str, int] = {}
    for table in tables() if only is None else [one for one in tables() if one.name in only]:
        for where, value in _ways(table.personal, owner):
            if (count := erase_where(table, where, [value])) > 0:
                gone[table.name] = gone.get(table.name, 0) + count
    return gone


def erase_where(table: Table, where: str, values: Sequence[Any]) -> int:
    """Erase the rows of a table under a condition, as the table itself says; how many."""
    personal = table.personal
    if not personal.goes and not personal.becomes:
        return 0
    with connection.cursor() as cursor:
        if personal.goes:
            cursor.execute(f"DELETE FROM {table.name} WHERE {where}", values)
        else:
            columns = {table.column(one): to for one, to in personal.becomes.items()}
            changes = ", ".join(f"{column} = %s" for column in columns)
            differs = " OR ".join(f"{column} IS DISTINCT FROM %s" for column in columns)
            cursor.execute(
                f"UPDATE {table.name} SET {changes} WHERE {where} AND ({differs})",
                [*columns.values(), *values, *columns.values()],
            )
        return int(cursor.rowcount)


def _ways(personal: Personal, owner: Owner) -> Iterator[tuple[str, Any]]:
    if personal.by_case and owner.cases:
        yield personal.by_case, list(owner.cases)
    if personal.by_phone and owner.phone_hash:
        yield personal.by_phone, owner.phone_hash
