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

from doorstep.adapters.sms import SmsNotSent
from doorstep.doors.web.actors import hold_receipts
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import CODES_SENT, CODES_TO_PHONE, CODES_TRIED, too_often
from doorstep.doors.web.phone_codes import CodePage, code_page, phone_field, phone_of, reported_under, wrong_code
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import sentence
from doorstep.store.sealing import SealBroken, seal, unseal
from doorstep.wings.intake.phones import PhoneUnreadable, cases_of_phone, check_code, send_code

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
    try:
        phone = phone_of(request)
    except PhoneUnreadable as fault:
        return _again(request, request.POST.get("phone", ""), sentence(fault))
    if (refused := too_often(request, CODES_SENT, phone=phone, phone_limits=CODES_TO_PHONE)) is not None:
        return refused
    try:
        send_code(phone, now=timezone.now())
    except SmsNotSent:
        return _again(request, phone, _("短信没有发出去，请稍后再试，或用编号和查询码。"))
    return code_page(request, phone, _asking(phone))


@guarded(everyone)
@sensitive_post_parameters("phone", "code")
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """A right code proves the number, and shows the cases reported under it."""
    if (refused := too_often(request, CODES_TRIED)) is not None:
        return refused
    try:
        phone = phone_of(request)
    except PhoneUnreadable as fault:
        return _again(request, "", sentence(fault))
    if not check_code(phone, request.POST.get("code", ""), now=timezone.now()):
        return code_page(request, phone, _asking(phone), wrong=wrong_code())
    request.session.cycle_key()
    request.session[PROVEN] = [base64.b64encode(seal(phone)).decode(), timezone.now().timestamp()]
    hold_receipts(request, *reversed(cases_of_phone(phone)))
    return redirect("rights")


def _again(request: HttpRequest, value: str, wrong: str) -> HttpResponse:
    context = {"by_phone": asked_phone(value=value, wrong=wrong)}
    return render(request, "rights/prove.html", context, status=422)


def _asking(phone: str) -> CodePage:
    return CodePage(
        check=reverse("rights_phone_code"), again=reverse("rights"), button=_("就是我"), said=reported_under(phone)
    )
