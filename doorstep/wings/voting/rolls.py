"""Reads a roll 名册 or a register of owners 业主清册 from CSV or XLSX. Names each fault by row and column; takes a file whole or not at all.

Columns of a roll: 名册编号, 姓名, 手机号, 地点. Of a register: 房号, 面积, 业主, 手机号 as well; several rows of one owner are one elector.
Of a roll of households: 户号, which is the number on the roll, so that no household stands there twice, and its representative.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from doorstep.adapters.tables import Line, open_table
from doorstep.kernel.phones import PhoneUnreadable, read_phone
from doorstep.kernel.refusals import FieldFault, FormRefused, PlaceUnknown
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting.electorate import MOST, Entry

COLUMNS = {
    "roll_number": ("名册编号", "编号", "序号", "roll_number"),
    "household": ("户号", "户编号", "户口簿号", "household"),
    "name": ("姓名", "业主", "业主姓名", "户的代表", "代表", "户主", "name"),
    "phone": ("手机号", "手机", "电话", "phone"),
    "place": ("地点", "社区", "地点代码", "place"),
    "unit": ("房号", "专有部分", "unit"),
    "area": ("面积", "建筑面积", "面积(平方米)", "area"),
}
HEADER_WITHIN = 10


class ColumnsMissing(FieldFault):
    """没有找到列名。第一行请写列名：名册编号、姓名、手机号、地点；业主清册再加 房号、面积。"""


class TooManyRows(FieldFault):
    """一次最多 %(most)s 行。"""


class HouseholdsMissing(FieldFault):
    """这次按户计：名册要有“户号”一列，一户一行，姓名和手机号写这一户的代表。"""


class HouseholdMissing(FieldFault):
    """没有写是哪一户。"""


class HouseholdTwice(FieldFault):
    """“%(household)s”这一户在第 %(first)s 行已经有代表了：一户只来一位。"""


class RowUnreadable(FieldFault):
    """这一行读不出来。"""


class NobodyNamed(FieldFault):
    """名册编号、姓名、手机号至少要有一样。"""


class NumberTwice(FieldFault):
    """名册编号“%(number)s”在第 %(first)s 行已经有了。"""


class PersonTwice(FieldFault):
    """同一个姓名和手机号在第 %(first)s 行已经有了。"""


class SameName(FieldFault):
    """“%(name)s”在第 %(first)s 行已经有了，又没有手机号，分不清是不是同一个人：两行都写上手机号。"""


class UnitTwice(FieldFault):
    """房号“%(unit)s”在第 %(first)s 行已经有了。"""


class AreaUnreadable(FieldFault):
    """面积写平方米，最多两位小数，例如 89.5。"""


class CellTooLong(FieldFault):
    """太长了，最多 %(limit)s 个字。"""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong in which row (as the spreadsheet counts) and column ("" for the whole row)."""

    row: int
    column: str
    fault: FieldFault


