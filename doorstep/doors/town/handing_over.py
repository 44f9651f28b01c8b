"""The 12345 platform hands its orders over in a workbook: columns mapped once and kept by name, looked through, then let in.

Some rows are as such files are: a place nobody knows, nothing said, a day that is none, the same number twice. The report says so.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from doorstep.adapters.workbooks import write_workbook
from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Life, Matter, Town
from doorstep.doors.town.planning import HANDED_OVER
from doorstep.doors.town.ways_in import reporter_of
from doorstep.kernel.actor import Actor
from doorstep.store.cases import towns
from doorstep.store.cases.hearing import Told
from doorstep.store.cases.locking import find
from doorstep.store.jurisdictions.current import schema
from doorstep.wings.town.voices import handing_over as voices
from doorstep.wings.transfer.looking import choose, look
from doorstep.wings.transfer.models import TELL, Order
from doorstep.wings.transfer.running import start, work
from doorstep.wings.transfer.services import Chosen, chosen_from, save_mapping, take_in, use_mapping

SYSTEM, OFFICE = "12345", "coordinator"
OPENED = "case.opened"


def handed_over(town: Town, matters: Sequence[Matter]) -> Life:
    """One file, in office hours; what it brought goes on as every other matter does."""
    yield town.at(town.almanac.before_end(HANDED_OVER))
    office = town.staff.named(OFFICE)
    name = f"12345-{town.now.astimezone(LOCAL):%Y%m%d}.xlsx"
    columns = dict(zip(voices.FIELDS, voices.HEADINGS, strict=True))
    saved = save_mapping(name=voices.MAPPING, system=SYSTEM, chosen=Chosen(columns=columns), by=office.id, now=town.now)
    content = write_workbook(voices.SHEET, [voices.HEADINGS, *_rows(town, matters)])
    row = take_in(content=content, name=name, system=SYSTEM, by=office.id, unit=_unit(office), now=town.now)
    use_mapping(row, saved.name)
    choose(row.id, chosen_from(row.mapping))
    look(row.id, now=town.now)
    start(row.id, now=town.now)
    work(row.id, now=lambda: town.now)
    town.steps.spend(TELL)
    brought = dict(Order.objects.filter(of=row.id).order_by("row").values_list("reference", "case_id"))
    for case_id in brought.values():
        town.steps.tell(Told(town=schema(), case_id=case_id, seq=1, event=OPENED))
    town.steps.answer(town.now)
    for matter in matters:
        _go_on(town, matter, brought[_reference(matter)])


def _go_on(town: Town, matter: Matter, case_id: UUID) -> None:
    held = find(case_id)
    assert held is not None
    matter.case_id, matter.number, matter.is_in_a_grid = case_id, held.case.number, False
    town.by_case[case_id] = matter
    town.move(matter, held.case.state)


def _unit(office: Actor) -> str:
    return towns.unit_that_may(office, "import_orders")


def _reference(matter: Matter) -> str:
    return f"RX{matter.fate.at.astimezone(LOCAL):%Y%m%d}{matter.fate.number:05d}"


def _rows(town: Town, matters: Sequence[Matter]) -> list[list[str]]:
    """Those that go on, one that was over there already, and those that cannot be let in."""
    good = [_row(matter) for matter in matters]
    first, said_at = good[0], town.now.astimezone(LOCAL) - timedelta(days=6)
    told = {"at": f"{said_at:%Y-%m-%d %H:%M}", "community": first[voices.FIELDS.index("place")], "twice": first[0]}
    return [*good, *([cell.format(**told) for cell in row] for row in voices.OTHER_ROWS)]


def _row(matter: Matter) -> list[str]:
    fate, categories = matter.fate, towns.pack().categories
    reporter = reporter_of(matter)
    matter.phone = reporter.phone
    cells = {
        "reference": _reference(matter),
        "what": matter.says,
        "place": matter.spot.community.label.zh,
        "spot": matter.fill(fate.trouble.spot),
        "request_type": categories.request_types[fate.trouble.request].label.zh,
        "category": categories.by_code[fate.trouble.category].label.zh,
        "name": reporter.name,
        "phone": reporter.phone,
        "received_at": f"{fate.at.astimezone(LOCAL):%Y-%m-%d %H:%M}",
        "state": "已转办",
        "result": "",
    }
    return [cells[name] for name in voices.FIELDS]
