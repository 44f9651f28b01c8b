"""Batches: certified people of a period get credentials; each department's format is one button; who took which file is kept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.adapters.pdf import FontMissing
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.allowance.frame import MAY, frame, paths_of
from doorstep.doors.web.allowance.issuing import MEDIA, content_of, issue_period
from doorstep.doors.web.guards import guarded, may
from doorstep.store.people.models import Person as Staff
from doorstep.wings.allowance import queries
from doorstep.wings.allowance.batches import certified, note_batch
from doorstep.wings.allowance.policy import policy
from doorstep.wings.allowance.roll import note_looks
from doorstep.wings.allowance.rules import PERIOD


@guarded(may(MAY))
@never_cache
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """Periods with certifications, the formats, and the files that were taken."""
    context = frame(request)
    paths = paths_of(context["desk"])
    taken = queries.batches(paths)
    names = dict(Staff.objects.filter(id__in={one.by for one in taken}).values_list("id", "display_name"))
    context |= {
        "periods": queries.periods(paths),
        "formats": policy().formats.values(),
        "taken": [(one, policy().formats.get(one.format), names.get(one.by, "")) for one in taken],
    }
    return render(request, "allowance/batches.html", context)


@guarded(may(MAY))
@require_POST
def issue_batch(request: HttpRequest) -> HttpResponse:
    """Credentials for those who have none yet."""
    period, paths = request.POST.get("period", ""), paths_of(frame(request)["desk"])
    if not PERIOD.fullmatch(period):
        raise Http404
    new = issue_period(period, paths, by=actor_of(request).id, now=timezone.now())
    messages.success(
        request,
        ngettext("新签发 %(count)s 张凭证。", "新签发 %(count)s 张凭证。", new) % {"count": new}
        if new
        else _("认证过的都有凭证了，没有重复签发。"),
    )
    return redirect(reverse("allowance_batches"))


@guarded(may(MAY))
@never_cache
@require_safe
def take(request: HttpRequest, form: str) -> HttpResponse:
    """?period= in the format of a department."""
    context, period = frame(request), request.GET.get("period", "")
    wanted = policy().formats.get(form)
    if wanted is None or not PERIOD.fullmatch(period):
        raise Http404
    paths, now, by = paths_of(context["desk"]), timezone.now(), actor_of(request).id
    people = certified(period, paths)
    if not people or by is None:
        raise Http404
    try:
        content = content_of(wanted, period, people)
    except FontMissing as missing:
        return render(request, "refused.html", {"why": str(missing.__doc__)}, status=503)
    note_looks([one.id for one in people], by=by, what="batch", now=now)
    note_batch(period, paths[0], wanted, content, len(people), by=by, now=now)
    response = HttpResponse(content, content_type=MEDIA[wanted.file])
    response.headers["Content-Disposition"] = f'attachment; filename="allowance-{period}-{form}.{wanted.file}"'
    return response
