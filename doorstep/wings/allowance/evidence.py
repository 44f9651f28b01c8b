"""What departments know: tables of ID number, kind and day. Signs of life add up; a record of death raises a doubt, no more.

Rows of people who are not on the roll are counted and forgotten: this is no place to collect others' lives.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from doorstep.adapters.tables import Line, open_table
from doorstep.kernel.refusals import FieldFault
from doorstep.store.cases import sheets
from doorstep.store.notary.deeds import Handed, notarise
from doorstep.wings.allowance.models import Delivery
from doorstep.wings.allowance.policy import policy, today
from doorstep.wings.allowance.roll import RowFault, columns_of, number_hash

COLUMNS = {"number": ("身份证号", "公民身份号码", "证件号码"), "kind": ("类别", "证据类别"), "on": ("日期", "发生日期")}
BATCH = 5000
INSERT = """
INSERT INTO allowance_evidence (elder_id, delivery_id, kind, "on")
SELECT DISTINCT e.id, %s, r.kind, r.day FROM unnest(%s::bytea[], %s::text[], %s::date[]) AS r(hash, kind, day)
JOIN allowance_elder e ON e.id_hash = r.hash
ON CONFLICT (elder_id, kind, "on") DO NOTHING
RETURNING 1
"""
KNOWN = "SELECT count(*) FROM unnest(%s::bytea[]) AS r(hash) JOIN allowance_elder e ON e.id_hash = r.hash"


class EvidenceColumnsMissing(FieldFault):
    """没有找到“身份证号”“类别”“日期”三列。第一行请写列名。"""


class KindUnknown(FieldFault):
    """没有“%(kind)s”这个类别；能用的在政策里列着。"""


class DayUnreadable(FieldFault):
    """日期读不出来，请写成 2026-11-05 这样，而且不能是将来。"""


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What came of a file: rows read, of how many people on the roll, new signs, and the rows that were not taken."""

    rows: int
    matched: int
    new: int
    faults: tuple[RowFault, ...]


@dataclass(frozen=True, kw_only=True)
class _Sign:
    hash: bytes
    kind: str
    on: date


@transaction.atomic
def deliver(content: bytes, name: str, *, unit: str, by: UUID | None, now: datetime) -> Delivered:
    """Take in a department's table (CSV, XLSX). The same again adds nothing. Raises TableRefused, FormRefused (file)."""
    lines = iter(open_table(content, name).lines())
    columns = columns_of(lines, COLUMNS, EvidenceColumnsMissing())
    digest = hashlib.sha256(content).digest()
    delivery = Delivery.objects.create(
        unit=unit, by=by, at=now, name=name[-120:], rows=0, matched=0, faults=0, digest=digest
    )
    notarise([Handed(kind="evidence", source=f"delivery/{delivery.id}", digest=digest)], now=now)
    faults: list[RowFault] = []
    new = 0
    for signs in _batches(lines, columns, faults, today(now)):
        hashes = [one.hash for one in signs]
        delivery.rows += len(signs)
        delivery.matched += sheets.run(KNOWN, [hashes])[0][0]
        new += len(sheets.run(INSERT, [delivery.id, hashes, [s.kind for s in signs], [s.on for s in signs]]))
    delivery.rows, delivery.faults = delivery.rows + len(faults), len(faults)
    delivery.save()
    return Delivered(rows=delivery.rows, matched=delivery.matched, new=new, faults=tuple(faults))


def _batches(lines: Iterator[Line], columns: dict[str, int], faults: list[RowFault], on: date) -> Iterator[list[_Sign]]:
    codes = {code: code for code in policy().evidence} | {one.label.zh: code for code, one in policy().evidence.items()}
    batch: list[_Sign] = []
    for line in lines:
        cells = {field: line.cells[at].strip() if at < len(line.cells) else "" for field, at in columns.items()}
        if not any(cells.values()):
            continue
        day = _day(cells["on"], on)
        if cells["kind"] not in codes:
            faults.append(RowFault(row=line.number, fault=KindUnknown(kind=cells["kind"][:20])))
        elif day is None:
            faults.append(RowFault(row=line.number, fault=DayUnreadable()))
        else:
            batch.append(_Sign(hash=number_hash(cells["number"]), kind=codes[cells["kind"]], on=day))
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _day(text: str, today_: date) -> date | None:
    try:
        found = date.fromisoformat(text.replace("/", "-").replace(".", "-")[:10])
    except ValueError:
        return None
    return found if date(2000, 1, 1) <= found <= today_ else None
