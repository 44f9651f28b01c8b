"""The roll: people are entered singly or from a table; an ID number stands once, sealed, and is found by its keyed hash."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from doorstep.adapters.tables import open_table
from doorstep.kernel.ids import new_id
from doorstep.kernel.redaction.identity_numbers import has_check_digit
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.places.atlas import Spot, atlas
from doorstep.store.sealing import keyed_hash, seal, unseal
from doorstep.wings.allowance.models import Change, Elder, Look
from doorstep.wings.allowance.policy import policy, today
from doorstep.wings.allowance.rules import PENDING

HASH = "id number"
COLUMNS = {
    "name": ("姓名",),
    "number": ("身份证号", "公民身份号码", "证件号码"),
    "place": ("社区", "所在社区", "社区代码"),
}
HEADER_WITHIN = 10
BATCH = 2000


class NameMissing(FieldFault):
    """请填姓名。"""


class NumberWrong(FieldFault):
    """身份证号不对：要 18 位，最后一位校验码要对得上。"""


class TooYoung(FieldFault):
    """还不到享受高龄津贴的年龄。"""


class PlaceNotOurs(FieldFault):
    """没有这个社区，或者不归您管。"""


class RollColumnsMissing(FieldFault):
    """没有找到“姓名”“身份证号”“社区”三列。第一行请写列名。"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody to be entered."""

    name: str
    number: str
    place: str


@dataclass(frozen=True, kw_only=True)
class RowFault:
    """What is wrong in which row of a table."""

    row: int
    fault: FieldFault


@dataclass(frozen=True, kw_only=True)
class Person:
    """Unsealed."""

    name: str
    number: str


def number_hash(number: str) -> bytes:
    """How somebody is found again."""
    return keyed_hash(number.upper(), HASH)


def born_on(number: str) -> date:
    """From an ID number whose check digit agrees."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def check_entry(entry: Entry, within: Sequence[str], on: date) -> Spot:
    """The community. Raises FormRefused."""
    faults: dict[str, FieldFault] = {}
    if not entry.name.strip():
        faults["name"] = NameMissing()
    spot = atlas().get(entry.place) if entry.place in atlas() else None
    if spot is None or spot.level != "community" or not any(spot.path.startswith(path) for path in within):
        faults["place"] = PlaceNotOurs()
    if len(entry.number) != 18 or not has_check_digit(entry.number):
        faults["number"] = NumberWrong()
    elif policy().band_of(born_on(entry.number), on) is None:
        faults["number"] = TooYoung()
    if faults:
        raise FormRefused(faults)
    assert spot is not None
    return spot


def enter(entries: Iterable[Entry], *, within: Sequence[str], by: UUID | None, now: datetime) -> int:
    """How many are new; somebody who is on the roll stays as they are. Raises FormRefused for the first that cannot be."""
    on = today(now)
    rows = [_row(one, check_entry(one, within, on), on, now) for one in entries]
    return _insert(rows, by=by, now=now)


def _row(entry: Entry, spot: Spot, on: date, now: datetime) -> Elder:
    return Elder(
        id=new_id(now),
        sealed=seal(json.dumps([entry.name.strip(), entry.number.upper()], ensure_ascii=False)),
        id_hash=number_hash(entry.number),
        born_month=born_on(entry.number).replace(day=1),
        place=spot.code,
        place_path=spot.path,
        since_on=on.replace(day=1),
        moved_at=now,
    )


@transaction.atomic
def _insert(rows: list[Elder], *, by: UUID | None, now: datetime) -> int:
    new = 0
    for at in range(0, len(rows), BATCH):
        part = rows[at : at + BATCH]
        hashes = [bytes(row.id_hash) for row in part]
        known = {bytes(one) for one in Elder.objects.filter(id_hash__in=hashes).values_list("id_hash", flat=True)}
        fresh = {bytes(row.id_hash): row for row in part if bytes(row.id_hash) not in known}
        Elder.objects.bulk_create(fresh.values())
        Change.objects.bulk_create(
            [Change(elder_id=row.id, state=PENDING, cause="entered", by=by, at=now) for row in fresh.values()]
        )
        new += len(fresh)
    return new


def import_roll(
    content: bytes, name: str, *, within: Sequence[str], by: UUID | None, now: datetime
) -> tuple[int, list[RowFault]]:
    """From CSV or XLSX: how many are new, and every row that was not taken. Raises TableRefused, FormRefused (file)."""
    lines = iter(open_table(content, name).lines())
    columns = columns_of(lines, COLUMNS, RollColumnsMissing())
    by_name = {spot.label.zh: spot.code for spot in atlas().of_level("community")}
    on, rows, faults = today(now), [], []
    for line in lines:
        cells = {field: line.cells[at].strip() if at < len(line.cells) else "" for field, at in columns.items()}
        if not any(cells.values()):
            continue
        place = by_name.get(cells["place"], cells["place"])
        entry = Entry(name=cells["name"], number=cells["number"].upper(), place=place)
        try:
            rows.append(_row(entry, check_entry(entry, within, on), on, now))
        except FormRefused as refused:
            faults += [RowFault(row=line.number, fault=fault) for fault in refused.faults.values()]
    return _insert(rows, by=by, now=now), faults


def columns_of(lines: object, wanted: dict[str, tuple[str, ...]], missing: FieldFault) -> dict[str, int]:
    """Which column holds what, from the first row that names all. Raises FormRefused."""
    for _turn, line in zip(range(HEADER_WITHIN), lines, strict=False):  # type: ignore[call-overload]
        plain = [cell.strip() for cell in line.cells]
        found = {field: plain.index(said) for field, names in wanted.items() for said in names if said in plain}
        if len(found) == len(wanted):
            return found
    raise FormRefused({"file": missing})


def note_looks(elders: Iterable[UUID], *, by: UUID, what: str, now: datetime) -> None:
    """Somebody read what is sealed of these."""
    Look.objects.bulk_create([Look(elder_id=one, by=by, what=what, at=now) for one in elders], batch_size=BATCH)


def person_of(elder: Elder) -> Person:
    """Unsealed; empty when it was erased by law."""
    name, number = json.loads(unseal(bytes(elder.sealed))) if elder.sealed else ("", "")
    return Person(name=name, number=number)
