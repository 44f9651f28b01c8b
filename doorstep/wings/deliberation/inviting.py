"""Invitations: who sits in a fixed seat, who is asked as X, who came along to listen. Names and codes are sealed."""

from django.db import transaction

from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases.codes import fresh_code
from doorstep.store.cases.digests import straight
from doorstep.store.cases.locking import lock
from doorstep.store.sealing import keyed_hash, seal, unseal
from doorstep.wings.deliberation.bodies import Body, assemblies
from doorstep.wings.deliberation.models import EXTRA, OBSERVER, SEAT, Guest, Meeting
from doorstep.wings.deliberation.refusing import InvitedBefore, MustBeWritten, SeatsTaken, TooLong

MARKS = ("", "party_delegate", "peoples_deputy", "cppcc_member")  # 两代表一委员
LONGEST_NAME = 40


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
    meeting: Meeting, role: str, seat: str, like: Guest | None = None, *, name: str = "", mark: str = ""
) -> Guest:
    code = fresh_code()
    cipher = like.name_cipher if like else (seal(name) if name else None)
    return Guest(
        meeting=meeting,
        role=role,
        seat=seat,
        mark=like.mark if like else mark,
        name_cipher=bytes(cipher) if cipher else None,
        code_hash=hash_of(code),
        code_cipher=seal(code),
    )


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
def invite(meeting: Meeting, *, seat: str, name: str, mark: str, role: str = EXTRA) -> Guest:
    """Name somebody for a fixed seat, or ask one more to come as X. Raises SeatsTaken, FormRefused (also who is asked already)."""
    name = straight(name)
    if not name:
        raise FormRefused({"name": MustBeWritten()})
    if len(name) > LONGEST_NAME:
        raise FormRefused({"name": TooLong(limit=LONGEST_NAME, length=len(name))})
    mark = mark if mark in MARKS else ""
    body = body_of(meeting)
    fixed = Guest.objects.filter(meeting=meeting, role=SEAT, seat=seat).first() if seat else None
    if fixed is not None:
        fixed.name_cipher, fixed.mark = seal(name), mark
        fixed.save(update_fields=["name_cipher", "mark"])
        return fixed
    lock(meeting.case_id)
    asked = list(Guest.objects.filter(meeting=meeting, role=role))
    if any(name_of(one) == name for one in asked):
        raise FormRefused({"name": InvitedBefore(name=name)})
    most = body.most_x if body else 0
    if role == EXTRA and len(asked) >= most:
        raise SeatsTaken(most=most)
    guest = _guest(meeting, role, "", name=name, mark=mark)
    guest.save()
    return guest


def uninvite(meeting: Meeting, guest_id: int) -> None:
    """Somebody who has not come need not. A fixed seat becomes empty; whoever came stays on record."""
    found = Guest.objects.filter(meeting=meeting, id=guest_id, arrived_at=None).first()
    if found is not None and found.role == SEAT:
        found.name_cipher, found.mark, found.reply = None, "", ""
        found.save(update_fields=["name_cipher", "mark", "reply"])
    elif found is not None:
        found.delete()


def observe(meeting: Meeting, name: str) -> Guest:
    """Somebody who came along to listen."""
    return invite(meeting, seat="", name=name, mark="", role=OBSERVER)
