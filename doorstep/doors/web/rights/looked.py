"""谁看过我的信息: when, which unit, in which role, what and why. For whoever holds the receipts, or proved to be an elder of the roll."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.actors import receipts_of
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.rights.elders import doubts_about, elder_of, noted_of
from doorstep.doors.web.rights.proving import asked_phone
from doorstep.wings.rights.looking import looks_at, looks_noted
from doorstep.wings.rights.register import register


@guarded(everyone)
@never_cache
@require_safe
def looked(request: HttpRequest) -> HttpResponse:
    """?case= narrows to one number."""
    held, elder = sorted(receipts_of(request)), elder_of(request)
    if not held and elder is None:
        return render(request, "rights/prove.html", {"by_phone": asked_phone()})
    wanted = request.GET.get("case", "")[:24]
    named = register().names_clerks
    found = looks_at([*held, *doubts_about(elder)], names_clerks=named) + looks_noted(
        noted_of(elder), names_clerks=named
    )
    looks = [
        look for look in sorted(found, key=lambda one: one.at, reverse=True) if not wanted or look.number == wanted
    ]
    context = {"looks": looks, "wanted": wanted, "count": len(looks), "now": timezone.now()}
    return render(request, "rights/looked.html", context)
