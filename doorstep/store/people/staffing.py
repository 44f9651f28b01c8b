"""Registers persons and gives them posts. Every change of staff goes through here, from the pages, the command line or the demo.

Refuses posts in units or over places that are not in use, and roles the pack does not know.
"""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from doorstep.kernel.refusals import PlaceUnknown, Refusal, UnitUnknown
from doorstep.store.people.models import Contact, Person, Post
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.store.sealing import keyed_hash, seal, unseal


class UsernameTaken(Refusal):
    """用户名“%(username)s”已经有人用了。"""


class RoleUnknown(Refusal):
    """没有叫“%(role)s”的岗位。"""

    status = 422


class PostEndsBeforeItBegins(Refusal):
    """岗位的结束日期不能早于开始日期。"""

    status = 422


def register_person(
    *, username: str, display_name: str, password: str | None, is_admin: bool = False, phone: str = ""
) -> Person:
    """A new person who can sign in; without a password only after one has been set. Raises UsernameTaken."""
    person = Person(username=username.strip().lower(), display_name=display_name.strip(), is_admin=is_admin)
    person.set_password(password)
    person.clean_fields(exclude=["password"])
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise UsernameTaken(username=person.username) from None
    if phone:
        set_phone(person, phone)
    return person


def set_phone(person: Person, phone: str) -> None:
    """Keep the number sealed; an empty one removes it."""
    bare = "".join(phone.split()).replace("-", "")
    if not bare:
        Contact.objects.filter(person=person).delete()
        return
    sealed = {"phone_cipher": seal(bare), "phone_hash": keyed_hash(bare, "phone")}
    Contact.objects.update_or_create(person=person, defaults=sealed)


def phone_of(person: Person) -> str:
    """The number, or "" where none is known."""
    contact = Contact.objects.filter(person=person).first()
    return unseal(bytes(contact.phone_cipher)) if contact else ""


def hire(
    *,
    person: Person,
    role: str,
    unit: str,
    place: str = "",
    from_on: date,
    until_on: date | None = None,
    is_stand_in: bool = False,
    roles: Collection[str] | None = None,
) -> Post:
    """Give a post; the same post already held on `from_on` is returned as it is.

    Raises UnitUnknown, PlaceUnknown, RoleUnknown (when `roles` are given), PostEndsBeforeItBegins.
    """
    check_post(role=role, unit=unit, place=place, from_on=from_on, until_on=until_on, roles=roles)
    held = Post.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=from_on),
        person=person,
        role=role,
        unit_id=unit,
        place_code=place,
        from_on__lte=from_on,
        is_stand_in=is_stand_in,
    ).first()
    return held or Post.objects.create(
        person=person,
        role=role,
        unit_id=unit,
        place_code=place,
        from_on=from_on,
        until_on=until_on,
        is_stand_in=is_stand_in,
    )


def colleagues_of(units: Collection[str], *, on: date) -> list[Person]:
    """Active persons who hold a post in one of these units on this day, by name."""
    held = Q(posts__unit_id__in=units, posts__from_on__lte=on) & (Q(posts__until_on=None) | Q(posts__until_on__gte=on))
    return list(Person.objects.filter(held, is_active=True).distinct().order_by("display_name", "username"))


def check_post(
    *, role: str, unit: str, place: str, from_on: date, until_on: date | None, roles: Collection[str] | None
) -> None:
    """Refuse a post that cannot be. Raises like `hire`."""
    if roles is not None and role not in roles:
        raise RoleUnknown(role=role)
    if unit not in unit_tree():
        raise UnitUnknown(value=unit)
    if place and place not in atlas():
        raise PlaceUnknown(value=place)
    if until_on is not None and until_on < from_on:
        raise PostEndsBeforeItBegins


def release(*, post: Post, last_on: date) -> None:
    """End a post after this day; one that had not begun is removed."""
    if last_on < post.from_on:
        post.delete()
        return
    post.until_on = last_on
    post.save(update_fields=["until_on"])
