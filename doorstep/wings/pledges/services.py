"""Books what society gives: promised, received, used, taken back. Each in one transaction, each document once.

The same sent again gets the same answer and is entered once; a document that is taken back may be entered anew. What the same giver
promised before, by whichever document and for whichever project, is entered again only when somebody says that it is another.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases import sheets
from doorstep.store.cases.digests import masked, straight
from doorstep.store.cases.locking import find
from doorstep.store.places.atlas import atlas
from doorstep.store.sealing import keyed_hash, seal, unseal
from doorstep.wings.pledges import rules
from doorstep.wings.pledges.models import Entry, Movement, Pledge
from doorstep.wings.pledges.queries import book, reached
from doorstep.wings.pledges.rules import PROMISE, RECEIVE, USE, Rule

A_YEAR = timedelta(days=365)
MOST_ALIKE = 1000
LEFT_BEFORE = {RECEIVE: "promised", USE: "received"}


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What is promised. `giver`: sealed; named in public only where `is_named`. `project`: id and number of a case, or none: then
    `place_path` says where it is for. `is_another`: somebody made sure that it is not what the same giver gave before."""

    giver: str
    giver_kind: str
    kind: str
    quantity: str
    what: str
    document: str
    is_named: bool = False
    project_id: UUID | None = None
    project_number: str = ""
    place_path: str = ""
    is_another: bool = False


@dataclass(frozen=True, kw_only=True)
class Promised:
    """`is_new`: False where the very same stood there already."""

    pledge: Pledge
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Moved:
    """`is_new`: False where the very same stood there already."""

    movement: Movement
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class _Sound:
    """A promise that may be entered."""

    place_path: str
    giver: str
    what: str
    rule: Rule
    quantity: str
    fen: int


@transaction.atomic
def promise(given: Promise, *, by: UUID, now: datetime) -> Promised:
    """Raises FormRefused (giver, giver_kind, kind, quantity, what, document, place, is_another)."""
    on = now.astimezone(SHANGHAI).date()
    sound = _sound(given, on)
    number = _next_number(on)
    known = _entered(PROMISE, given.document)
    if known is not None:
        return Promised(pledge=_same(known.pledge, given, sound), is_new=False)
    if not given.is_another and (like := _alike(given.kind, sound, now)):
        raise FormRefused({"is_another": rules.SeenBefore(pledge=like.number)})
    made = Pledge.objects.create(
        number=number,
        project_id=given.project_id,
        project_number=given.project_number,
        place_path=sound.place_path,
        giver_kind=given.giver_kind,
        giver_cipher=seal(sound.giver),
        public_name=sound.giver if given.is_named else "",
        kind=given.kind,
        quantity=sound.quantity,
        rule_version=sound.rule.version,
        value_fen=sound.fen,
        what=sound.what,
        made_at=now,
        made_by=by,
    )
    _move(made, PROMISE, sound.fen, given.document, by=by, now=now)
    return Promised(pledge=made, is_new=True)


def _sound(given: Promise, on: date) -> _Sound:
    faults = dict[str, FieldFault]()
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
    held = find(given.project_id) if given.project_id else None
    place = held.case.place_path if held else given.place_path
    if atlas().at(place) is None:
        faults["place"] = rules.PlaceMissing()
    if faults or rule is None:
        raise FormRefused(faults)
    return _Sound(place_path=place, giver=giver, what=what, rule=rule, quantity=plain, fen=value)


def _alike(kind: str, sound: _Sound, now: datetime) -> Pledge | None:
    """What the same giver promised of the same kind and value within a year and did not take back, whatever it was for."""
    same = Pledge.objects.filter(kind=kind, value_fen=sound.fen, made_at__gt=now - A_YEAR).order_by("-made_at", "-id")
    found = [one for one in same[:MOST_ALIKE] if unseal(bytes(one.giver_cipher)).casefold() == sound.giver.casefold()]
    stands = reached([one.pk for one in found])
    return next((one for one in found if stands[one.pk].promised), None)


def _same(known: Pledge, given: Promise, sound: _Sound) -> Pledge:
    """The pledge this document promised, where it promised this very thing."""
    there = (known.kind, known.quantity, known.project_id, unseal(bytes(known.giver_cipher)))
    if there != (given.kind, sound.quantity, given.project_id, sound.giver):
        raise FormRefused({"document": rules.EvidenceUsed(pledge=known.number)})
    return known


