"""Says who answers for a grid or a building, who is away, how many live there; keeps a trace of each change and who made it.

Posts and absences are written by store.people, charges of buildings here. Refuses whoever does not oversee the place.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.gridwork.books import POINT_LEVELS, Responsibility
from doorstep.kernel.refusals import PlaceUnknown, Refusal
from doorstep.store.cases import towns
from doorstep.store.people import duty
from doorstep.store.people.models import Absence, Person, Post
from doorstep.store.people.staffing import hire, release
from doorstep.store.places.atlas import atlas
from doorstep.wings.grid.models import Change, Charge, Consent, Count, Point
from doorstep.wings.grid.targets import Target, target_of, unit_for

OVERSEE = "grid_staff"
MOST_HOUSEHOLDS = 100_000


class NotYourGrid(Refusal):
    """这个网格不归您安排。"""

    status = 404


class ResponsibilityUnknown(Refusal):
    """这里没有这种责任。"""

    status = 422


class PersonUnknown(Refusal):
    """没有这个人，或者已经停用。"""

    status = 422


class HouseholdsUnbelievable(Refusal):
    """户数要在 0 到 %(most)s 之间。"""

    status = 422


class PointNameMissing(Refusal):
    """楼栋或点位要有名字，最多 80 个字。"""

    status = 422


def find_target(code: str) -> Target:
    """A place in use or a building. Raises PlaceUnknown."""
    spot = atlas().get(code) if code in atlas() else None
    if spot is not None:
        return Target(code=spot.code, label=spot.label, level=spot.level, path=spot.path)
    known = code.isascii() and code.isalnum()
    point = Point.objects.filter(code=code, is_retired=False).first() if known else None
    if point is None:
        raise PlaceUnknown(value=code)
    return target_of(point)


def oversees(actor: Actor, path: str) -> bool:
    """Whether one of the actor's posts may arrange who answers for this place."""
    roles = towns.pack().roles
    return any(
        OVERSEE in roles[post.role].may
        and (roles[post.role].sees == "jurisdiction" or (bool(post.place_path) and path.startswith(post.place_path)))
        for post in actor.posts
        if post.role in roles
    )


def check_oversees(actor: Actor, path: str) -> None:
    """Raises NotYourGrid."""
    if not oversees(actor, path):
        raise NotYourGrid


@transaction.atomic
def assign(
    *,
    target: Target,
    responsibility: str,
    person_id: UUID,
    from_on: date,
    until_on: date | None = None,
    is_stand_in: bool = False,
    actor: Actor,
    now: datetime,
) -> None:
    """Give somebody the responsibility. Raises NotYourGrid, ResponsibilityUnknown, PersonUnknown and what `hire` raises."""
    check_oversees(actor, target.path)
    kind = _kind(responsibility, target)
    person = Person.objects.filter(id=person_id, is_active=True).first()
    if person is None:
        raise PersonUnknown
    pack, unit = towns.pack(), unit_for(target.path)
    role = kind.role or (kind.code if kind.code in pack.roles else "")
    place = target.code if kind.role else _place_under(target)
    if role:
        hire(
            person=person,
            role=role,
            unit=unit,
            place=place,
            from_on=from_on,
            until_on=until_on,
            is_stand_in=is_stand_in and bool(kind.role),
            roles=pack.roles,
        )
    if not kind.role:
        charge(target, kind.code, person_id, from_on=from_on, until_on=until_on, is_stand_in=is_stand_in)
    _trace("assigned", target, actor, now, responsibility, person_id, is_stand_in, from_on, until_on)


def charge(
    target: Target, responsibility: str, person_id: UUID, *, from_on: date, until_on: date | None, is_stand_in: bool
) -> Charge:
    """A person answers for a building; the same held already is left as it is."""
    held = Charge.objects.filter(
        point_id=target.code,
        responsibility=responsibility,
        person_id=person_id,
        is_stand_in=is_stand_in,
        from_on__lte=from_on,
        until_on=until_on,
    ).first()
    return held or Charge.objects.create(
        point_id=target.code,
        responsibility=responsibility,
        person_id=person_id,
        from_on=from_on,
        until_on=until_on,
        is_stand_in=is_stand_in,
    )


def _kind(responsibility: str, target: Target) -> Responsibility:
    kind = towns.pack().gridwork.grids.responsibilities.get(responsibility)
    if kind is None or target.level not in kind.levels:
        raise ResponsibilityUnknown
    return kind


def _place_under(target: Target) -> str:
    """The place a building stands in."""
    spot = atlas().at(target.path)
    return spot.code if spot else ""


