"""A receipt to take away and check anywhere: for whoever holds the case, like its page."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.resident.holding import held_case
from doorstep.wings.log.receipts import receipt_of


@guarded(everyone)
@never_cache
@require_safe
def receipt_file(request: HttpRequest, number: str) -> HttpResponse:
    """The file; a page that says when it will be there, while it is not."""
    held = held_case(request, number)
    receipt = receipt_of(held, now=timezone.now())
    if receipt is None:
        return render(request, "log/not_yet.html", {"number": number}, status=404)
    response = HttpResponse(
        json.dumps(receipt, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{held.case.number}.json"'
    return response
