"""The elector comes: phone, code, and where several share a phone, which of them. Says nothing about who is on a roll."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import CODES_TRIED, too_often
from doorstep.doors.web.phone_codes import Asker, code_page, phone_field, phone_of, send_to_phone, wrong_code
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.voting.listing import public_poll
from doorstep.kernel.phones import PhoneUnreadable
from doorstep.wings.intake.phones import check_code, send_code
from doorstep.wings.voting.casting import NotOnTheRoll
from doorstep.wings.voting.electorate import electors_of_phone, name_of
from doorstep.wings.voting.models import Elector, Poll

SESSION, SENT = "polls", "polls_sent"


def elector_here(request: HttpRequest, poll: Poll) -> Elector | None:
    """Who came in during this session."""
    known = request.session.get(SESSION, {}).get(poll.number)
    return Elector.objects.filter(id=known, poll=poll).first() if known else None


def remember(request: HttpRequest, elector: Elector, number: str) -> None:
    """For this session."""
    request.session.cycle_key()
    request.session[SESSION] = {**request.session.get(SESSION, {}), number: elector.id}
    forget_sent(request, number)


def forget(request: HttpRequest, poll: Poll) -> None:
    """As soon as a secret ballot was handed out, nothing in the session says to whom."""
    known = dict(request.session.get(SESSION, {}))
    if known.pop(poll.number, None) is not None:
        request.session[SESSION] = known


def note_sent(request: HttpRequest, poll: Poll) -> None:
    """That a secret ballot was sent from this browser, and not whose."""
    request.session[SENT] = [*(one for one in request.session.get(SENT, []) if one != poll.number), poll.number][-20:]


def was_sent(request: HttpRequest, poll: Poll) -> bool:
    """Whether one was, since the last person came or left."""
    return poll.number in request.session.get(SENT, [])


def forget_sent(request: HttpRequest, number: str) -> None:
    """The next one comes."""
    if number in (known := request.session.get(SENT, [])):
        request.session[SENT] = [one for one in known if one != number]


@guarded(everyone)
@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
def come(request: HttpRequest, number: str) -> HttpResponse:
    """Asks the phone; sends a code to it when it stands on the roll, and says the same when it does not."""
    poll, _state = public_poll(number)
    if request.method == "GET":
        return _phone_page(request, poll)
    return send_to_phone(request, _asker(request, poll))


@guarded(everyone)
@never_cache
@sensitive_post_parameters("phone", "code")
@require_POST
def check(request: HttpRequest, number: str) -> HttpResponse:
    """A right code opens the ballot; where several share the phone it asks which of them is voting."""
    poll, _state = public_poll(number)
    if (refused := too_often(request, CODES_TRIED)) is not None:
        return refused
    try:
        phone = phone_of(request)
    except PhoneUnreadable as fault:
        return _phone_page(request, poll, wrong=sentence(fault))
    waiting = _waiting(request, poll, phone)
    if not waiting:
        if not check_code(phone, request.POST.get("code", ""), now=timezone.now()):
            return code_page(request, phone, _asker(request, poll), wrong=wrong_code())
        waiting = electors_of_phone(poll, phone)
    if not waiting:
        raise NotOnTheRoll
    chosen = [one for one in waiting if str(one.id) == request.POST.get("elector")]
    if len(waiting) > 1 and not chosen:
        request.session["poll_waiting"] = [poll.number, phone[-4:], [one.id for one in waiting]]
        return _which_page(request, poll, phone, waiting)
    request.session.pop("poll_waiting", None)
    remember(request, (chosen or waiting)[0], poll.number)
    return redirect("poll_vote", number=poll.number)


def _waiting(request: HttpRequest, poll: Poll, phone: str) -> list[Elector]:
    """Those between whom a phone that was proven has to choose."""
    known = request.session.get("poll_waiting")
    if not known or known[:2] != [poll.number, phone[-4:]] or "elector" not in request.POST:
        return []
    return [one for one in electors_of_phone(poll, phone) if one.id in known[2]]


@guarded(everyone)
@require_POST
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """The next one at this phone."""
    poll, _state = public_poll(number)
    forget(request, poll)
    forget_sent(request, poll.number)
    return redirect("poll_come", number=poll.number)


def _phone_page(request: HttpRequest, poll: Poll, *, typed: str = "", wrong: str = "") -> HttpResponse:
    field = phone_field(help_text=_("名册上的手机号。我们发一个验证码，确认是您本人。"), value=typed, wrong=wrong)
    return render(request, "voting/come.html", {"poll": poll, "field": field}, status=422 if wrong else 200)


def _asker(request: HttpRequest, poll: Poll) -> Asker:
    return Asker(
        ask=lambda typed, wrong: _phone_page(request, poll, typed=typed, wrong=wrong),
        check=reverse("poll_come_code", args=[poll.number]),
        again=reverse("poll_come", args=[poll.number]),
        button=_("去填选票"),
        said=lambda phone: _("如果 %(phone)s 在名册上，验证码已经发出。") % {"phone": phone},
        unsent=_("短信没有发出去，请稍后再试，或者用纸票。"),
        send=lambda phone: _send(poll, phone),
    )


def _send(poll: Poll, phone: str) -> None:
    if electors_of_phone(poll, phone):
        send_code(phone, now=timezone.now(), is_listed=True)


def _which_page(request: HttpRequest, poll: Poll, phone: str, electors: list[Elector]) -> HttpResponse:
    options = tuple(Option(code=str(one.id), label=name_of(one) or one.roll_number) for one in electors)
    field = FormField(name="elector", kind="choice", label=_("现在是谁在投票"), options=options)
    return render(request, "voting/come_which.html", {"poll": poll, "phone": phone, "field": field})
