"""Signs from a spreadsheet: CSV or XLSX with the columns 名称, 地点, 具体位置, 分类. Good rows are made, each bad one is named.

The same file again doubles nothing: a name stands once at a place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from doorstep.adapters.tables import Line, open_table
from doorstep.kernel.refusals import FieldFault, FormRefused, PlaceUnknown
from doorstep.store.cases import towns
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.signs.services import CategoryUnknown, Made, Plate, check_plate, make_signs

COLUMNS = {
    "name": ("名称", "点位名称", "name"),
    "place": ("地点", "社区", "地点代码", "place"),
    "spot": ("具体位置", "位置", "spot"),
    "category": ("分类", "类别", "category"),
}
NEEDED = ("name", "place")
MOST = 5000
HEADER_WITHIN = 10


class ColumnsMissing(FieldFault):
    """没有找到“名称”和“地点”两列。第一行请写列名：名称、地点、具体位置、分类。"""


class TooManyRows(FieldFault):
    """一次最多 %(most)s 行，请分几次导入。"""


class PlaceTwice(FieldFault):
    """叫“%(name)s”的地方不止一个，请写成“街道 社区”，或写地点代码。"""


class RowUnreadable(FieldFault):
    """这一行读不出来。"""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong in which row (as the spreadsheet counts) and column ("" for the whole row)."""

    row: int
    column: str
    fault: FieldFault


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What was made, and every row that was not."""

    made: Made
    faults: tuple[Fault, ...]


def import_signs(
    content: bytes, name: str, *, within: tuple[str, ...] = ("/",), by: UUID | None, now: datetime
) -> Imported:
    """Only at places below `within`. Raises TableRefused for what is no table, FormRefused (under "file") for one without our columns."""
    lines = open_table(content, name).lines()
    columns = _columns(lines)
    named, plates, faults = _places_by_name(within), [], []
    for count, line in enumerate(lines, start=1):
        if count > MOST:
            raise FormRefused({"file": TooManyRows(most=MOST)})
        if any(cell.strip() for cell in line.cells) or line.fault:
            plate, wrong = _read(line, columns, named)
            faults += wrong
            plates += [plate] if plate and not wrong else []
    return Imported(made=make_signs(plates, by=by, now=now), faults=tuple(faults))


def _columns(lines: Iterator[Line]) -> dict[str, int]:
    """Which column holds what, from the first row that names what is needed."""
    for _turn, line in zip(range(HEADER_WITHIN), lines, strict=False):
        plain = [cell.strip().lower() for cell in line.cells]
        found = {field: plain.index(said) for field, names in COLUMNS.items() for said in names if said in plain}
        if all(field in found for field in NEEDED):
            return found
    raise FormRefused({"file": ColumnsMissing()})


def _read(line: Line, columns: dict[str, int], named: dict[str, list[Spot]]) -> tuple[Plate | None, list[Fault]]:
    if line.fault:
        return None, [Fault(row=line.number, column="", fault=RowUnreadable())]
    cells = {field: line.cells[at].strip() if at < len(line.cells) else "" for field, at in columns.items()}
    odd = [field for field, at in columns.items() if at in line.odd]
    faults = [Fault(row=line.number, column=COLUMNS[field][0], fault=RowUnreadable()) for field in odd]
    try:
        plate = Plate(
            name=cells["name"],
            place=_place(cells["place"], named),
            spot=cells.get("spot", ""),
            category=_category(cells.get("category", "")),
        )
        check_plate(plate)
    except FormRefused as refused:
        return None, [
            *faults,
            *(Fault(row=line.number, column=COLUMNS[name][0], fault=fault) for name, fault in refused.faults.items()),
        ]
    return plate, faults


def _places_by_name(within: tuple[str, ...]) -> dict[str, list[Spot]]:
    """Places in force by their code, by their own name, and by their street's and theirs."""
    found: dict[str, list[Spot]] = {}
    for spot in atlas().of_level("street", "community", "grid"):
        if not spot.path.startswith(within):
            continue
        for name in {spot.code, spot.label.zh, atlas().label(spot.path).zh.replace(" ", "")}:
            found.setdefault(name, []).append(spot)
    return found


def _place(written: str, named: dict[str, list[Spot]]) -> str:
    found: Sequence[Spot] = named.get("".join(written.split()), ())
    if len(found) > 1:
        raise FormRefused({"place": PlaceTwice(name=written[:40])})
    if not found:
        raise FormRefused({"place": PlaceUnknown()})
    return found[0].code


def _category(written: str) -> str:
    """By code or by name."""
    known = towns.pack().categories.by_code
    if not written or written in known:
        return written
    code = next((code for code, one in known.items() if one.label.zh == written), "")
    if not code:
        raise FormRefused({"category": CategoryUnknown(category=written[:40])})
    return code
