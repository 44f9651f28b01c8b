"""Takes a file in, keeps it sealed until it is worked through, and keeps column mappings by name. Opens nothing yet."""

import hashlib
import json
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.adapters.files import files
from doorstep.adapters.tables import Table, TableEmpty, open_table
from doorstep.kernel.ids import new_id
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases.sheets import run
from doorstep.store.jurisdictions.current import schema
from doorstep.store.sealing import seal, unseal_bytes
from doorstep.wings.transfer.fields import FIELDS
from doorstep.wings.transfer.headings import LOOKED_AT, distinct, find_header, propose, repeated
from doorstep.wings.transfer.models import UPLOADED, Import, Mapping

SAMPLE = 3
KNOWN = "SELECT reference, marks FROM transfer_order WHERE system = %s AND reference = ANY(%s)"
REQUIRED = tuple(name for name, one in FIELDS.items() if one.is_required)


class ImportGone(Refusal):
    """没有这一批导入，请重新上传文件。"""

    status = 404


class MappingIncomplete(Refusal):
    """还没有指定这几列：%(fields)s。"""

    status = 422


class MappingUnknown(Refusal):
    """没有叫“%(name)s”的列对应。"""

    status = 404


class ColumnTwice(Refusal):
    """“%(column)s”这一列对应了两项，请改一项。"""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which column is which field, what every row has in common, and what the file's words mean."""

    columns: Map[str, str]
    fixed: Map[str, str] = field(default_factory=dict)
    values: Map[str, Map[str, str]] = field(default_factory=dict)

    def read_as(self, datum: str) -> "Chosen":
        """The same of a file whose coordinates are this; "" says nothing."""
        return replace(self, fixed={**self.fixed, "datum": datum}) if datum else self

    def as_dict(self) -> dict[str, Any]:
        return {
            "columns": dict(self.columns),
            "fixed": dict(self.fixed),
            "values": {name: dict(held) for name, held in self.values.items()},
        }


def chosen_from(content: Map[str, Any]) -> Chosen:
    """From what a row of Mapping or Import holds."""
    return Chosen(columns=content.get("columns", {}), fixed=content.get("fixed", {}), values=content.get("values", {}))


def stored_as(import_id: UUID) -> str:
    """The name under which the file is kept until it is worked through."""
    return f"{schema()}/imports/{import_id}"


def take_in(*, content: bytes, name: str, system: str, by: UUID | None, unit: str, now: datetime) -> Import:
    """Look at a file's first rows and keep it. Raises TableRefused when it is no table at all."""
    table = open_table(content, name)
    header_row, header, notes = read_header(table)
    row = Import(
        id=new_id(now),
        system=system,
        name=name[-120:],
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        kind=table.kind,
        encoding=table.encoding,
        notes=[*table.notes, *notes],
        header=list(header),
        header_row=header_row,
        sample=seal(json.dumps(_sample(table, header_row))),
        mapping=Chosen(columns=propose(header)).as_dict(),
        unit=unit,
        state=UPLOADED,
        started_by=by,
        started_at=now,
    )
    files().keep(stored_as(row.id), seal(content))
    row.save(force_insert=True)
    return row


def discard(row: Import) -> None:
    """The file of an import that is not to be: its row goes with the transaction, what is kept beside it does not."""
    files().erase(stored_as(row.id))


def _sample(table: Table, header_row: int) -> list[list[str]]:
    """The first rows below the headings, for whoever says which column is which."""
    below = (line for line in table.lines() if line.number > header_row and not line.fault)
    return [[cell[:80] for cell in line.cells] for line in islice(below, SAMPLE)]


def sample_of(row: Import) -> list[list[str]]:
    """The same, opened again."""
    return json.loads(unseal_bytes(bytes(row.sample))) if row.sample else []


def read_header(table: Table) -> tuple[int, tuple[str, ...], list[str]]:
    """The row of headings, its cells told apart, and remarks. Raises TableEmpty when no row has any."""
    if table.header is not None:
        if not table.header:
            raise TableEmpty
        return 0, distinct(table.header), []
    first = [(line.number, line.cells) for line in islice(table.lines(), LOOKED_AT)]
    number, header = find_header(first)
    if not header:
        raise TableEmpty
    raw = next(cells for at, cells in first if at == number)
    return number, header, [f"twice:{name}" for name in repeated(raw)]


def content_of(row: Import) -> bytes:
    """The file as it was sent. Raises FileLost once it was worked through."""
    return unseal_bytes(files().read(stored_as(row.id)))


def find_import(import_id: UUID) -> Import:
    """Raises ImportGone."""
    row = Import.objects.filter(id=import_id).first()
    if row is None:
        raise ImportGone
    return row


def check_chosen(chosen: Chosen) -> None:
    """Raises MappingIncomplete, ColumnTwice."""
    missing = [FIELDS[name].label for name in REQUIRED if name not in chosen.columns and not _stands_in(name, chosen)]
    if missing:
        raise MappingIncomplete(fields=tuple(missing))
    seen: set[str] = set()
    for column in chosen.columns.values():
        if column in seen:
            raise ColumnTwice(column=column)
        seen.add(column)


def _stands_in(name: str, chosen: Chosen) -> bool:
    """A title can say what happened."""
    return name == "what" and "title" in chosen.columns


@transaction.atomic
def save_mapping(*, name: str, system: str, chosen: Chosen, by: UUID | None, now: datetime) -> Mapping:
    """Keep a mapping under a name; one of the same name is replaced."""
    check_chosen(chosen)
    row, _made = Mapping.objects.update_or_create(
        name=name.strip()[:60],
        defaults={"system": system, "content": chosen.as_dict(), "saved_by": by, "saved_at": now},
    )
    return row


def mapping_named(name: str) -> Mapping:
    """Raises MappingUnknown."""
    row = Mapping.objects.filter(name=name).first()
    if row is None:
        raise MappingUnknown(name=name)
    return row


def known_orders(system: str, references: list[str]) -> dict[str, bytes]:
    """The marks of those among these orders that came in before."""
    return {reference: bytes(marks) for reference, marks in run(KNOWN, [system, references])}


def use_mapping(row: Import, name: str) -> None:
    """Start from a saved mapping, as far as the file has its columns; "" or an unknown name changes nothing."""
    saved = Mapping.objects.filter(name=name).first() if name else None
    if saved is None:
        return
    chosen = chosen_from(saved.content)
    columns = {field: heading for field, heading in chosen.columns.items() if heading in row.header}
    row.mapping = Chosen(columns=columns, fixed=chosen.fixed, values=chosen.values).as_dict()
    row.save(update_fields=["mapping"])
