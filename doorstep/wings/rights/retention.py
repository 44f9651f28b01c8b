"""What has outlived its retention 到期: counted table by table as the register says, and erased when a person confirms it.

The nightly round erases what is private in old cases by itself; here it is seen, and whatever has no room that sees to it. Each
erasing leaves its trace, in this wing and in the log.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from doorstep.kernel.words import Words
from doorstep.store.cases import erasing, towns
from doorstep.wings.rights.holdings import Table, erase_where, tables
from doorstep.wings.rights.noting import erase_files, note_erased
from doorstep.wings.rights.register import register
from doorstep.wings.rights.rules import Processing

CASES = "cases_case"
MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Due:
    """Rows of a table whose time is over. `until`: the moment before which it ended."""

    processing: str
    title: Words
    table: str
    until: datetime
    rows: int


def due(*, now: datetime) -> list[Due]:
    """What is over, by entry of the register; nothing that still has time. One statement a table."""
    found = [
        Due(processing=entry.code, title=entry.title, table=name, until=until, rows=rows)
        for entry in register().processings
        for name, until, rows in _counted(entry, now)
    ]
    return [one for one in found if one.rows]


def _counted(entry: Processing, now: datetime) -> list[tuple[str, datetime, int]]:
    if "cases_sealedtext" in entry.tables:
        until = now - timedelta(days=towns.pack().jurisdiction.keeps_personal_days)
        return [(CASES, until, len(erasing.outlived(until, most=MOST)))]
    until = now - timedelta(days=entry.days)
    return [(table.name, until, _count(table, until)) for table in _with_end(entry)]


def _with_end(entry: Processing) -> list[Table]:
    return [one for one in tables() if entry.days and one.name in entry.tables and one.personal.outlived]


def _count(table: Table, until: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table.name} WHERE {table.personal.outlived}", [until])
        return int(cursor.fetchone()[0])


@transaction.atomic
def erase_due(*, now: datetime, by: UUID | None, only: str = "") -> dict[str, int]:
    """Erase what is over, of one entry or of all; how many rows of each table. At most MOST cases a call: call again."""
    gone: dict[str, int] = {}
    for entry in register().processings:
        if only and entry.code != only:
            continue
        if "cases_sealedtext" in entry.tables:
            until = now - timedelta(days=towns.pack().jurisdiction.keeps_personal_days)
            gone[CASES] = _erase_cases(until, now)
            continue
        for table in _with_end(entry):
            until = now - timedelta(days=entry.days)
            gone[table.name] = gone.get(table.name, 0) + erase_where(table, table.personal.outlived, [until])
    note_erased(gone, request=None, by=by, now=now)
    return {table: rows for table, rows in gone.items() if rows}


def _erase_cases(until: datetime, now: datetime) -> int:
    ids = erasing.outlived(until, most=MOST)
    if ids:
        stored = erasing.erase_cases(ids, now=now).stored
        erase_files(stored)
    return len(ids)
