"""Notes snaps and riders. A snap noted twice keeps its number; a rider who wants to be forgotten is, at once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from doorstep.kernel.ids import new_id
from doorstep.store.cases import towns
from doorstep.store.cases.codes import ALPHABET
from doorstep.store.sealing import seal, unseal
from doorstep.wings.snaps.models import Rider, Snap

LENGTH = 8


@dataclass(frozen=True, kw_only=True)
class Known:
    """A rider in the clear, for their own session alone."""

    id: UUID
    number: str
    name: str
    phone: str


def register_rider(*, name: str, phone: str, now: datetime) -> Known:
    """Keep a nickname, a phone, or both. The phone is already checked."""
    row = Rider.objects.create(
        id=new_id(now),
        number=_fresh_number(),
        name_cipher=seal(name) if name else None,
        phone_cipher=seal(phone) if phone else None,
        made_at=now,
        used_at=now,
    )
    return Known(id=row.id, number=row.number, name=name, phone=phone)


def find_rider(rider_id: UUID) -> Known | None:
    """None for whoever was forgotten."""
    row = Rider.objects.filter(id=rider_id).first()
    if row is None or not (row.name_cipher or row.phone_cipher):
        return None
    name, phone = (unseal(bytes(one)) if one else "" for one in (row.name_cipher, row.phone_cipher))
    return Known(id=row.id, number=row.number, name=name, phone=phone)


def forget_rider(rider_id: UUID) -> None:
    """Nickname and phone are erased; the snaps stay, as nobody's."""
    Rider.objects.filter(id=rider_id).delete()


def forget_idle_riders(now: datetime) -> int:
    """Erase those who took no snap for as long as the pack keeps personal data. Returns how many."""
    before = now - timedelta(days=towns.pack().jurisdiction.keeps_personal_days)
    gone = Rider.objects.filter(used_at__lt=before)
    count = gone.count()
    if count:
        gone.delete()
    return count


def note_snap(case_id: UUID, *, rider: UUID | None, now: datetime) -> str:
    """The number under which it may be credited; the first one when it was noted before."""
    known = Rider.objects.filter(id=rider).update(used_at=now) if rider else 0
    fresh = Snap(case_id=case_id, number=_fresh_number(), rider_id=rider if known else None, taken_at=now)
    Snap.objects.bulk_create([fresh], ignore_conflicts=True)
    return Snap.objects.values_list("number", flat=True).get(case_id=case_id)


def number_of(case_id: UUID) -> str:
    """The follow-up number of a case that came as a snap, "" for any other."""
    return Snap.objects.filter(case_id=case_id).values_list("number", flat=True).first() or ""


def _fresh_number() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