@transaction.atomic
def relieve(*, target: Target, post_id: int, last_on: date, actor: Actor, now: datetime) -> None:
    """The holder of a post over this place, or of a charge of this building, has it no longer after this day."""
    check_oversees(actor, target.path)
    if target.level in POINT_LEVELS:
        held = Charge.objects.select_for_update().filter(id=post_id, point_id=target.code).first()
        if held is None:
            raise ResponsibilityUnknown
        held.until_on = max(held.from_on, last_on)
        held.save(update_fields=["until_on"])
        _trace("released", target, actor, now, held.responsibility, held.person_id, held.is_stand_in, None, last_on)
        return
    roles = towns.pack().gridwork.grids.roles
    post = Post.objects.select_for_update().filter(id=post_id, place_code=target.code, role__in=roles).first()
    if post is None:
        raise ResponsibilityUnknown
    person_id, role, is_stand_in = post.person_id, post.role, post.is_stand_in
    release(post=post, last_on=last_on)
    _trace("released", target, actor, now, _called(role), person_id, is_stand_in, None, last_on)


def _called(role: str) -> str:
    """The responsibility that a role has."""
    kinds = towns.pack().gridwork.grids.responsibilities.values()
    return next((kind.code for kind in kinds if kind.role == role), role)


@transaction.atomic
def note_away(
    *, target: Target, person_id: UUID, from_on: date, until_on: date, actor: Actor, now: datetime
) -> Absence:
    """Whoever holds a post over this place is away; the stand-ins take over meanwhile, here and wherever else they are such."""
    check_oversees(actor, target.path)
    if not Post.objects.filter(person_id=person_id, place_code=target.code).exists():
        raise PersonUnknown
    noted = duty.note_absence(person_id=person_id, from_on=from_on, until_on=until_on, by=actor.id, now=now)
    _trace("away", target, actor, now, "", person_id, False, from_on, until_on)
    return noted


@transaction.atomic
def note_back(*, target: Target, absence_id: int, actor: Actor, now: datetime) -> None:
    """The absence is over, or was none."""
    check_oversees(actor, target.path)
    noted = Absence.objects.filter(id=absence_id, person__posts__place_code=target.code).first()
    if noted is None:
        raise PersonUnknown
    if duty.revoke_absence(absence_id, by=actor.id, now=now):
        _trace("back", target, actor, now, "", noted.person_id, False, noted.from_on, noted.until_on)


@transaction.atomic
def count_households(*, target: Target, households: int, counted_on: date, actor: Actor, now: datetime) -> None:
    """How many live there, counted on that day."""
    check_oversees(actor, target.path)
    if not 0 <= households <= MOST_HOUSEHOLDS:
        raise HouseholdsUnbelievable(most=MOST_HOUSEHOLDS)
    Count.objects.create(place_code=target.code, households=households, counted_on=counted_on, by=actor.id, at=now)
    _trace("counted", target, actor, now, "", None, False, counted_on, None, households)


def note_counts(counted: Mapping[str, int], *, counted_on: date, actor: Actor, now: datetime) -> int:
    """Households of many places at once, by code, as a survey brings them; how many. One trace for all of it is the rows."""
    rows = [
        Count(place_code=code, households=households, counted_on=counted_on, by=actor.id, at=now)
        for code, households in counted.items()
        if 0 <= households <= MOST_HOUSEHOLDS
    ]
    return len(Count.objects.bulk_create(rows, batch_size=1000))


@transaction.atomic
def add_point(*, under: Target, kind: str, zh: str, en: str, actor: Actor, now: datetime) -> Point:
    """A building or point below a place, with the next free code."""
    check_oversees(actor, under.path)
    name = " ".join(zh.split())
    if kind not in POINT_LEVELS or not name or len(name) > 80 or not (name + en).isprintable():
        raise PointNameMissing
    letter = kind[0]
    taken = Point.objects.select_for_update().filter(place_code=under.code, kind=kind).count()
    point = Point.objects.create(
        code=f"{under.code}{letter}{taken + 1:02d}",
        kind=kind,
        zh=name,
        en=" ".join(en.split())[:120] or name,
        place_code=under.code,
        place_path=under.path,
    )
    _trace("added", target_of(point), actor, now, "", None, False, None, None)
    return point


@transaction.atomic
def note_consent(*, target: Target, person_id: UUID, may_show_name: bool, actor: Actor, now: datetime) -> None:
    """The person agreed, or no longer agrees, that the public card shows the whole name."""
    check_oversees(actor, target.path)
    Consent.objects.create(person_id=person_id, may_show_name=may_show_name, by=actor.id, at=now)
    _trace("named" if may_show_name else "unnamed", target, actor, now, "", person_id, False, None, None)


def _trace(
    what: str,
    target: Target,
    actor: Actor,
    now: datetime,
    responsibility: str,
    person_id: UUID | None,
    is_stand_in: bool,
    from_on: date | None,
    until_on: date | None,
    amount: int | None = None,
) -> None:
    Change.objects.create(
        what=what,
        place_path=target.path,
        target=target.code,
        responsibility=responsibility,
        person_id=person_id,
        is_stand_in=is_stand_in,
        from_on=from_on,
        until_on=until_on,
        amount=amount,
        by=actor.id,
        at=now,
    )
