"""Finding one's case again 查办到哪: by number and code, by the code's own address, or by a code sent to the phone.

A wrong code, a stranger's number and a number that never was are answered alike.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doorstep.doors.web.actors import hold_receipts
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import LOOK_UPS, too_often
from doorstep.doors.web.phone_codes import (
    Asker,
    check_phone,
    phone_field,
    reported_under,
    send_to_phone,
    send_to_reporter,
)
from doorstep.doors.web.resident.holding import case_of_code, numbers_of
from doorstep.doors.web.shapes import FormField
from doorstep.kernel.refusals import CaseNotFound
from doorstep.wings.intake.phones import cases_of_phone


@guarded(everyone)
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Number and code; below it, the way by phone."""
    if request.method == "GET":
        return _page(request)
    if (refused := too_often(request, LOOK_UPS)) is not None:
        return refused
    number, code = request.POST.get("number", "").strip(), request.POST.get("code", "").strip()
    if not number or not code:
        return _page(request, number=number[:40], code=code[:40], wrong=_("请把编号和查询码都填上。"))
    found = case_of_code(code)
    if found is None or _digits(number) not in map(_digits, numbers_of(*found)):
        wrong = _("编号和查询码对不上。请照着回执再看一遍，横线不用填。")
        return _page(request, number=number[:40], code=code[:40], wrong=wrong)
    hold_receipts(request, found[0])
    return redirect("my_case", number=found[1])


def _digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdecimal())


@guarded(everyone)
@never_cache
@require_safe
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR on a receipt opens."""
    if (refused := too_often(request, LOOK_UPS)) is not None:
        return refused
    found = case_of_code(code)
    if found is None:
        raise CaseNotFound
    hold_receipts(request, found[0])
    return redirect("my_case", number=found[1])


@guarded(everyone)
@sensitive_post_parameters("phone")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send a code to the phone; the page says the same whether or not anything was reported under it."""
    return send_to_phone(request, _asker(request))


@guarded(everyone)
@sensitive_post_parameters("phone", "code")
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """A right code shows every case reported under the number."""
    return check_phone(request, _asker(request), lambda phone: _shown(request, phone))


def _shown(request: HttpRequest, phone: str) -> HttpResponse:
    request.session.cycle_key()
    hold_receipts(request, *reversed(cases_of_phone(phone)))
    return redirect("my_cases")


def _page(
    request: HttpRequest, *, number: str = "", code: str = "", wrong: str = "", phone: str = "", phone_wrong: str = ""
) -> HttpResponse:
    fields = (
        FormField(
            name="number", kind="line", label=_("编号"), help=_("例如 20261122-0387"), value=number, max_length=24
        ),
        FormField(
            name="code",
            kind="line",
            label=_("查询码"),
            help=_("回执上的 10 个字母和数字，大小写都行。"),
            value=code,
            max_length=24,
        ),
    )
    by_phone = phone_field(help_text=_("反映时留过的手机号。"), value=phone, wrong=phone_wrong)
    context = {"here": "track", "fields": fields, "by_phone": by_phone, "problems": (wrong,) if wrong else ()}
    return render(request, "resident/track.html", context, status=422 if wrong or phone_wrong else 200)


def _asker(request: HttpRequest) -> Asker:
    return Asker(
        ask=lambda typed, wrong: _page(request, phone=typed, phone_wrong=wrong),
        check=reverse("track_phone_code"),
        again=reverse("track"),
        button=_("看我的事"),
        said=reported_under,
        unsent=_("短信没有发出去，请稍后再试，或用编号和查询码。"),
        send=send_to_reporter,
        here="track",
    )
