"""For whoever was invited: their own page by the code on the invitation – coming or not, signing in, speaking, voting, confirming.

A code opens one meeting for one person and says nothing about others. In the hall the digits on its screen prove presence.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.deliberation.shown import CHOICES, STANCES, motions_of
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import HALL, HALL_CODES, LOOK_UPS, too_often
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import CaseNotFound, FormRefused, Refusal
from doorstep.store.cases.codes import read_code
from doorstep.wings.deliberation import attending, deciding, inviting, minutes, objecting, speaking
from doorstep.wings.deliberation.calling import may_run
from doorstep.wings.deliberation.models import OPEN, VOTING, Guest, Meeting, Motion, Speech, Vote
from doorstep.wings.deliberation.refusing import NotVoting

CODES = "assembly_codes"  # in the session: number of a meeting → code of the invitation that this device opened


def guest_of(request: HttpRequest, code: str) -> Guest | HttpResponse:
    """Whose invitation this is; a page for an address that tried too many wrong codes. Raises CaseNotFound.

    Whoever holds a code is not rationed: a whole hall comes through one address, and its pages look again by themselves."""
    found = Guest.objects.filter(code_hash=inviting.hash_of(read_code(code))).select_related("meeting").first()
    if found is not None:
        return found
    if (refused := too_often(request, LOOK_UPS)) is not None:
        return refused
    raise CaseNotFound


@guarded(everyone)
@never_cache
@require_safe
def here(request: HttpRequest, code: str) -> HttpResponse:
    """What an invitation's QR opens; for those who run the meeting, a button that signs its owner in."""
    guest = guest_of(request, code)
    if isinstance(guest, HttpResponse):
        return guest
    held = request.session.get(CODES, {})
    if held.get(guest.meeting.number) != code:
        request.session[CODES] = {**held, guest.meeting.number: code}
    return render(request, "deliberation/here.html", _context(request, guest, code))


def _context(request: HttpRequest, guest: Guest, code: str) -> dict[str, Any]:
    meeting = guest.meeting
    motions = list(Motion.objects.filter(meeting=meeting).order_by("position"))
    now_at = next((one for one in motions if one.state in (OPEN, VOTING)), None)
    state = attending.state_of(meeting)
    return {
        "guest": guest,
        "name": inviting.name_of(guest),
        "code": code,
        "meeting": meeting,
        "body": inviting.body_of(meeting),
        "motions": motions_of(meeting, motions),
        "stands": state,
        "is_here": guest.arrived_at is not None and guest.left_at is None,
        "now_at": now_at,
        "my_vote": Vote.objects.filter(motion=now_at, guest=guest).first() if now_at else None,
        "waits": now_at is not None and Speech.objects.filter(motion=now_at, guest=guest, began_at=None).exists(),
        "choices": CHOICES,
        "stances": STANCES,
        "text": minutes.text_of(meeting) if state == "signing" else "",
        "read": attending.print_of(meeting),
        "objection": objecting.objection_of(guest),
        "is_clerk": request.user.is_authenticated and may_run(meeting, actor_of(request)),
        "proposed": request.GET.get("c", "")[:6],
    }


def _in(post: QueryDict, guest: Guest, now: datetime, *, is_clerk: bool) -> str:
    if is_clerk:
        attending.arrive(guest, by="scan", now=now)
        return _("签到了。")
    attending.check_hall_code(guest.meeting, post.get("hall", "")[:20], now=now)
    attending.arrive(guest, by="hall", now=now)
    return _("签到了，请坐。")


def _reply(post: QueryDict, guest: Guest, now: datetime, *, is_clerk: bool) -> str:
    inviting.answer(guest, will_come=post.get("reply") == "yes")
    return _("知道了，到时见。") if guest.reply == "yes" else _("知道了，谢谢告诉我们。")


def _motion(guest: Guest) -> Motion:
    found = Motion.objects.filter(meeting=guest.meeting, state__in=(OPEN, VOTING)).first()
    if found is None:
        raise NotVoting
    return found


