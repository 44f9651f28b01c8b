"""A phone number proven by a code that is sent to it: the fields, the page and the words, the same wherever it is asked.

What a proven number opens, each room decides for itself; a number that is known and one that is not are answered alike.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from doorstep.doors.web.shapes import FormField
from doorstep.kernel.phones import PhoneUnreadable, read_phone
from doorstep.wings.intake.phones import MINUTES


@dataclass(frozen=True, kw_only=True)
class CodePage:
    """Where the code is handed in, where another is asked for, what the button says. `said`: without saying who is known."""

    check: str
    again: str
    button: str
    said: str
    here: str = ""


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


def code_page(request: HttpRequest, phone: str, page: CodePage, *, wrong: str = "") -> HttpResponse:
    """Asks for the code that was sent."""
    field = FormField(
        name="code",
        kind="code",
        label=_("短信验证码"),
        help=_("6 位数字，%(minutes)s 分钟内有效。") % {"minutes": MINUTES},
        max_length=6,
        errors=(wrong,) if wrong else (),
    )
    context = {"here": page.here, "phone": phone, "field": field, "page": page}
    return render(request, "phone_code.html", context, status=422 if wrong else 200)


def reported_under(phone: str) -> str:
    """What is said once a code may have been sent to somebody who reported something."""
    return _("如果 %(phone)s 反映过事，验证码已经发出。") % {"phone": phone}


def wrong_code() -> str:
    """The sentence for a code that is not the one, or too late."""
    return _("验证码不对，或者过了时间。连错 5 次要重新发。")
