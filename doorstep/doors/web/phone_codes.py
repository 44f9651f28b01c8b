"""A phone number proven by a code that is sent to it: fields, pages, words and limits, the same wherever it is asked.

What a proven number opens, each room decides for itself; a number that is known and one that is not are answered alike.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from doorstep.adapters.sms import SmsNotSent
from doorstep.doors.web.limits import CODES_SENT, CODES_TO_PHONE, CODES_TRIED, too_often
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.phones import PhoneUnreadable, read_phone
from doorstep.wings.intake.phones import MINUTES, check_code, send_code


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks. `ask`: the page on which the number is typed, with what was typed and what is wrong; `check`: where the code is
    handed in; `again`: where another is asked for; `button`: what handing it in does. `said`: of a number, that a code may have
    been sent, without saying who is known; `unsent`: what else there is where no message went out; `send`: sends the code."""

    ask: Callable[[str, str], HttpResponse]
    check: str
    again: str
    button: str
    said: Callable[[str], str]
    unsent: str
    send: Callable[[str], None]
    here: str = ""


def send_to_phone(request: HttpRequest, asker: Asker) -> HttpResponse:
    """A code to the number typed; the page says the same whether or not the number is known."""
    try:
        phone = phone_of(request)
    except PhoneUnreadable as fault:
        return asker.ask(request.POST.get("phone", ""), sentence(fault))
    if (refused := too_often(request, CODES_SENT, phone=phone, phone_limits=CODES_TO_PHONE)) is not None:
        return refused
    try:
        asker.send(phone)
    except SmsNotSent:
        return asker.ask(phone, asker.unsent)
    return code_page(request, phone, asker)


def check_phone(request: HttpRequest, asker: Asker, then: Callable[[str], HttpResponse]) -> HttpResponse:
    """What follows once the code is right: then the number is proven."""
    if (refused := too_often(request, CODES_TRIED)) is not None:
        return refused
    try:
        phone = phone_of(request)
    except PhoneUnreadable as fault:
        return asker.ask("", sentence(fault))
    if not check_code(phone, request.POST.get("code", ""), now=timezone.now()):
        return code_page(request, phone, asker, wrong=wrong_code())
    return then(phone)


def phone_of(request: HttpRequest) -> str:
    """The number typed. Raises PhoneUnreadable, for none as well."""
    phone = read_phone(request.POST.get("phone", ""))
    if not phone:
        raise PhoneUnreadable
    return phone


def phone_field(*, help_text: str, value: str = "", wrong: str = "") -> FormField:
    """Asks for the number."""
    return FormField(
        name="phone",
        kind="phone",
        label=_("手机号"),
        help=help_text,
        value=value[:20],
        errors=(wrong,) if wrong else (),
    )


def code_page(request: HttpRequest, phone: str, asker: Asker, *, wrong: str = "") -> HttpResponse:
    """Asks for the code that was sent."""
    field = FormField(
        name="code",
        kind="code",
        label=_("短信验证码"),
        help=_("6 位数字，%(minutes)s 分钟内有效。") % {"minutes": MINUTES},
        max_length=6,
        errors=(wrong,) if wrong else (),
    )
    context = {"here": asker.here, "phone": phone, "field": field, "page": asker, "said": asker.said(phone)}
    return render(request, "phone_code.html", context, status=422 if wrong else 200)


def send_to_reporter(phone: str) -> None:
    """A code, if something was reported under the number."""
    send_code(phone, now=timezone.now())


def reported_under(phone: str) -> str:
    """What is said once a code may have been sent to somebody who reported something."""
    return _("如果 %(phone)s 反映过事，验证码已经发出。") % {"phone": phone}


def wrong_code() -> str:
    """The sentence for a code that is not the one, or too late."""
    return _("验证码不对，或者过了时间。连错 5 次要重新发。")
