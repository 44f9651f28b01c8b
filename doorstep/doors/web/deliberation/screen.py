"""What hangs or is printed in the hall: the screen with its code that changes every minute, invitations with QR, minutes as PDF."""

import io

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.adapters.pdf import FontMissing, Press, Sheet
from doorstep.adapters.pdf.typeset import TypstPress
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.deliberation.candidates import MAY
from doorstep.doors.web.deliberation.meeting import floor_of, meeting_held
from doorstep.doors.web.deliberation.shown import MARKS, motions_of
from doorstep.doors.web.guards import guarded, may
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases import towns
from doorstep.store.cases.codes import show_code
from doorstep.wings.deliberation import attending, minutes
from doorstep.wings.deliberation.calling import kind_of, may_run, offset
from doorstep.wings.deliberation.inviting import body_of, code_of, name_of
from doorstep.wings.deliberation.kinds import meetings
from doorstep.wings.deliberation.models import Guest, Meeting, Motion

press: Press = TypstPress()
PAPER = "prints/assembly.typ"


@guarded(may(MAY))
@never_cache
@require_safe
def screen(request: HttpRequest, number: str) -> HttpResponse:
    """For the projector: scan to sign in, what is before the meeting, who has the floor and until when."""
    meeting = meeting_held(request, number)
    if not may_run(meeting, actor_of(request)):
        raise CaseNotFound
    now = timezone.now()
    digits = attending.hall_code(meeting, now)
    address = request.build_absolute_uri(f"{reverse('assembly_hall', args=[number])}?c={digits}")
    came, entitled = attending.present(meeting)
    motions = list(Motion.objects.filter(meeting=meeting).order_by("position"))
    context = {
        "meeting": meeting,
        "body": body_of(meeting),
        "digits": digits,
        "qr": segno.make(address, micro=False).svg_inline(omitsize=True, border=1),
        "present": came,
        "entitled": entitled,
        "least": kind_of(meeting).quorum.least(entitled),
        "whole": attending.attended(meeting),
        "floor": floor_of(motions, now),
        "motions": motions_of(meeting, motions),
        "minutes": meetings().floor.minutes,
        "sitting": meeting.began_at is not None and meeting.held_at is None,
    }
    return render(request, "deliberation/screen.html", context)


@guarded(may(MAY))
@never_cache
@require_safe
def invitations(request: HttpRequest, number: str) -> HttpResponse:
    """A slip for each person who was named, with their own code."""
    meeting = meeting_held(request, number)
    if not may_run(meeting, actor_of(request)):
        raise CaseNotFound
    guests = [one for one in Guest.objects.filter(meeting=meeting).order_by("id") if one.name_cipher]
    body = body_of(meeting)
    labels = {seat.code: seat.label.zh for seat in body.seats} if body else {}
    codes = {one.id: code_of(one) for one in guests}
    slips = [
        {
            "file": f"{one.id}.svg",
            "name": name_of(one),
            "seat": labels.get(one.seat, "X"),
            "mark": MARKS[one.mark].zh if one.mark else "",
            "code": show_code(codes[one.id]),
        }
        for one in guests
    ]
    pictures = {
        f"{one.id}.svg": _qr(request.build_absolute_uri(reverse("assembly_here", args=[codes[one.id]])))
        for one in guests
    }
    return _printed(request, meeting, {"kind": "slips", "slips": slips, "text": ""}, pictures, "invitations")


@guarded(may(MAY))
@never_cache
@require_safe
def minutes_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The minutes as they stand, on paper, with room for signatures."""
    meeting = meeting_held(request, number)
    if meeting.held_at is None:
        raise CaseNotFound
    data: dict[str, object] = {"kind": "minutes", "slips": [], "text": minutes.text_of(meeting)}
    return _printed(request, meeting, data, {}, "minutes")


def _printed(
    request: HttpRequest, meeting: Meeting, data: dict[str, object], pictures: dict[str, bytes], name: str
) -> HttpResponse:
    template = towns.pack().file(PAPER)
    if template is None:
        raise CaseNotFound
    body, local = body_of(meeting), meeting.meets_at + offset()
    motions = [one.text for one in Motion.objects.filter(meeting=meeting).order_by("position")]
    data |= {
        "title": meeting.title,
        "body": body.label.zh if body else "",
        "office": towns.pack().jurisdiction.label.zh,
        "when": f"{local:%Y年%-m月%-d日 %H:%M}",
        "hall": meeting.hall,
        "number": meeting.number,
        "motions": motions,
    }
    try:
        made = press.pdf(Sheet(template=template, data=data, pictures=pictures))
    except FontMissing as missing:
        return render(request, "refused.html", {"why": str(missing.__doc__)}, status=503)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{meeting.number}.pdf"'
    return response


def _qr(url: str) -> bytes:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, scale=10, dark="#1d2226")
    return out.getvalue()
