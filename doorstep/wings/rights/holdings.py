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
from doorstep.kernel.words import Words
from doorstep.store.sealing import SealBroken, seal, unseal


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose: the ids of the cases they hold, the keyed hash of the phone they proved to own, and that of their ID number."""

    cases: tuple[UUID, ...]
    phone_hash: bytes | None = None
    identity_hash: bytes | None = None


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
    title: str
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
        fields = [connection.ops.quote_name(table.column(one)) for one in table.personal.opens]
        for where, value in _ways(table.personal, owner):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {', '.join(fields)} FROM {table.name} WHERE {where}", [value])
                found = cursor.fetchall()
            rows += [HeldRow(table=table.name, title=_title(table), told=_told(table.personal, row)) for row in found]
    return rows


def _title(table: Table) -> str:
    return table.personal.title.zh if table.personal.title else ""


def _told(personal: Personal, row: Sequence[Any]) -> dict[str, str]:
    told: dict[str, str] = {}
    for name, value in zip(personal.opens, row, strict=True):
        if value in (None, b"", ""):
            continue
        text, reads = _readable(value), personal.reads.get(name)
        told |= reads(text) if reads else {name: text}
    return told


def _readable(value: Any) -> str:
    if not isinstance(value, (bytes, memoryview)):
        return str(value)
    try:
        return unseal(bytes(value))
    except SealBroken:
        return bytes(value).hex()


def correct_elsewhere(owner: Owner, target: str, value: str) -> dict[str, int]:
    """Put a value right wherever it stands in what leads to this person; how many rows of each table."""
    changed: dict[str, int] = {}
    for table in tables():
        corrected = table.personal.corrects.get(target)
        if corrected is None:
            continue
        for where, key in _ways(table.personal, owner):
            (column, *_others), rows = (
                table.personal.opens,
                table.model._default_manager.extra(where=[where], params=[key]),
            )
            for row in rows.exclude(**{column: None}).select_for_update():
                setattr(row, column, seal(corrected(unseal(bytes(getattr(row, column))), value)))
                row.save(update_fields=[column])
                changed[table.name] = changed.get(table.name, 0) + 1
    return changed


def still_needed(owner: Owner) -> list[Words]:
    """Why what leads to this person cannot go yet; empty where it may."""
    found = []
    for table in tables():
        if table.personal.needed is None:
            continue
        condition, why = table.personal.needed
        for where, value in _ways(table.personal, owner):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table.name} WHERE {where} AND {condition})", [value])
                found += [why] if cursor.fetchone()[0] else []
    return found


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
    if personal.by_identity and owner.identity_hash:
        yield personal.by_identity, owner.identity_hash
