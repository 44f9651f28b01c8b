"""What came of a request: what was done, why not, how to complain; and the copy to read or take away. For whoever holds its receipt."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.resident.holding import held_case
from doorstep.doors.web.resident.story import to_you
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held
from doorstep.wings.rights.models import Request
from doorstep.wings.rights.services import MECHANISM
from doorstep.wings.rights.telling import copy_of


def _request(request: HttpRequest, number: str) -> tuple[Held, Request]:
    held = held_case(request, number)
    found = Request.objects.filter(case_id=held.case.id).first() if held.case.mechanism == MECHANISM else None
    if found is None:
        raise CaseNotFound
    return held, found


@guarded(everyone)
@never_cache
@require_safe
def outcome(request: HttpRequest, number: str) -> HttpResponse:
    """Where it stands and what was done."""
    held, found = _request(request, number)
    state = law(held.law_id).state(held.case.state)
    context: dict[str, Any] = {
        "number": number,
        "found": found,
        "state": to_you(state.plain),
        "may_read": found.kind == "see" and held.case.state == "granted",
        "is_refused": held.case.state == "refused",
        "erased": sum(found.outcome.values()) if found.kind == "delete" else 0,
    }
    return render(request, "rights/outcome.html", context)


@guarded(everyone)
@never_cache
@require_safe
def readable(request: HttpRequest, number: str) -> HttpResponse:
    """The copy as a page."""
    held, _found = _request(request, number)
    return render(request, "rights/copy.html", {"number": number, "copy": copy_of(held, now=timezone.now())})


@guarded(everyone)
@never_cache
@require_safe
def download(request: HttpRequest, number: str) -> HttpResponse:
    """The copy as a file."""
    held, _found = _request(request, number)
    content = json.dumps(copy_of(held, now=timezone.now()), ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{held.case.number}.json"'
    return response
