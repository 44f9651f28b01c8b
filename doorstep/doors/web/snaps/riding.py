"""Whoever registered once, for as long as their session lasts: their nickname and phone need not be typed again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.resident.asking import Typed
from doorstep.store.cases import towns
from doorstep.wings.intake.phones import read_phone
from doorstep.wings.rights.consents import SNAPS, agree
from doorstep.wings.rights.rules import FILE
from doorstep.wings.snaps.services import Known, find_rider, forget_rider, register_rider

RIDER = "rider"
DAYS = 60


def rider_of(request: HttpRequest) -> Known | None:
    """Who registered in this session."""
    raw = request.session.get(RIDER)
    return find_rider(UUID(raw)) if raw else None


def remember(request: HttpRequest, typed: Typed, case_id: UUID) -> Known | None:
    """Register whoever asked for it and left something to be known by; what they agreed to is on record with this snap."""
    name = " ".join(typed.name.split())
    if request.POST.get("remember") != "on" or not (name or typed.phone.strip()):
        return rider_of(request)
    phone, now = read_phone(typed.phone), timezone.now()
    known = register_rider(name=name, phone=phone, now=now)
    if towns.pack().file(FILE) is not None:
        agree(SNAPS, about=case_id, version=request.POST.get("snaps_agreed", "")[:40], phone=phone, way="snap", now=now)
    request.session[RIDER] = str(known.id)
    request.session.set_expiry(DAYS * 24 * 3600)
    return known


@guarded(everyone)
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Nickname and phone are erased, here and in the register."""
    raw = request.session.pop(RIDER, None)
    if raw:
        forget_rider(UUID(raw))
    return redirect("snap")