@dataclass
class _Reading:
    """What was seen so far."""

    columns: dict[str, int]
    by_household: bool
    faults: list[Fault] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    people: dict[tuple[str, str], int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    def note(self, row: int, name: str, fault: FieldFault) -> None:
        self.faults.append(Fault(row=row, column=COLUMNS[name][0] if name else "", fault=fault))


def read_roll(content: bytes, name: str, *, by_household: bool = False) -> tuple[list[Entry], list[Fault]]:
    """Entries, and what is wrong: with any fault nothing may be taken. Raises TableRefused, FormRefused under "file"."""
    lines = open_table(content, name).lines()
    reading = _Reading(columns=_columns(lines), by_household=by_household)
    if by_household and "household" not in reading.columns:
        raise FormRefused({"file": HouseholdsMissing()})
    for count, line in enumerate(lines, start=1):
        if count > MOST:
            raise FormRefused({"file": TooManyRows(most=MOST)})
        if any(cell.strip() for cell in line.cells) or line.fault:
            _read(line, reading)
    return list(reading.entries.values()), reading.faults


def _columns(lines: Iterator[Line]) -> dict[str, int]:
    for _turn, line in zip(range(HEADER_WITHIN), lines, strict=False):
        plain = [cell.strip().lower() for cell in line.cells]
        found = {
            name: plain.index(said) for name, names in COLUMNS.items() for said in reversed(names) if said in plain
        }
        if found.keys() & {"roll_number", "household", "name", "phone"} and len(found) > 1:
            return found
    raise FormRefused({"file": ColumnsMissing()})


def _read(line: Line, reading: _Reading) -> None:
    before = len(reading.faults)
    if line.fault or set(line.odd) & set(reading.columns.values()):
        reading.note(line.number, "", RowUnreadable())
        return
    cells = {name: line.cells[at].strip() if at < len(line.cells) else "" for name, at in reading.columns.items()}
    for name, limit in (("roll_number", 24), ("household", 24), ("name", 40), ("unit", 40)):
        if len(cells.get(name, "")) > limit:
            reading.note(line.number, name, CellTooLong(limit=limit))
    phone, path = _phone(line.number, cells, reading), _path(line.number, cells, reading)
    unit = _unit(line.number, cells, reading) if "area" in reading.columns else None
    if len(reading.faults) == before:
        _take(line.number, cells, phone, path, unit, reading)


def _phone(row: int, cells: dict[str, str], reading: _Reading) -> str:
    try:
        return read_phone(cells.get("phone", ""))
    except PhoneUnreadable as fault:
        reading.note(row, "phone", fault)
        return ""


def _path(row: int, cells: dict[str, str], reading: _Reading) -> str:
    written = "".join(cells.get("place", "").split())
    if not written:
        return ""
    spot = atlas().called(written)
    if spot is None:
        reading.note(row, "place", PlaceUnknown())
        return ""
    return spot.path


def _unit(row: int, cells: dict[str, str], reading: _Reading) -> tuple[str, int] | None:
    unit = cells.get("unit", "") or str(row)
    try:
        area = Decimal(cells["area"].removesuffix("㎡").removesuffix("平方米"))
    except InvalidOperation:
        area = Decimal(-1)
    # Neither NaN nor 1e999999 is looked at any closer.
    hundredths = area * 100 if area.is_finite() and 0 < area < 10**7 else Decimal(-1)
    if hundredths <= 0 or hundredths != int(hundredths):
        reading.note(row, "area", AreaUnreadable())
        return None
    if unit in reading.units:
        reading.note(row, "unit", UnitTwice(unit=unit, first=reading.units[unit]))
        return None
    reading.units[unit] = row
    return unit, int(hundredths)


def _take(
    row: int, cells: dict[str, str], phone: str, path: str, unit: tuple[str, int] | None, reading: _Reading
) -> None:
    known_by = "household" if reading.by_household else "roll_number"
    number, name = cells.get(known_by, ""), cells.get("name", "")
    if reading.by_household and not number:
        reading.note(row, known_by, HouseholdMissing())
        return
    if not (number or name or phone):
        reading.note(row, "", NobodyNamed())
        return
    person = (name, phone)
    if unit and name and not phone and person in reading.people:
        reading.note(row, "name", SameName(name=name, first=reading.people[person]))
        return
    if unit and phone and person in reading.people:
        _one_more_unit(person, unit, reading)  # one owner of several units is one person
        return
    if number and number in reading.numbers:
        reading.note(row, known_by, _twice(number, reading))
        return
    if phone and person in reading.people:
        reading.note(row, "name", PersonTwice(first=reading.people[person]))
        return
    number = number or f"{row:05d}"
    reading.numbers[number] = reading.people[person] = row
    reading.entries[f"{row}"] = Entry(
        roll_number=number, name=name, phone=phone, place_path=path, units=(unit,) if unit else ()
    )


def _twice(number: str, reading: _Reading) -> FieldFault:
    first = reading.numbers[number]
    return (
        HouseholdTwice(household=number, first=first)
        if reading.by_household
        else NumberTwice(number=number, first=first)
    )


def _one_more_unit(person: tuple[str, str], unit: tuple[str, int], reading: _Reading) -> None:
    key = f"{reading.people[person]}"
    known = reading.entries[key]
    reading.entries[key] = Entry(
        roll_number=known.roll_number,
        name=known.name,
        phone=known.phone,
        place_path=known.place_path,
        units=(*known.units, unit),
    )
