"""Books what society gives: promised, received, used, taken back. Each in one transaction, each document once."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases import sheets
from doorstep.store.cases.digests import masked, straight
from doorstep.store.sealing import keyed_hash, seal
from doorstep.wings.pledges import rules
from doorstep.wings.pledges.models import Entry, Movement, Pledge
from doorstep.wings.pledges.queries import book, reached
from doorstep.wings.pledges.rules import PROMISE, RECEIVE, USE

LEFT_BEFORE = {RECEIVE: "promised", USE: "received"}


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What is promised. `giver`: sealed; named in public only where `is_named`. `project`: id and number of a case, or none."""

    giver: str
    giver_kind: str
    kind: str
    quantity: str
    what: str
    document: str
    is_named: bool = False
    project_id: UUID | None = None
    project_number: str = ""


@transaction.atomic
def promise(given: Promise, *, by: UUID, now: datetime) -> Pledge:
    """Raises FormRefused (giver, giver_kind, kind, quantity, what, document)."""
    on, faults = now.astimezone(SHANGHAI).date(), dict[str, FieldFault]()
    giver, what = " ".join(straight(given.giver).split())[:60], masked(given.what)[:200]
    if not giver:
        faults["giver"] = rules.GiverMissing()
    if not what:
        faults["what"] = rules.WhatMissing()
    if given.giver_kind not in rules.GIVERS:
        faults["giver_kind"] = rules.KindUnknown()
    rule, value, plain = None, 0, ""
    try:
        rule = book().rule(given.kind, on)
    except FieldFault as fault:
        faults["kind"] = fault
    try:
        quantity = rules.quantity_of(given.quantity)
        value = rule.value(quantity) if rule else 1
        plain = given.quantity.strip().replace(",", "").replace("，", "")
        if not 0 < value < rules.MOST_FEN:
            faults["quantity"] = rules.QuantityTooLarge()
    except FieldFault as fault:
        faults["quantity"] = fault
    if not straight(given.document):
        faults["document"] = rules.EvidenceMissing()
    if faults or rule is None:
        raise FormRefused(faults)
    made = Pledge.objects.create(
        number=_next_number(on),
        project_id=given.project_id,
        project_number=given.project_number,
        giver_kind=given.giver_kind,
        giver_cipher=seal(giver),
        public_name=giver if given.is_named else "",
        kind=given.kind,
        quantity=plain,
        rule_version=rule.version,
        value_fen=value,
        what=what,
        made_at=now,
        made_by=by,
    )
    _move(made, PROMISE, value, given.document, by=by, now=now)
    return made


def _next_number(on: date) -> str:
    """“R20261123-0001”: the day, and a number of that day."""
    sheets.run("SELECT pg_advisory_xact_lock(hashtext(current_schema() || ':pledges'))", [])
    day = f"R{on:%Y%m%d}-"
    last = Pledge.objects.filter(number__startswith=day).order_by("-number").values_list("number", flat=True).first()
    return f"{day}{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"


@transaction.atomic
def move(pledge: Pledge, code: str, fen: int, document: str, *, by: UUID, now: datetime) -> Movement:
    """Received, or used; never more than came so far. Raises FormRefused (amount, document)."""
    held = Pledge.objects.select_for_update().get(pk=pledge.pk)
    so_far = reached([held.pk]).get(held.pk)
    left = 0
    if so_far is not None:
        left = getattr(so_far, LEFT_BEFORE[code]) - {RECEIVE: so_far.received, USE: so_far.used}[code]
    if not 0 < fen <= left:
        asked = f"{fen // 100:,}.{fen % 100:02d}"
        raise FormRefused({"amount": rules.MoreThanThere(left=f"{left // 100:,}.{left % 100:02d}", asked=asked)})
    if not straight(document):
        raise FormRefused({"document": rules.EvidenceMissing()})
    return _move(held, code, fen, document, by=by, now=now)


@transaction.atomic
def take_back(movement: Movement, why: str, *, by: UUID, now: datetime) -> Movement:
    """A counter-movement with the sides exchanged. Raises FormRefused (why), MovementReversed, LaterFirst."""
    reason = masked(why)[:200]
    if not reason:
        raise FormRefused({"why": rules.WhyMissing()})
    pledge = Pledge.objects.select_for_update().get(pk=movement.pledge_id)
    if movement.reverses_id or Movement.objects.filter(reverses=movement).exists():
        raise rules.MovementReversed
    fen = sum(entry.fen for entry in movement.entries.all() if entry.fen > 0)
    so_far = reached([pledge.pk])[pledge.pk]
    stands_on_it = {PROMISE: so_far.received, RECEIVE: so_far.used, USE: 0}[movement.code]
    here = {PROMISE: so_far.promised, RECEIVE: so_far.received, USE: so_far.used}[movement.code]
    if here - fen < stands_on_it:
        raise rules.LaterFirst
    document = f"{movement.document} ↩ {movement.pk}"[-64:]
    return _move(pledge, movement.code, -fen, document, by=by, now=now, reverses=movement, why=reason)


def _move(
    pledge: Pledge,
    code: str,
    fen: int,
    document: str,
    *,
    by: UUID,
    now: datetime,
    reverses: Movement | None = None,
    why: str = "",
) -> Movement:
    """The movement with its two entries; a document used before is refused by name."""
    booking, key = book().bookings[code], "".join(straight(document).split()).upper()
    evidence = keyed_hash(f"{code}:{key}", "evidence")
    used = Movement.objects.filter(evidence=evidence).select_related("pledge").first()
    if used is not None:
        raise FormRefused({"document": rules.EvidenceUsed(pledge=used.pledge.number)})
    try:
        with transaction.atomic():
            made = Movement.objects.create(
                pledge=pledge,
                code=code,
                evidence=evidence,
                document=" ".join(straight(document).split())[:64],
                reverses=reverses,
                why=why,
                at=now,
                by=by,
            )
    except IntegrityError:
        raise FormRefused({"document": rules.EvidenceUsed(pledge=pledge.number)}) from None
    Entry.objects.bulk_create(
        [
            Entry(movement=made, account=booking.debit, fen=fen),
            Entry(movement=made, account=booking.credit, fen=-fen),
        ]
    )
    return made
