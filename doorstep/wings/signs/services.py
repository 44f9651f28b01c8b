"""Sets up signs, retires them, counts scans and notes which case came by one. Whatever is said twice is done once."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from doorstep.kernel.refusals import FieldFault, FormRefused, PlaceUnknown, Refusal
from doorstep.store.cases import towns
from doorstep.store.cases.codes import ALPHABET, read_code
from doorstep.store.cases.digests import straight
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.signs.models import Came, Sign

LENGTH = 6
LONGEST = 60
LEVELS = ("community", "grid")
NOBODY = UUID(int=0)
COUNT = """
INSERT INTO signs_scans (sign_id, "on", count) VALUES (%s, %s, 1)
ON CONFLICT (sign_id, "on") DO UPDATE SET count = signs_scans.count + 1
"""


class NameMissing(FieldFault):
    """给码牌起个名字，例如“农贸市场南门”。"""


class NameTooLong(FieldFault):
    """最多 %(limit)s 个字，现在是 %(length)s 个。"""


class CategoryUnknown(FieldFault):
    """没有“%(category)s”这个分类。"""


class NotAStreet(FieldFault):
    """请选一个街道或镇。"""


class SignUnknown(Refusal):
    """没有这个码牌。"""

    status = 404


@dataclass(frozen=True, kw_only=True)
class Plate:
    """A sign as it is to be. `place` is a code of the atlas; `spot` and `category` may be ""."""

    name: str
    place: str
    spot: str = ""
    category: str = ""


@dataclass(frozen=True, kw_only=True)
class Made:
    """Signs that came into being, and how many stood there before under the same name at the same place."""

    fresh: tuple[Sign, ...]
    before: int


def check_plate(plate: Plate) -> Plate:
    """The same, tidied. Raises FormRefused (name, place, spot, category)."""
    name, spot = " ".join(straight(plate.name).split()), " ".join(straight(plate.spot).split())
    faults: dict[str, FieldFault] = {}
    if not name:
        faults["name"] = NameMissing()
    for field, text in (("name", name), ("spot", spot)):
        if len(text) > LONGEST:
            faults[field] = NameTooLong(limit=LONGEST, length=len(text))
    if plate.place not in atlas():
        faults["place"] = PlaceUnknown()
    if plate.category and plate.category not in towns.pack().categories.by_code:
        faults["category"] = CategoryUnknown(category=plate.category[:40])
    if faults:
        raise FormRefused(faults)
    return Plate(name=name, place=plate.place, spot=spot, category=plate.category)


def make_signs(plates: Iterable[Plate], *, by: UUID | None, now: datetime) -> Made:
    """Those that are new; one that stands at the place under that name is left as it is. Raises FormRefused."""
    wanted = {(one.place, one.name): one for one in map(check_plate, plates)}
    rows = [_row(plate, by or NOBODY, now) for plate in wanted.values()]
    codes = {row.code for row in rows}
    with transaction.atomic():
        Sign.objects.bulk_create(rows, ignore_conflicts=True)
        fresh = tuple(Sign.objects.filter(code__in=codes, made_at=now).order_by("place_path", "id"))
    return Made(fresh=fresh, before=len(rows) - len(fresh))


def _row(plate: Plate, by: UUID, now: datetime) -> Sign:
    spot = atlas().get(plate.place)
    assert spot is not None
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return Sign(
        code=code,
        name=plate.name,
        place=plate.place,
        place_path=spot.path,
        spot=plate.spot,
        category=plate.category,
        made_at=now,
        made_by=by,
    )


def make_for_street(street: str, level: str, *, by: UUID | None, now: datetime) -> Made:
    """One for each community, or each grid, of a street, named like it. Raises FormRefused under "street"."""
    spot = atlas().get(street) if street in atlas() else None
    if spot is None or spot.level != "street" or level not in LEVELS:
        raise FormRefused({"street": NotAStreet()})
    below = [place for place in atlas().of_level(level) if place.path.startswith(spot.path)]
    return make_signs([Plate(name=place.label.zh[:LONGEST], place=place.code) for place in below], by=by, now=now)


def find_sign(code: str) -> Sign | None:
    """The sign with this code, however it was typed; None for none."""
    plain = read_code(code)
    return Sign.objects.filter(code=plain).first() if len(plain) == LENGTH else None


def place_of(sign: Sign) -> Spot | None:
    """Where it hangs; None where that place is no more."""
    return atlas().get(sign.place) if sign.place in atlas() else None


def retire(sign: Sign, *, now: datetime) -> None:
    """No more reports are counted for it; its plate still opens the ordinary form."""
    Sign.objects.filter(id=sign.id, is_retired=False).update(is_retired=True, retired_at=now)


def restore(sign: Sign) -> None:
    """Hang it up again."""
    Sign.objects.filter(id=sign.id).update(is_retired=False, retired_at=None)


def count_scan(sign: Sign, *, on: date) -> None:
    """One visit more on this day."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [sign.id, on])


def note_report(sign: Sign, case_id: UUID, *, now: datetime) -> None:
    """This case came by it. Said again, nothing changes."""
    Came.objects.bulk_create([Came(case_id=case_id, sign=sign, at=now)], ignore_conflicts=True)
