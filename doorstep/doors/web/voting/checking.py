"""Is my ballot on the list? By the receipt's code, once the poll was counted. Says nothing of what it chose."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import LOOK_UPS, too_often
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.voting.listing import public_poll
from doorstep.wings.voting.receipts import find_receipt

COUNTED = ("counted", "confirmed")


@guarded(everyone)
@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """?code= as on the receipt."""
    poll, state = public_poll(number)
    code = request.GET.get("code", "").strip()[:80]
    if code and (refused := too_often(request, LOOK_UPS)) is not None:
        return refused
    is_counted = state in COUNTED
    found = find_receipt(poll, code) if code and is_counted else None
    field = FormField(name="code", kind="line", label=_("回执码"), help=_("10 个字母和数字，横线不用填。"), value=code)
    context = {"poll": poll, "field": field, "code": code, "found": found, "is_counted": is_counted}
    return render(request, "voting/receipt.html", context, status=404 if code and is_counted and not found else 200)
