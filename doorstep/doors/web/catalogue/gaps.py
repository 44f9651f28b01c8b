"""Gaps 没人管的: categories and communities that no row covers, so that their cases go to consultation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from doorstep.doors.web.catalogue.shown import page, shown_gap
from doorstep.doors.web.guards import guarded, may
from doorstep.store.places.atlas import atlas
from doorstep.wings.catalogue.importing import gaps_of
from doorstep.wings.catalogue.queries import current_catalogue


@guarded(may("read_catalogue"))
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """Of the version in force."""
    communities = len(atlas().of_level("community"))
    found = gaps_of(current_catalogue().rows, on=timezone.localdate())
    shown = [shown_gap(gap, communities) for gap in found]
    return render(request, "catalogue/gaps.html", {**page(request, "gaps"), "gaps": shown, "communities": communities})
