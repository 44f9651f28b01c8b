"""What a person decides about a hot issue: a case belongs to it after all, cases are split off, it becomes a theme."""

from collections import Counter
from collections.abc import Sequence
from os.path import commonpath

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.hot.hot import title_of
from doorstep.doors.web.office.frame import frame, key_of
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.actor import SYSTEM
from doorstep.kernel.refusals import CaseNotFound, FormRefused, Refusal
from doorstep.store.cases.acting import act
from doorstep.store.cases.opening import Opened
from doorstep.store.places.atlas import atlas
from doorstep.wings.hotspots import queries, services
from doorstep.wings.hotspots.models import Hotspot
from doorstep.wings.hotspots.queries import Gathered
from doorstep.wings.intake.inner import open_inner

DAYS = 60
MOST_GATHERED = 200


@guarded(may("themes"))
@require_POST
def add(request: HttpRequest, hotspot_id: int) -> HttpResponse:
    """One case by its number."""
    desk = frame(request, "hot")["desk"]
    number = request.POST.get("number", "").strip()
    try:
        moved = services.put([number], into=hotspot_id, actor=desk.actor, now=desk.now)
    except CaseNotFound:
        messages.error(request, _("没有编号为“%(number)s”的事项，请核对编号。") % {"number": number[:24]})
    else:
        messages.success(
            request,
            _("%(number)s 放进来了，以后重新归拢也不会动它。") % {"number": number} if moved else _("它本来就在里面。"),
        )
    return redirect("hotspot", hotspot_id)


@guarded(may("themes"))
@require_POST
def split(request: HttpRequest, hotspot_id: int) -> HttpResponse:
    """The ticked cases go out, or become an issue of their own."""
    desk = frame(request, "hot")["desk"]
    numbers = list(dict.fromkeys(request.POST.getlist("number")))[:MOST_GATHERED]
    if not numbers:
        messages.error(request, _("还没有选事项：先在前面打勾。"))
        return redirect("hotspot", hotspot_id)
    try:
        if request.POST.get("how") == "own":
            fresh = services.split_off(numbers, actor=desk.actor, now=desk.now)
            messages.success(request, _("单独成了一个热点。"))
            return redirect("hotspot", fresh)
        moved = services.put(numbers, into=None, actor=desk.actor, now=desk.now)
    except CaseNotFound as refusal:
        messages.error(request, sentence(refusal))
    else:
        said = ngettext(
            "拿出去 %(count)s 件，以后重新归拢也不会再进来。", "拿出去 %(count)s 件，以后重新归拢也不会再进来。", moved
        )
        messages.success(request, said % {"count": moved})
    return redirect("hotspot", hotspot_id)


@guarded(may("themes"))
@require_POST
def theme(request: HttpRequest, hotspot_id: int) -> HttpResponse:
    """A theme with all of its cases, in one go."""
    hotspot = Hotspot.objects.filter(id=hotspot_id).first()
    if hotspot is None:
        return render(request, "404.html", status=404)
    if hotspot.theme:
        return redirect("theme", hotspot.theme)
    try:
        opened = _start(request, hotspot)
    except FormRefused as refused:
        messages.error(request, " ".join(sentence(fault) for fault in refused.faults.values()))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("立了一题，件件都归进来了。"))
        return redirect("theme", opened.number)
    return redirect("hotspot", hotspot_id)


@transaction.atomic
def _start(request: HttpRequest, hotspot: Hotspot) -> Opened:
    """Open the theme and gather its cases, or neither."""
    desk = frame(request, "hot")["desk"]
    cases = queries.cases_of(hotspot.id)
    topic = "\n".join([title_of(hotspot), *hotspot.sentences])[:500]
    opened = open_inner(
        mechanism="theme",
        form={"topic": topic, "unit": request.POST.get("unit", ""), "days": DAYS},
        place=place_of(cases),
        category=category_of(cases),
        actor=desk.actor,
        key=key_of(request),
        now=desk.now,
    )
    if not opened.is_repeat:
        for case in cases[:MOST_GATHERED]:
            act(case_id=opened.case_id, verb="gather", form={"matter": case.number}, actor=SYSTEM, now=desk.now)
        services.note_theme(hotspot.id, opened.number)
    return opened


def place_of(cases: Sequence[Gathered]) -> str:
    """The smallest place that holds all of them."""
    parts = commonpath([case.place_path for case in cases]).strip("/").split("/") if cases else []
    for length in range(len(parts), 0, -1):
        spot = atlas().at(f"/{'/'.join(parts[:length])}/")
        if spot is not None:
            return spot.code
    return atlas().children()[0].parent or ""


def category_of(cases: Sequence[Gathered]) -> str:
    """The one most of them are of; of those as frequent the first in the alphabet."""
    counts = Counter(case.category for case in cases)
    return min(counts, key=lambda category: (-counts[category], category)) if counts else ""