def _alone() -> None:
    """One at a time enters a document, so that the second sees what the first entered."""
    sheets.run("SELECT pg_advisory_xact_lock(hashtext(current_schema() || ':pledges'))", [])


def _next_number(on: date) -> str:
    """“R20261123-0001”: the day, and a number of that day."""
    _alone()
    day = f"R{on:%Y%m%d}-"
    last = Pledge.objects.filter(number__startswith=day).order_by("-number").values_list("number", flat=True).first()
    return f"{day}{int(last.rpartition('-')[2]) + 1 if last else 1:04d}"


@transaction.atomic
def move(pledge: Pledge, code: str, fen: int, document: str, *, by: UUID, now: datetime) -> Moved:
    """Received, or used; never more than came so far. Raises FormRefused (amount, document)."""
    if not straight(document):
        raise FormRefused({"document": rules.EvidenceMissing()})
    _alone()
    held = Pledge.objects.select_for_update().get(pk=pledge.pk)
    known = _entered(code, document)
    if known is not None:
        if (known.pledge_id, _amount(known)) != (held.pk, fen):
            raise FormRefused({"document": rules.EvidenceUsed(pledge=known.pledge.number)})
        return Moved(movement=known, is_new=False)
    so_far = reached([held.pk]).get(held.pk)
    left = 0
    if so_far is not None:
        left = getattr(so_far, LEFT_BEFORE[code]) - {RECEIVE: so_far.received, USE: so_far.used}[code]
    if not 0 < fen <= left:
        asked = f"{fen // 100:,}.{fen % 100:02d}"
        raise FormRefused({"amount": rules.MoreThanThere(left=f"{left // 100:,}.{left % 100:02d}", asked=asked)})
    return Moved(movement=_move(held, code, fen, document, by=by, now=now), is_new=True)


@transaction.atomic
def take_back(movement: Movement, why: str, *, by: UUID, now: datetime) -> Movement:
    """A counter-movement with the sides exchanged. Raises FormRefused (why), MovementReversed, LaterFirst."""
    reason = masked(why)[:200]
    if not reason:
        raise FormRefused({"why": rules.WhyMissing()})
    _alone()
    pledge = Pledge.objects.select_for_update().get(pk=movement.pledge_id)
    if movement.reverses_id or Movement.objects.filter(reverses=movement).exists():
        raise rules.MovementReversed
    fen = _amount(movement)
    so_far = reached([pledge.pk])[pledge.pk]
    stands_on_it = {PROMISE: so_far.received, RECEIVE: so_far.used, USE: 0}[movement.code]
    here = {PROMISE: so_far.promised, RECEIVE: so_far.received, USE: so_far.used}[movement.code]
    if here - fen < stands_on_it:
        raise rules.LaterFirst
    document = f"{movement.document} ↩ {movement.pk}"[-64:]
    return _move(pledge, movement.code, -fen, document, by=by, now=now, reverses=movement, why=reason)


def _amount(movement: Movement) -> int:
    """What it debits, in fen."""
    return sum(entry.fen for entry in movement.entries.all() if entry.fen > 0)


def _evidence(code: str, document: str) -> tuple[bytes, Movement | None]:
    """The hash under which a document is or would be entered, and the movement that it stands for. However often it was entered and
    taken back, it stands for one at most."""
    key, turn = "".join(straight(document).split()).upper(), 0
    while True:
        evidence = keyed_hash(f"{code}:{key}{f'#{turn}' if turn else ''}", "evidence")
        found = Movement.objects.filter(evidence=evidence).select_related("pledge", "reversed_by").first()
        if found is None or not hasattr(found, "reversed_by"):
            return evidence, found
        turn += 1


def _entered(code: str, document: str) -> Movement | None:
    return _evidence(code, document)[1]


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
    """The movement with its two entries."""
    booking = book().bookings[code]
    made = Movement.objects.create(
        pledge=pledge,
        code=code,
        evidence=_evidence(code, document)[0],
        document=" ".join(straight(document).split())[:64],
        reverses=reverses,
        why=why,
        at=now,
        by=by,
    )
    Entry.objects.bulk_create(
        [
            Entry(movement=made, account=booking.debit, fen=fen),
            Entry(movement=made, account=booking.credit, fen=-fen),
        ]
    )
    return made
