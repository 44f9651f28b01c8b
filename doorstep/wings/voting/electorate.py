"""Freezes who may vote: those known at a place by their phone, a roll handed in, or a register of owners. Frozen once, for good.

Names and phones are sealed and hashed as they come in; the sealed numbers go when voting ends. Refuses whatever would change a frozen roll.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.phones import PhoneUnreadable, read_phone
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases.acting import act
from doorstep.store.cases.locking import lock
from doorstep.store.cases.sheets import run
from doorstep.store.sealing import keyed_hash, seal, unseal
from doorstep.wings.voting.lawful import check_roll, held_by
from doorstep.wings.voting.models import Elector, Poll
from doorstep.wings.voting.rules import HOUSEHOLDS, OWNERS, PLACE, ROLL

MOST = 200_000
KNOWN_AT = """
SELECT r.phone_hash, min(c.place_path), (array_agg(r.phone_cipher ORDER BY r.created_at DESC))[1]
FROM cases_receipt r JOIN cases_case c ON c.id = r.case_id
WHERE r.phone_hash IS NOT NULL AND c.place_path LIKE %s AND r.created_at <= %s
GROUP BY r.phone_hash ORDER BY md5(r.phone_hash) LIMIT %s
"""


class ElectorateFrozen(Refusal):
    """名册已经定下来了，不能再增减：要改，请把这次勾选作罢，重新起草。"""


class NobodyMayVote(Refusal):
    """名册里一个人也没有，请换一种办法定名册，或者换一个大一点的地方。"""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One elector as handed in; on a roll of households `roll_number` is the household's.

    `area` in hundredths of a square metre over all units; `units` names each with its area."""

    roll_number: str
    name: str = ""
    phone: str = ""
    place_path: str = ""
    units: Sequence[tuple[str, int]] = field(default_factory=tuple)


def freeze_by_place(poll: Poll, *, actor: Actor, now: datetime) -> int:
    """Everybody who, until this moment, left a phone with a word about this place. Raises ElectorateFrozen, NobodyMayVote, RollUnfit."""
    known = run(KNOWN_AT, [f"{poll.place_path}%", now, MOST])
    electors = [
        Elector(
            poll=poll,
            roll_number=f"{turn:05d}",
            phone_hash=bytes(phone_hash),
            phone_cipher=bytes(sealed) if sealed else None,
            place_path=path,
        )
        for turn, (phone_hash, path, sealed) in enumerate(known, start=1)
    ]
    return _freeze(poll, PLACE, electors, actor=actor, now=now)


def freeze_roll(poll: Poll, entries: Sequence[Entry], *, actor: Actor, now: datetime) -> int:
    """The roll that was handed in. Raises ElectorateFrozen, NobodyMayVote, RollUnfit."""
    kind = OWNERS if any(one.units for one in entries) else HOUSEHOLDS if held_by(poll.rule) == "households" else ROLL
    return _freeze(poll, kind, [_elector(poll, one) for one in entries], actor=actor, now=now)


def _elector(poll: Poll, one: Entry) -> Elector:
    return Elector(
        poll=poll,
        roll_number=one.roll_number,
        name=seal(one.name) if one.name else b"",
        phone_hash=phone_hash(one.phone) if one.phone else None,
        phone_cipher=seal(one.phone) if one.phone else None,
        place_path=one.place_path or poll.place_path,
        area=sum(area for _, area in one.units),
        units=len(one.units),
    )


def phone_hash(phone: str) -> bytes:
    """As receipts keep it."""
    return keyed_hash(phone, "phone")


@transaction.atomic
def _freeze(poll: Poll, kind: str, electors: list[Elector], *, actor: Actor, now: datetime) -> int:
    held = lock(poll.case_id)
    if held is None or held.case.state != "drafted" or "frozen" in held.case.memory.flags:
        raise ElectorateFrozen
    check_roll(poll.rule, kind)
    if not electors:
        raise NobodyMayVote
    poll.electorate, poll.electors, poll.frozen_at = kind, len(electors), now
    poll.roll_hash = roll_hash((one.roll_number, one.phone_hash, one.place_path, one.area) for one in electors)
    form = {"electors": len(electors), "roll_hash": poll.roll_hash}
    Elector.objects.bulk_create(electors, batch_size=5000)
    poll.save(update_fields=["electorate", "electors", "frozen_at", "roll_hash"])
    act(case_id=poll.case_id, verb="freeze", form=form, actor=actor, now=now)
    return len(electors)


def roll_hash(rows: Iterable[tuple[str, bytes | memoryview | None, str, int]]) -> str:
    """SHA-256 over numbers, keyed phone hashes, places and areas in the order of numbers: says nothing about anybody, and
    anything added, left out or changed later shows."""
    out = hashlib.sha256()
    for number, hashed, path, area in sorted(rows, key=lambda row: row[0]):
        phone = bytes(hashed).hex() if hashed else ""
        out.update(f"{number}\t{phone}\t{path}\t{area}\n".encode())
    return out.hexdigest()


def is_roll_intact(poll: Poll) -> bool:
    """Whether the roll is still the one that was frozen."""
    rows = Elector.objects.filter(poll=poll).values_list("roll_number", "phone_hash", "place_path", "area")
    return roll_hash(rows) == poll.roll_hash


def electors_of_phone(poll: Poll, phone: str) -> list[Elector]:
    """Those on the roll under this number: a household may share one."""
    return list(Elector.objects.filter(poll=poll, phone_hash=phone_hash(phone)).order_by("roll_number")[:20])


def elector_called(poll: Poll, typed: str) -> Elector | None:
    """By roll number, or by a phone number that nobody else on the roll has: few know their number on a roll."""
    plain = typed.strip()[:24].replace("\x00", "")
    found = Elector.objects.filter(poll=poll, roll_number=plain).first()
    if found is not None or not plain:
        return found
    try:
        sharing = electors_of_phone(poll, read_phone(plain))
    except PhoneUnreadable:
        return None
    return sharing[0] if len(sharing) == 1 else None


def name_of(elector: Elector) -> str:
    """Unsealed: for staff who serve this elector, and for the elector."""
    return unseal(bytes(elector.name)) if elector.name else ""
