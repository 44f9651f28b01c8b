"""One meeting for whoever runs it: agenda, invitations, the hall, votes, minutes. One laptop does; each press of a button is one request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.deliberation.candidates import MAY
from doorstep.doors.web.deliberation.running import DOES
from doorstep.doors.web.deliberation.shown import CHOICES, MARKS, STANCES, STATES, motions_of
from doorstep.doors.web.desk.forms import step_forms
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import CaseNotFound, FormRefused, Refusal
from doorstep.store.cases.laws import law
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation import attending, minutes, objecting, queries, speaking
from doorstep.wings.deliberation.calling import check_runs, kind_of, may_run
from doorstep.wings.deliberation.inviting import body_of, name_of, phone_of
from doorstep.wings.deliberation.kinds import meetings
from doorstep.wings.deliberation.models import OBSERVER, OPEN, VOTING, Guest, Meeting, Motion, Speech, Vote

MOST_LISTED = 100
OWN_PAGE = ("announce", "begin", "adjourn", "close", "gather", "offer")  # steps with a better place on this page

LONG_TEXTS = {
    "add": "additions",
    "offer": "public_text",
}  # what is written at length stays on the page when it is refused


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A long text that was sent and not taken, and why not."""

    name: str
    text: str
    why: tuple[str, ...]


def meeting_held(request: HttpRequest, number: str) -> Meeting:
    """The meeting this number names, if it is in the reader's view. Raises CaseNotFound."""
    held = held_case(request, number)
    found = Meeting.objects.filter(case_id=held.case.id).first()
    if found is None:
        raise CaseNotFound
    return found


@guarded(may(MAY))
@never_cache
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The whole page, by where the meeting stands."""
    return _page(request, meeting_held(request, number))


@guarded(may(MAY))
@require_POST
def do(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One thing. What was refused is said in one sentence, and nothing else has changed."""
    meeting = meeting_held(request, number)
    desk: Desk = frame(request, "assemblies")["desk"]
    if verb not in DOES:
        raise CaseNotFound
    try:
        check_runs(meeting, desk.actor)
        said = DOES[verb](request.POST, meeting, desk.actor, desk.now)
    except Refusal as refusal:
        faults = refusal.faults.values() if isinstance(refusal, FormRefused) else (refusal,)
        why = tuple(sentence(fault) for fault in faults)
        if name := LONG_TEXTS.get(verb):
            typed = Typed(name=name, text=request.POST.get(name, ""), why=why)
            return _page(request, meeting, typed=typed)
        messages.error(request, " ".join(why))
    else:
        if said:
            messages.success(request, said)
    here = {"arrive": "#people", "leave": "#people", "invite": "#people", "next": "#floor", "speak": "#floor"}
    return redirect(f"{reverse('assembly', args=[number])}{here.get(verb, '')}")


def _long_text(name: str, label: str, text: str, rows: int, typed: Typed | None) -> FormField:
    mine = typed if typed and typed.name == name else None
    value, errors = (mine.text, mine.why) if mine else (text, ())
    return FormField(name=name, kind="text", label=label, required=False, value=value, errors=errors, rows=rows)


