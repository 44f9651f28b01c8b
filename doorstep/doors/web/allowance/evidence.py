"""Evidence from departments: a table of ID numbers, kinds and days. People who are not on the roll are counted and forgotten."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.adapters.tables import TableRefused
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.allowance.frame import frame
from doorstep.doors.web.allowance.roll import LARGEST
from doorstep.doors.web.guards import guarded, may, unit_that_may
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import FormRefused
from doorstep.wings.allowance import queries
from doorstep.wings.allowance.evidence import deliver
from doorstep.wings.allowance.policy import policy


@guarded(may("evidence"))
@never_cache
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest) -> HttpResponse:
    """GET shows what was delivered; POST takes a file."""
    context = frame(request)
    actor, why = actor_of(request), ""
    unit = unit_that_may(request, "evidence")
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None or (upload.size or 0) > LARGEST:
                why = _("请选一个表格文件（CSV 或 XLSX，不超过 20 MB）。")
            else:
                done = deliver(upload.read(), upload.name or "", unit=unit, by=actor.id, now=timezone.now())
                context["done"] = done
                context["faults"] = [(fault.row, sentence(fault.fault)) for fault in done.faults[:200]]
        except TableRefused as refused:
            why = _(str(refused.__doc__))
        except FormRefused as refused:
            why = field_sentences(refused)["file"]
    context |= {"why": why, "kinds": policy().evidence.values(), "deliveries": queries.deliveries(unit), "unit": unit}
    return render(request, "allowance/evidence.html", context, status=422 if why else 200)
