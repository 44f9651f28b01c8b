"""四议两公开: staff see the matters of their villages and propose one; everybody sees those whose decision was made public, gate by gate."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.deliberation.candidates import MAY
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.guards import everyone, guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Pager
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.stories import story_of
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation import villages
from doorstep.wings.intake.inner import inner_law, opening_post


@guarded(may(MAY))
@never_cache
@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """All at one's places. ?page="""
    context = frame(request, "villages")
    desk: Desk = context["desk"]
    paths = ["/"] if desk.view.everything else list(desk.view.place_paths)
    page = _page(request)
    law_of = inner_law(villages.MECHANISM)
    may_propose = law_of is not None and opening_post(actor_of(request), law_of.opening) is not None
    context |= {"may_propose": may_propose, "here": "villages", **_rows(villages.matters_at(paths, page=page), page)}
    return render(request, "deliberation/villages.html", context)


@guarded(everyone)
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """What villages decided and made public. ?page="""
    page = _page(request)
    context = {"here": "public", **_rows(villages.public_matters(page=page), page)}
    return render(request, "deliberation/villages_public.html", context)


@guarded(everyone)
@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One of them with its gates; Http404 for what is not public."""
    matter = villages.public_matter(number[:24].replace("\x00", ""))
    held = find(matter.id) if matter else None
    if matter is None or held is None:
        raise Http404
    lines = [line for line in story_of(held.case, law(held.law_id), "public") if line.is_public]
    context = {"here": "public", "matter": matter, "where": atlas().label(matter.place_path), "lines": lines}
    return render(request, "deliberation/village_public.html", context)


def _page(request: HttpRequest) -> int:
    return min(read_whole(request.GET.get("page", ""), digits=3) or 1, 400)


def _rows(found: list[villages.Matter], page: int) -> dict[str, Any]:
    more = len(found) > villages.PAGE
    return {
        "rows": [{"matter": one, "where": atlas().label(one.place_path)} for one in found[: villages.PAGE]],
        "pager": Pager(
            newer_url=f"?page={page - 1}" if page > 1 else "", older_url=f"?page={page + 1}" if more else ""
        ),
    }
