"""裁定可入目录: upheld objections and rulings of coordination meetings, each one click away from being a row."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.catalogue.shown import page
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.catalogue_words import EVERYWHERE
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.whole_numbers import read_whole
from doorstep.wings.catalogue import rulings as wing
from doorstep.wings.catalogue.models import Proposal
from doorstep.wings.catalogue.queries import NAMES, waiting_rulings


@guarded(may("read_catalogue"))
@require_safe
def rulings(request: HttpRequest) -> HttpResponse:
    """Those that wait, the newest first."""
    return _page(request)


def _page(request: HttpRequest, why: str = "", about: int = 0, status: int = 200) -> HttpResponse:
    shown = [
        {
            "one": one,
            "what": NAMES.category(one.category),
            "where": NAMES.place(one.place_path) if one.place_path else EVERYWHERE,
            "unit": NAMES.unit(one.unit),
            "now": wing.leads_now(one, on=timezone.localdate()),
            "why": why if one.pk == about else "",
        }
        for one in waiting_rulings()
    ]
    return render(request, "catalogue/rulings.html", {**page(request, "rulings"), "rulings": shown}, status=status)


@guarded(may("catalogue"))
@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Take it up as a row, or let it be."""
    ruling = read_whole(request.POST.get("ruling", ""))
    if ruling is None or not Proposal.objects.filter(pk=ruling).exists():
        raise Http404
    person, now = actor_of(request).id, timezone.now()
    try:
        if request.POST.get("decision") == "take":
            version = wing.take_up(ruling, by=person, now=now)
            messages.success(request, _("已写进目录：%(version)s 版生效。") % {"version": version.name})
        else:
            wing.let_be(ruling, by=person, now=now)
            messages.success(request, _("这条裁定不进目录，已记下。"))
    except Refusal as refusal:
        return _page(request, why=sentence(refusal), about=ruling, status=refusal.status)
    return redirect("catalogue_rulings")
