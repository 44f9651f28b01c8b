"""Writes looked-through orders as cases 正式导入: slice by slice, each in one transaction that is also the checkpoint.

Any number of lanes may share an import, in one process or in several; a lane that is killed leaves whole slices only. What
came in meanwhile by another import is left out, since a system's number is unique.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, override
from procrastinate.contrib.django import app

from doorstep.adapters.files import files
from doorstep.kernel.actor import Actor
from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.event import stamp
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases.bulk import Bulk
from doorstep.store.cases.copying import NULL, binary, copy, escaped
from doorstep.store.cases.digests import lexemes_of, straight, title_of
from doorstep.store.cases.opening import Opening, Reporter
from doorstep.store.cases.origins import Origin
from doorstep.store.cases.sheets import Sheet
from doorstep.store.jurisdictions.current import schema
from doorstep.store.people.acting import actor_for
from doorstep.wings.transfer.faults import Found
from doorstep.wings.transfer.fields import SYSTEMS
from doorstep.wings.transfer.headings import columns_of
from doorstep.wings.transfer.looking import changed_fault, changed_fields, unpack, write_faults
from doorstep.wings.transfer.models import CHECKED, DONE, RUNNING, Import, Slice
from doorstep.wings.transfer.rules import Order
from doorstep.wings.transfer.services import QUEUE, TELL, WORK, chosen_from, find_import, known_orders, stored_as

OPEN_MECHANISM, PAST_MECHANISM = "six_orders", "past_order"

# A slice that the server loses when its machine dies is a slice that was never written: it still waits, whole. So no slice
# waits for the disk; closing the import does, and that waits for all that was written before it.
UNHURRIED = "SET LOCAL synchronous_commit TO off"
TRIES = 5
LANES = 2
FRESH = timedelta(seconds=20)
ORDERS = Sheet(
    table="transfer_order",
    columns={
        "system": "text",
        "reference": "text",
        "case_id": "uuid",
        "of": "uuid",
        "row": "int",
        "received_at": "timestamptz",
        "marks": "bytea",
    },
)


class NotLookedThrough(Refusal):
    """先试导入一遍，看过错误再正式导入。"""


class NobodyImports(Refusal):
    """发起导入的人现在没有可以导入的岗位了，请换人重新导入。"""

    status = 403


def start(import_id: UUID, *, now: datetime) -> Import:
    """Let it run. Raises NotLookedThrough."""
    row = find_import(import_id)
    if row.state not in (CHECKED, RUNNING):
        raise NotLookedThrough
    if row.state == CHECKED:
        row.state, row.run_at = RUNNING, now
        row.save(update_fields=["state", "run_at"])
    return row


@transaction.atomic
def start_and_work(import_id: UUID, *, now: datetime) -> None:
    """The same, and jobs that write; as many lanes as there may be workers to take them."""
    start(import_id, now=now)
    for lane in range(LANES):
        task = app.configure_task(WORK, queue=QUEUE, lock=f"import:{schema()}:{import_id}:{lane}")
        task.defer(town=schema(), import_id=str(import_id))


def work(import_id: UUID, *, now: Callable[[], datetime], progress: Callable[[int], None] | None = None) -> int:
    """Write slices until none is left that nobody else holds; how many cases this lane opened."""
    row = find_import(import_id)
    if row.state != RUNNING:
        return 0
    actor = _actor(row)
    opened = 0
    bulk = Bulk(now())
    while (count := _try_slice(row, actor, bulk)) is not None:
        opened += count
        # The moment of recording is that of the slice, to within seconds.
        bulk = bulk if now() - bulk.now < FRESH else Bulk(now())
        if progress:
            progress(opened)
    finish(row, now=now())
    return opened


def _actor(row: Import) -> Actor:
    actor = actor_for(row.started_by or UUID(int=0), today=timezone.localdate())
    if not any(post.unit == row.unit for post in actor.posts):
        raise NobodyImports
    return actor


def _try_slice(row: Import, actor: Actor, bulk: Bulk) -> int | None:
    """One slice, again when another import took one of its numbers at that moment. None when there is none left."""
    for turn in range(TRIES):
        try:
            return _write_slice(row, actor, bulk)
        except IntegrityError:
            if turn == TRIES - 1:
                raise
    return None


@transaction.atomic
def _write_slice(row: Import, actor: Actor, bulk: Bulk) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(UNHURRIED)
    piece = (
        Slice.objects.select_for_update(skip_locked=True).filter(of=row, content__isnull=False).order_by("turn").first()
    )
    if piece is None:
        return None
    orders, found, repeated = _still_new(row, unpack(bytes(piece.content or b"")))
    ready = _gathered(row, orders, actor, bulk, found)
    if ready:
        bulk.write()
        before = f"{row.system}\t", f"\t{row.id}\t"
        copy(ORDERS, [_line(before, order, case_id) for order, case_id in ready])
        _tell([case_id for order, case_id in ready if not order.is_closed])
    write_faults(row, found, columns_of(chosen_from(row.mapping).columns, row.header))
    changed = sum(one.code == "changed" for one in found)
    Slice.objects.filter(id=piece.id).update(content=None)
    Import.objects.filter(id=row.id).update(
        opened=F("opened") + len(ready),
        repeated=F("repeated") + repeated,
        changed=F("changed") + changed,
        faulty=F("faulty") + len(found) - changed,
    )
    return len(ready)


def _tell(case_ids: Sequence[str]) -> None:
    """One job for the wings that hear of newly opened cases, in place of one a case."""
    if case_ids:
        app.configure_task(TELL, queue=QUEUE).defer(town=schema(), cases=list(case_ids))


def _still_new(row: Import, orders: Sequence[Order]) -> tuple[list[Order], list[Found], int]:
    known = known_orders(row.system, [order.reference for order in orders])
    fresh: list[Order] = []
    found: list[Found] = []
    for order in orders:
        marks = known.get(order.reference)
        if marks is None:
            fresh.append(order)
        elif changed := changed_fields(marks, order.marks):
            found.append(changed_fault(order, changed))
    return fresh, found, len(orders) - len(fresh) - len(found)


def _gathered(
    row: Import, orders: Sequence[Order], actor: Actor, bulk: Bulk, found: list[Found]
) -> list[tuple[Order, str]]:
    """Orders that the law lets in, with the ids of their cases; the others are faults."""
    bulk.forget()
    ready = []
    for order in orders:
        try:
            ready.append((order, bulk.add(opening_of(row, order, actor))))
        except Refusal as refusal:
            why = {"zh": refusal.sentence % refusal.params, "en": _english(refusal)}
            found.append(Found(row=order.row, field="", value="", code="refused", params={"why": why}))
    return ready


def _english(refusal: Refusal) -> str:
    with override("en"):
        return gettext(refusal.sentence) % refusal.params


def opening_of(row: Import, order: Order, actor: Actor) -> Opening:
    """What the store is asked to open: a matter to be handled, or a record of what is closed already."""
    said = straight(order.what)
    body = redact(said).text
    form = {"what": said, "spot": straight(order.spot)}
    if order.is_closed:
        form["result"] = straight(order.result)
    has_reporter = bool(order.name or order.phone)
    return Opening(
        mechanism=PAST_MECHANISM if order.is_closed else OPEN_MECHANISM,
        actor=actor,
        form=form,
        title=title_of(body),
        body=body,
        place_path=order.place,
        category=order.category or UNSORTED,
        request_type=order.request_type,
        urgency=order.urgency,
        channel=SYSTEMS[row.system].channel,
        near=order.near,
        opened_unit=row.unit,
        lexemes=lexemes_of(body),
        private={"point": f"{order.near[0]:.6f},{order.near[1]:.6f}"} if order.near else {},
        reporter=Reporter(is_anonymous=not order.name, name=order.name, phone=order.phone) if has_reporter else None,
        origin=Origin(
            system=row.system,
            reference=order.reference,
            received_at=stamp(order.received_at) if order.received_at else "",
            finished_at=stamp(order.finished_at) if order.finished_at else "",
        ),
    )


def _line(fixed: tuple[str, str], order: Order, case_id: str) -> str:
    """A row of ORDERS, column by column; `fixed`: the system, and the import, with the tabs around them."""
    received = order.received_at.isoformat() if order.received_at else NULL
    system, of = fixed
    return f"{system}{escaped(order.reference)}\t{case_id}{of}{order.row}\t{received}\t{binary(order.marks)}"


def finish(row: Import, *, now: datetime) -> bool:
    """Close an import whose slices are all written, and erase its file; False while some are not."""
    if Slice.objects.filter(of=row, content__isnull=False).exists():
        return False
    if Import.objects.filter(id=row.id, state=RUNNING).update(state=DONE, done_at=now, sample=None):
        files().erase(stored_as(row.id))
    return True
