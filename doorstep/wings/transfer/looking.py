"""Looks a file through 试导入: every row read and checked, faults written down, good rows cut into slices ready to be written.

Opens no case. Starts anew each time, so that a killed look is simply repeated.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from procrastinate.contrib.django import app

from doorstep.adapters.tables import HeadingsOnly, Line, TableRefused, open_table
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.words import Words
from doorstep.store.jurisdictions.current import schema
from doorstep.store.sealing import seal, unseal_bytes
from doorstep.wings.transfer.faults import Found
from doorstep.wings.transfer.fields import FIELDS
from doorstep.wings.transfer.grounds import ground_for
from doorstep.wings.transfer.headings import columns_of
from doorstep.wings.transfer.models import CHECKED, CHECKING, DONE, FAILED, LOOK, QUEUE, RUNNING, Fault, Import, Slice
from doorstep.wings.transfer.rules import MARK, Order, Reader
from doorstep.wings.transfer.services import (
    Chosen,
    check_chosen,
    chosen_from,
    content_of,
    find_import,
    known_orders,
)

ROWS = 1000
MOST_FAULTS = 50_000
SHORT = 24
LEFT = Words(
    zh="放了两周没有导入，文件已经清除；要导入请重新上传。",
    en="It lay for two weeks without being imported, and was erased; upload it again to import it.",
)
Progress = Callable[[int], None]
_decode = msgspec.json.Decoder(list[Order]).decode


def choose(import_id: UUID, chosen: Chosen) -> Import:
    """Set the mapping of an import that has not begun to run; it waits to be looked through. Raises MappingIncomplete."""
    check_chosen(chosen)
    resting = Import.objects.filter(id=import_id).exclude(state__in=(RUNNING, DONE))
    resting.update(mapping=chosen.as_dict(), state=CHECKING, error="")
    return find_import(import_id)


@transaction.atomic
def choose_and_look(import_id: UUID, chosen: Chosen) -> None:
    """The same, and a job that looks it through."""
    if choose(import_id, chosen).state == CHECKING:
        task = app.configure_task(LOOK, queue=QUEUE, lock=f"look:{schema()}:{import_id}")
        task.defer(town=schema(), import_id=str(import_id))


def look(import_id: UUID, *, now: datetime, progress: Progress | None = None) -> Import:
    """Read every row. What is found replaces what an earlier look found."""
    row = find_import(import_id)
    if row.state in (RUNNING, DONE):
        return row
    clear(row)
    try:
        tally = _Tally(row, now)
        for line in _lines(row):
            tally.take(line)
            if tally.rows % ROWS == 0 and progress:
                progress(tally.rows)
        if not tally.rows:
            raise HeadingsOnly
        tally.settle()
        row.state = CHECKED
    except TableRefused as refused:
        row.state, row.error = FAILED, said(refused).zh
    row.save()
    return row


def said(refused: TableRefused) -> Words:
    """Why a file was refused, as one sentence."""
    chinese = " ".join((type(refused).__doc__ or "").split())
    at = str(refused.args[0]) if refused.args else ""
    return Words(zh=chinese.replace("%s", at), en=refused.english.replace("%s", at))


def refusal_words(error: str) -> Words:
    """The sentence that a row of Import keeps of a file that was refused, in both languages."""
    if error == LEFT.zh:
        return LEFT
    kinds: list[type[TableRefused]] = [TableRefused, *TableRefused.__subclasses__()]
    for kind in kinds:
        before, hole, after = " ".join((kind.__doc__ or "").split()).partition("%s")
        if error == before or (hole and error.startswith(before) and error.endswith(after)):
            about = error[len(before) : len(error) - len(after)]
            return Words(zh=error, en=kind.english.replace("%s", about))
    return Words(zh=error, en=error)


def clear(row: Import) -> None:
    """As though it had never been looked through."""
    Slice.objects.filter(of=row).delete()
    Fault.objects.filter(of=row).delete()
    row.rows = row.good = row.faulty = row.repeated = row.changed = row.opened = 0


def _lines(row: Import) -> Iterator[Line]:
    table = open_table(content_of(row), row.name)
    return (line for line in table.lines() if line.number > row.header_row)


def pack(orders: list[Order]) -> bytes:
    """As a slice holds them."""
    return seal(zlib.compress(msgspec.json.encode(orders), 1))


def unpack(content: bytes) -> list[Order]:
    """The other way round."""
    return _decode(zlib.decompress(unseal_bytes(content)))


def first_orders(import_id: UUID) -> list[Order]:
    """Those of the first slice that is not yet written."""
    piece = Slice.objects.filter(of_id=import_id, content__isnull=False).order_by("turn").first()
    return unpack(bytes(piece.content)) if piece and piece.content else []


class _Tally:
    """Counts rows, gathers good ones into slices, and writes both down now and then."""

    def __init__(self, row: Import, now: datetime) -> None:
        chosen = chosen_from(row.mapping)
        self.row = row
        self.columns = columns_of(chosen.columns, row.header)
        ground = ground_for(row.system, now=now)
        self.reader = Reader(ground=ground, columns=self.columns, fixed=chosen.fixed, values=chosen.values)
        self.rows = self.turn = self.kept_faults = 0
        self.ready: list[Order] = []
        self.found: list[Found] = []
        self.seen: dict[str, tuple[int, bytes]] = {}

    def take(self, line: Line) -> None:
        self.rows += 1
        before = len(self.found)
        if line.fault:
            self.found.append(Found(row=line.number, field="", value="", code=line.fault))
        elif order := self.reader.read(line.number, line.cells, line.odd, self.found):
            self._keep(order)
        if len(self.found) > before and any(one.is_fatal for one in self.found[before:]):
            self.row.faulty += 1
        if len(self.ready) >= ROWS or len(self.found) >= 4 * ROWS:
            self.settle()

    def _keep(self, order: Order) -> None:
        earlier = self.seen.setdefault(order.reference, (order.row, order.marks))
        if earlier[0] == order.row:
            self.ready.append(order)
        elif earlier[1] == order.marks:
            self.row.repeated += 1
        else:
            params = {"first": earlier[0]}
            self.found.append(
                Found(row=order.row, field="reference", value=order.reference, code="twice_in_file", params=params)
            )

    @transaction.atomic
    def settle(self) -> None:
        """Compare with what came in before, then write the slice and the faults."""
        fresh = list(self._fresh())
        if fresh:
            Slice.objects.create(
                of=self.row,
                turn=self.turn,
                first_row=fresh[0].row,
                last_row=fresh[-1].row,
                rows=len(fresh),
                content=pack(fresh),
            )
            self.turn += 1
        self.row.good += len(fresh)
        self.row.rows = self.rows
        write_faults(self.row, self.found[: max(0, MOST_FAULTS - self.kept_faults)], self.columns)
        self.kept_faults += len(self.found)
        self.ready, self.found = [], []
        self.row.save(update_fields=["rows", "good", "faulty", "repeated", "changed"])

    def _fresh(self) -> Iterator[Order]:
        known = known_orders(self.row.system, [order.reference for order in self.ready])
        for order in self.ready:
            marks = known.get(order.reference)
            if marks is None:
                yield order
            elif changed := changed_fields(marks, order.marks):
                self.row.changed += 1
                self.found.append(changed_fault(order, changed))
            else:
                self.row.repeated += 1


def changed_fields(before: bytes, after: bytes) -> list[str]:
    """The fields that both tell of and that differ."""
    places = range(0, len(after), MARK)
    pairs = zip(FIELDS, ((before[at : at + MARK], after[at : at + MARK]) for at in places), strict=True)
    return [name for name, (was, now) in pairs if was != now and any(was) and any(now)]


def changed_fault(order: Order, changed: list[str]) -> Found:
    """An order that came before and says something else now."""
    columns = {
        "zh": "、".join(FIELDS[name].label.zh for name in changed),
        "en": ", ".join(FIELDS[name].label.en for name in changed),
    }
    return Found(row=order.row, field="reference", value=order.reference, code="changed", params={"columns": columns})


def write_faults(row: Import, found: Sequence[Found], columns: dict[str, int]) -> None:
    """With the heading of the column, and the value shortened; a private one masked."""
    Fault.objects.bulk_create(
        Fault(
            of=row,
            turn=0,
            row=one.row,
            field=one.field,
            column=str(row.header[columns[one.field]])[:80] if one.field in columns else "",
            value=shown(one),
            code=one.code,
            params=dict(one.params),
            is_fatal=one.is_fatal,
        )
        for one in found
    )


def shown(found: Found) -> str:
    """The value, shortened; of a phone or a name only its ends, of a text what redaction leaves."""
    value = " ".join(found.value.split()).replace("\x00", "")
    if found.field in ("phone", "name") or found.code == "reference_personal":
        return f"{value[:1]}…{value[-2:]}" if len(value) > 2 else value[:1] and "…"
    masked = redact(value[: 4 * SHORT]).text.encode("utf-8", "replace").decode()
    return masked if len(masked) <= SHORT else f"{masked[:SHORT]}…"
