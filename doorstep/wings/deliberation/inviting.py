"""Invitations: who sits in a fixed seat, who is asked as X, who came along to listen. Names, numbers and codes are sealed.

Another person, or another number, is another invitation: whatever was told to the one before was not told to this one.
"""

from django.db import transaction

from doorstep.kernel.phones import PhoneUnreadable, read_phone
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases.codes import fresh_code
from doorstep.store.cases.digests import straight
from doorstep.store.sealing import keyed_hash, seal, unseal
from doorstep.wings.deliberation.bodies import Body, assemblies
from doorstep.wings.deliberation.holding import hold_to_come
from doorstep.wings.deliberation.models import EXTRA, OBSERVER, SEAT, Guest, Meeting
from doorstep.wings.deliberation.refusing import InvitedBefore, MustBeWritten, SeatsTaken, TooLong

MARKS = ("", "party_delegate", "peoples_deputy", "cppcc_member")  # 两代表一委员
LONGEST_NAME = 40
GUEST = "guest"


def body_of(meeting: Meeting) -> Body | None:
    """None for a body that is no more."""
    return assemblies().bodies.get(meeting.body)


def seat_as_before(meeting: Meeting, body: Body) -> None:
    """Whoever sat in a fixed seat at the body's last meeting; an empty seat stays empty until somebody is named."""
    last = Meeting.objects.filter(body=body.code).exclude(case_id=meeting.case_id).order_by("-meets_at").first()
    before = {one.seat: one for one in Guest.objects.filter(meeting=last, role=SEAT)} if last else {}
    fresh = [_guest(meeting, SEAT, seat.code, before.get(seat.code)) for seat in body.seats]
    Guest.objects.bulk_create(fresh)


def _guest(
    meeting: Meeting,
    role: str,
    seat: str,
    like: Guest | None = None,
    *,
    name: str = "",
    mark: str = "",
    phone: str = "",
) -> Guest:
    code = fresh_code()
    cipher = like.name_cipher if like else (seal(name) if name else None)
    made = Guest(
        meeting=meeting,
        role=role,
        seat=seat,
        mark=like.mark if like else mark,
        name_cipher=bytes(cipher) if cipher else None,
        code_hash=hash_of(code),
        code_cipher=seal(code),
    )
    _keep_phone(made, phone_of(like) if like else phone)
    return made


def _keep_phone(guest: Guest, phone: str) -> None:
    guest.phone_cipher = seal(phone) if phone else None
    guest.phone_hash = keyed_hash(phone, "phone") if phone else None


def phone_of(guest: Guest) -> str:
    """In the clear; "" where none was left."""
    return unseal(bytes(guest.phone_cipher)) if guest.phone_cipher else ""


def sealed_number(guest: int) -> bytes | None:
    """Of the guest with this id, for whoever sends a message."""
    found = Guest.objects.filter(id=guest).values_list("phone_cipher", flat=True).first()
    return bytes(found) if found else None


BOOK = (GUEST, sealed_number)


def hash_of(code: str) -> bytes:
    """What finds an invitation by its code."""
    return keyed_hash(code, "invitation")


def name_of(guest: Guest) -> str:
    """In the clear, for those who run the meeting and for the person."""
    return unseal(bytes(guest.name_cipher)) if guest.name_cipher else ""


def code_of(guest: Guest) -> str:
    """The code of the invitation, to be printed."""
    return unseal(bytes(guest.code_cipher))


@transaction.atomic
def invite(meeting: Meeting, *, seat: str, name: str, mark: str, phone: str = "", role: str = EXTRA) -> Guest:
    """Name somebody for a fixed seat, or ask one more to come as X. Raises NotInSession, SeatsTaken, FormRefused (also who is asked
    already)."""
    name, number = _written(straight(name), phone)
    mark = mark if mark in MARKS else ""
    body = body_of(meeting)
    hold_to_come(meeting)
    fixed = Guest.objects.filter(meeting=meeting, role=SEAT, seat=seat).first() if seat else None
    if fixed is not None:
        return _seated(fixed, name=name, mark=mark, phone=number)
    asked = list(Guest.objects.filter(meeting=meeting, role=role))
    if any(name_of(one) == name for one in asked):
        raise FormRefused({"name": InvitedBefore(name=name)})
    most = body.most_x if body else 0
    if role == EXTRA and len(asked) >= most:
        raise SeatsTaken(most=most)
    guest = _guest(meeting, role, "", name=name, mark=mark, phone=number)
    guest.save()
    return guest


def _written(name: str, phone: str) -> tuple[str, str]:
    if not name:
        raise FormRefused({"name": MustBeWritten()})
    if len(name) > LONGEST_NAME:
        raise FormRefused({"name": TooLong(limit=LONGEST_NAME, length=len(name))})
    return name, _number(phone)


def _number(phone: str) -> str:
    try:
        return read_phone(phone)
    except PhoneUnreadable as fault:
        raise FormRefused({"phone": fault}) from None


def _seated(fixed: Guest, *, name: str, mark: str, phone: str) -> Guest:
    """The same person keeps the invitation; another one gets one of their own, unless the seat was taken at the door already."""
    if fixed.arrived_at is None and name_of(fixed) not in ("", name):
        fixed.delete()
        fixed = _guest(fixed.meeting, SEAT, fixed.seat, name=name, mark=mark, phone=phone)
    else:
        fixed.name_cipher, fixed.mark = seal(name), mark
        _keep_phone(fixed, phone or phone_of(fixed))
    fixed.save()
    return fixed


@transaction.atomic
def give_phone(guest: Guest, phone: str) -> Guest:
    """A number to be told by, or none any more. Another number is told anew. Raises FormRefused, NotInSession."""
    number = _number(phone)
    hold_to_come(guest.meeting)
    if number == phone_of(guest):
        return guest
    held = guest
    if guest.arrived_at is None:
        told = {one.attname: getattr(guest, one.attname) for one in Guest._meta.concrete_fields if not one.primary_key}
        Guest.objects.filter(pk=guest.pk).delete()
        held = Guest(**told)
    _keep_phone(held, number)
    held.save()
    return held


@transaction.atomic
def uninvite(meeting: Meeting, guest_id: int) -> None:
    """Somebody who has not come need not. A fixed seat becomes empty; whoever came stays on record. Raises NotInSession."""
    hold_to_come(meeting)
    found = Guest.objects.filter(meeting=meeting, id=guest_id, arrived_at=None).first()
    if found is None:
        return
    found.delete()
    if found.role == SEAT:
        _guest(meeting, SEAT, found.seat).save()


@transaction.atomic
def answer(guest: Guest, *, will_come: bool) -> None:
    """Coming or not. Raises NotInSession."""
    hold_to_come(guest.meeting)
    guest.reply = "yes" if will_come else "no"
    guest.save(update_fields=["reply"])


def observe(meeting: Meeting, name: str) -> Guest:
    """Somebody who came along to listen."""
    return invite(meeting, seat="", name=name, mark="", role=OBSERVER)