def _speak(post: QueryDict, guest: Guest, now: datetime, *, is_clerk: bool) -> str:
    speaking.raise_hand(guest, _motion(guest), post.get("stance", ""), now=now)
    return _("举手了，轮到您会叫您。")


def _vote(post: QueryDict, guest: Guest, now: datetime, *, is_clerk: bool) -> str:
    deciding.cast(guest, _motion(guest), post.get("choice", ""))
    return _("投了，计票以前可以改。")


def _sign(post: QueryDict, guest: Guest, now: datetime, *, is_clerk: bool) -> str:
    attending.sign(guest, read=post.get("read", ""), now=now)
    return _("您确认了纪要。")


def _object(post: QueryDict, guest: Guest, now: datetime, *, is_clerk: bool) -> str:
    objecting.object_to(guest, post.get("objection", ""))
    return _("您的异议写进纪要了，不写名字；召集的人补充以后，您可以再确认。")


DOES: Mapping[str, Callable[..., str]] = {
    "in": _in,
    "reply": _reply,
    "speak": _speak,
    "vote": _vote,
    "sign": _sign,
    "object": _object,
}


@guarded(everyone)
@require_POST
def do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One thing of one's own."""
    guest = guest_of(request, code)
    if isinstance(guest, HttpResponse):
        return guest
    if verb not in DOES:
        raise CaseNotFound
    is_clerk = request.user.is_authenticated and may_run(guest.meeting, actor_of(request))
    guessed = HALL_CODES if verb == "in" and not is_clerk else ()
    if (refused := too_often(request, (), phone=f"guest {guest.pk}", phone_limits=guessed)) is not None:
        return refused
    try:
        messages.success(request, DOES[verb](request.POST, guest, timezone.now(), is_clerk=is_clerk))
    except FormRefused as refused_form:
        messages.error(request, " ".join(sentence(fault) for fault in refused_form.faults.values()))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("assembly_here", code)


@guarded(everyone)
@never_cache
@require_http_methods(["GET", "POST"])
def hall(request: HttpRequest, number: str) -> HttpResponse:
    """What the code on the hall's screen opens: with an invitation on this device, one's own page; else as a listener by name."""
    meeting = Meeting.objects.filter(number=number[:24].replace("\x00", "")).exclude(announced_at=None).first()
    if meeting is None:
        raise CaseNotFound
    digits = (request.POST if request.method == "POST" else request.GET).get("c", "")[:6]
    if code := request.session.get(CODES, {}).get(number):
        return redirect(f"{reverse('assembly_here', args=[code])}?c={digits}")
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        if (refused := too_often(request, HALL)) is not None:
            return refused
        try:
            return redirect("assembly_here", _listen(meeting, request, digits))
        except FormRefused as refused_form:
            problems = tuple(sentence(fault) for fault in refused_form.faults.values())
        except Refusal as refusal:
            problems = (sentence(refusal),)
    context = {"meeting": meeting, "fields": _fields(request.POST, digits), "problems": problems}
    return render(request, "deliberation/hall.html", context, status=422 if problems else 200)


def _listen(meeting: Meeting, request: HttpRequest, digits: str) -> str:
    attending.check_hall_code(meeting, digits, now=timezone.now())
    guest = inviting.observe(meeting, request.POST.get("name", "")[:60])
    attending.arrive(guest, by="hall", now=timezone.now())
    return inviting.code_of(guest)


def _fields(post: QueryDict, digits: str) -> list[FormField]:
    return [
        FormField(
            name="name",
            kind="line",
            label=_("怎么称呼您"),
            help=_("只给召集的人看，不公开。"),
            value=post.get("name", "")[:60],
            max_length=inviting.LONGEST_NAME,
        ),
        FormField(name="c", kind="code", label=_("大厅屏幕上的六位数字"), value=digits, max_length=6),
    ]
