"""谁看过我的信息: when, which unit, in which role, what and why. For whoever holds the receipts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.actors import receipts_of
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.rights.proving import asked_phone
from doorstep.wings.rights.looking import looks_at
from doorstep.wings.rights.register import register


@guarded(everyone)
@never_cache
@require_safe
def looked(request: HttpRequest) -> HttpResponse:
    """?case= narrows to one number."""
    held = sorted(receipts_of(request))
    if not held:
        return render(request, "rights/prove.html", {"by_phone": asked_phone()})
    wanted = request.GET.get("case", "")[:24]
    looks = [
        look for look in looks_at(held, names_clerks=register().names_clerks) if not wanted or look.number == wanted
    ]
    context = {"looks": looks, "wanted": wanted, "count": len(looks), "now": timezone.now()}
    return render(request, "rights/looked.html", context)
