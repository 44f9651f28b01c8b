"""The ballot online: of an open poll by whoever came in; of a secret one by whoever shows a signed token.

A browser with script makes and blinds the token itself (poll.js); for one without, the server does it in memory.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.voting.coming import elector_here, forget, note_sent, was_sent
from doorstep.doors.web.voting.filling import Booth, ballot_code_of, kept_field, receipt_page, serve
from doorstep.doors.web.voting.listing import public_poll
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.voting import Ballot
from doorstep.kernel.voting.blind import BlindRefused
from doorstep.wings.voting.casting import (
    WAYS,
    AlreadyServed,
    Cast,
    Token,
    TokenRefused,
    cast_by_elector,
    cast_by_token,
    check_hours,
    hand_out,
    standing_of,
)
from doorstep.wings.voting.electorate import name_of
from doorstep.wings.voting.models import Elector, Poll
from doorstep.wings.voting.rules import ONLINE
from doorstep.wings.voting.tokens import CodeUnreadable, fresh_ballot_code, make_token, read_ballot_code, read_token


@guarded(everyone)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, number: str) -> HttpResponse:
    """Fill in, review, send. Whoever sent an open ballot already sees that it was taken, and may change it where the poll says so."""
    poll, _state = public_poll(number)
    if poll.is_secret and "token" in request.POST:
        token = read_token(request.POST.get("token", ""), request.POST.get("signature", ""))
        code = read_ballot_code(request.POST.get("code", ""))
        return _sent_unseen(request, poll, serve(request, token_booth(poll, token, code)))
    elector = elector_here(request, poll)
    if elector is None and was_sent(request, poll):
        return render(request, "voting/sent.html", {"poll": poll})
    if elector is None:
        return redirect("poll_come", number=poll.number)
    check_hours(poll, is_paper=False, now=timezone.now())
    if poll.is_secret:
        return _token_page(request, poll, elector)
    booth, standing = _open_booth(poll, elector), standing_of(poll, elector)
    return receipt_page(request, booth, standing) if standing and request.method == "GET" else serve(request, booth)


def _sent_unseen(request: HttpRequest, poll: Poll, answer: HttpResponse) -> HttpResponse:
    """Once a secret ballot was taken, the session says that one was sent from here and no longer who came: the next may come."""
    if request.POST.get("step") == "send" and answer.status_code == 200:
        forget(request, poll)
        note_sent(request, poll)
    return answer


def _open_booth(poll: Poll, elector: Elector) -> Booth:
    def cast(ballot: Ballot, key: str) -> Cast:
        return cast_by_elector(poll, elector, ballot, key=key, now=timezone.now())

    who = name_of(elector) or elector.roll_number
    return Booth(poll=poll, action=reverse("poll_vote", args=[poll.number]), cast=cast, who=who)


def token_booth(poll: Poll, token: Token, code: str = "") -> Booth:
    """Where a secret ballot is filled in: the token travels with the page and nowhere else. `code`: what the server made it from."""

    def cast(ballot: Ballot, key: str) -> Cast:
        return cast_by_token(poll, token, ballot, key=key, now=timezone.now())

    hidden = {"token": token.message.hex(), "signature": token.signature.hex(), **({"code": code} if code else {})}
    return Booth(poll=poll, action=reverse("poll_vote", args=[poll.number]), cast=cast, hidden=hidden, code=code)


def _token_page(request: HttpRequest, poll: Poll, elector: Elector, refused: Refusal | None = None) -> HttpResponse:
    context = {
        "poll": poll,
        "elector": elector,
        "who": name_of(elector) or elector.roll_number,
        "served": WAYS.get(elector.served),
        "code": fresh_ballot_code(),
        "kept": kept_field(request),
        "problem": sentence(refused) if refused else "",
    }
    return render(request, "voting/token.html", context, status=refused.status if refused else 200)


@guarded(everyone)
@never_cache
@sensitive_post_parameters()
@require_POST
def token(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the one ballot of whoever came in. With `blinded` (hex) only a blind signature goes back, as JSON."""
    poll, _state = public_poll(number)
    elector = elector_here(request, poll)
    if "blinded" in request.POST:
        return _sign(request, poll, elector)
    if elector is None:
        return redirect("poll_come", number=poll.number)
    try:
        code = ballot_code_of(request)
        made = make_token(poll, elector, key=code, way=ONLINE, now=timezone.now())
    except (AlreadyServed, CodeUnreadable) as refused:
        return _token_page(request, poll, elector, refused)
    forget(request, poll)
    return serve(request, token_booth(poll, made, code))


def _sign(request: HttpRequest, poll: Poll, elector: Elector | None) -> HttpResponse:
    if elector is None:
        return JsonResponse({"go": reverse("poll_come", args=[poll.number])}, status=403)
    try:
        blinded = bytes.fromhex(request.POST["blinded"][:2048])
        signed = hand_out(poll, elector, blinded, way=ONLINE, now=timezone.now())
    except (ValueError, BlindRefused):
        return JsonResponse({"why": sentence(TokenRefused())}, status=422)
    except Refusal as refused:
        return JsonResponse({"why": sentence(refused)}, status=refused.status)
    return JsonResponse({"signed": signed.hex()})
