"""Drafts a slice of looked-through orders 拟单: which of them are still new, and the cases they become. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override

from doorstep.kernel.actor import Actor
from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.event import stamp
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases.bulk import Bulk, Gathered
from doorstep.store.cases.copying import NULL, binary, escaped
from doorstep.store.cases.digests import lexemes_of, straight, title_of
from doorstep.store.cases.opening import Opening, Reporter
from doorstep.store.cases.origins import Origin
from doorstep.wings.transfer.faults import Found
from doorstep.wings.transfer.fields import SYSTEMS
from doorstep.wings.transfer.looking import changed_fault, changed_fields, unpack
from doorstep.wings.transfer.models import Import, Slice
from doorstep.wings.transfer.rules import Order
from doorstep.wings.transfer.services import known_orders

OPEN_MECHANISM, PAST_MECHANISM = "six_orders", "past_order"


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """A slice ready to be written. `lines`: of the table of orders, one a case; `to_tell`: cases that other wings hear of."""

    piece: int
    at: datetime
    cases: Gathered
    lines: Sequence[str]
    to_tell: Sequence[str]
    found: Sequence[Found]
    repeated: int


def draft_slice(row: Import, piece: Slice, actor: Actor, bulk: Bulk) -> Drafted:
    """Orders that came in meanwhile are left out; those that the law does not let in are faults."""
    orders, found, repeated = _still_new(row, unpack(bytes(piece.content or b"")))
    ready = _gathered(row, orders, actor, bulk, found)
    before = f"{row.system}\t", f"\t{row.id}\t"
    return Drafted(
        piece=piece.pk,
        at=bulk.now,
        cases=bulk.take(),
        lines=[_line(before, order, case_id) for order, case_id in ready],
        to_tell=[case_id for order, case_id in ready if not order.is_closed],
        found=found,
        repeated=repeated,
    )


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