def _page(request: HttpRequest, meeting: Meeting, *, typed: Typed | None = None) -> HttpResponse:
    context = frame(request, "assemblies")
    desk: Desk = context["desk"]
    held = held_case(request, meeting.number)
    mechanism = law(held.law_id)
    kind, body = kind_of(meeting), body_of(meeting)
    state = held.case.state
    came, entitled = attending.present(meeting)
    motions = list(Motion.objects.filter(meeting=meeting).order_by("position"))
    text = minutes.text_of(meeting) if meeting.held_at else ""
    runs = may_run(meeting, desk.actor)
    shown = motions_of(meeting, motions)
    listed = [one["motion"].matter for one in shown if one["is_listed"]] if meeting.held_at else []
    context |= {
        "listed_count": len(listed),
        "listed_url": f"{reverse('new_poll')}?{urlencode([('candidate', one) for one in listed])}" if listed else "",
        "meeting": meeting,
        "number": meeting.number,
        "state": mechanism.state(state),
        "stands": state,
        "kind": kind,
        "body": body,
        "may_run": runs,
        "present": came,
        "entitled": entitled,
        "least": kind.quorum.least(entitled),
        "voters": attending.voters(meeting),
        "is_quorate": "quorate" in held.case.memory.flags,
        "flags": held.case.memory.flags,
        "motions": shown,
        "on_list": _on_list(meeting, desk) if runs and state in ("called", "announced", "sitting") else [],
        "now_at": floor_of(motions, desk.now),
        "spots": [one for one in atlas().of_level("community") if one.path.startswith(meeting.place_path)],
        "guests": guests_of(meeting, state, may_see=runs),
        "marks": tuple(Option(code=code, label=label) for code, label in MARKS.items()),
        "stances": STANCES,
        "choices": CHOICES,
        "floor": meetings().floor,
        "minutes_text": text,
        "additions": _long_text("additions", _("补充（不写人名、电话、门牌）"), meeting.additions, 3, typed),
        "public_text": _long_text(
            "public_text", _("公开稿：去掉姓名、电话、住址，再交第二个人看"), redact(text).text, 10, typed
        ),
        "offered_text": minutes.offered(held) if state == "closed" and "offered" in held.case.memory.flags else "",
        "forms": [form for form in step_forms(request, held) if form.step.verb not in OWN_PAGE],
        "key": fresh_key(),
    }
    return render(request, "deliberation/meeting.html", context, status=422 if typed else 200)


def _on_list(meeting: Meeting, desk: Desk) -> list[queries.Row]:
    """Candidates a motion may be about: on the list, at the meeting's place or beneath it."""
    asked = queries.Asked(state="listed", place=meeting.place_path)
    return queries.candidates(asked, desk.view, limit=MOST_LISTED)[:MOST_LISTED]


def guests_of(meeting: Meeting, state: str, *, may_see: bool) -> list[dict[str, Any]]:
    """Everybody invited or come along, fixed seats first, with names; numbers for those who run it."""
    body = body_of(meeting)
    labels = {seat.code: seat.label for seat in body.seats} if body else {}
    rows = Guest.objects.filter(meeting=meeting).order_by("id")
    shown = [
        {
            "guest": one,
            "name": name_of(one),
            "phone": phone_of(one) if may_see else "",
            "may_phone": one.name_cipher is not None and one.role != OBSERVER and state in ("called", "announced"),
            "seat": labels.get(one.seat, ""),
            "mark": MARKS.get(one.mark, ""),
            "objection": objecting.objection_of(one) if may_see else "",
            "is_here": one.arrived_at is not None and one.left_at is None,
        }
        for one in rows
    ]
    order = {"seat": 0, "x": 1, "observer": 2}
    return sorted(shown, key=lambda one: order.get(one["guest"].role, 3))


def floor_of(motions: list[Motion], now: datetime) -> dict[str, Any] | None:
    """The motion that is before the meeting, who has the floor and for how many seconds, who waits."""
    motion = next((one for one in motions if one.state in (OPEN, VOTING)), None)
    if motion is None:
        return None
    has = speaking.speaking(motion)
    return {
        "motion": motion,
        "state": STATES[motion.state],
        "speaking": has,
        "after": has.pk if has else 0,
        "speaker": name_of(has.guest) if has else "",
        "stance": STANCES[has.stance] if has else "",
        "left": _left(has, now),
        "queue": [{"name": name_of(one.guest), "stance": STANCES[one.stance]} for one in speaking.queue(motion)],
        "cast": Vote.objects.filter(motion=motion).count(),
    }


def _left(speech: Speech | None, now: datetime) -> int | None:
    """Seconds that whoever has the floor still has; never below nought."""
    if speech is None or speech.began_at is None:
        return None
    return max(0, meetings().floor.minutes * 60 - int((now - speech.began_at).total_seconds()))
