"""Proving who asks: a code sent to a number that was left here. The number is kept sealed, for half an hour, in this session alone.

A stranger's number and one that was never left are answered alike.
"""

import base64

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from doorstep.doors.web.actors import hold_receipts
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.phone_codes import (
    Asker,
    check_phone,
    phone_field,
    reported_under,
    send_to_phone,
    send_to_reporter,
)
from doorstep.doors.web.shapes import FormField
from doorstep.store.sealing import SealBroken, seal, unseal
from doorstep.wings.intake.phones import cases_of_phone

PROVEN = "rights_phone"
SECONDS = 1800


def proven_phone(request: HttpRequest) -> str:
    """The number that this session has proven within the last half hour, or ""."""
    sealed, at = request.session.get(PROVEN, ("", 0.0))
    if not sealed or timezone.now().timestamp() - at > SECONDS:
        return ""
    try:
        return unseal(base64.b64decode(sealed))
    except SealBroken:
        return ""


def asked_phone(*, value: str = "", wrong: str = "") -> FormField:
    """Asks for the number that was left here."""
    return phone_field(help_text=_("反映时留过的手机号。"), value=value, wrong=wrong)


@guarded(everyone)
@sensitive_post_parameters("phone")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send a code; the page says the same whether or not anything is held under the number."""
    return send_to_phone(request, _asker(request))


@guarded(everyone)
@sensitive_post_parameters("phone", "code")
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """A right code proves the number, and shows the cases reported under it."""
    return check_phone(request, _asker(request), lambda phone: _proven(request, phone))


def _proven(request: HttpRequest, phone: str) -> HttpResponse:
    request.session.cycle_key()
    request.session[PROVEN] = [base64.b64encode(seal(phone)).decode(), timezone.now().timestamp()]
    hold_receipts(request, *reversed(cases_of_phone(phone)))
    return redirect("rights")


def _asker(request: HttpRequest) -> Asker:
    return Asker(
        ask=lambda typed, wrong: _again(request, typed, wrong),
        check=reverse("rights_phone_code"),
        again=reverse("rights"),
        button=_("就是我"),
        said=reported_under,
        unsent=_("短信没有发出去，请稍后再试，或用编号和查询码。"),
        send=send_to_reporter,
    )


def _again(request: HttpRequest, typed: str, wrong: str) -> HttpResponse:
    context = {"by_phone": asked_phone(value=typed, wrong=wrong)}
    return render(request, "rights/prove.html", context, status=422)
