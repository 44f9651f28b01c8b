"""Published orders 晒单: a list with a map beside it, and a page for each."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.public import asking
from doorstep.doors.web.public.counting import front_figures
from doorstep.doors.web.public.finding import searched, typed_in_search
from doorstep.doors.web.public.leaves import days, leaf, leaves
from doorstep.doors.web.shapes import Pager
from doorstep.doors.web.words import say
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.stories import story_of
from doorstep.store.places.atlas import atlas
from doorstep.store.places.middles import middles
from doorstep.wings.publication import public
from doorstep.wings.publication.picturing import shown_ids


@guarded(everyone)
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """Twenty a page, newest first, with the town's figures above."""
    asked, now = asking.asked_of(request), timezone.now()
    if typed := typed_in_search(request):
        return searched(request, typed, asked, now)
    found = public.published(asked, after=asking.after_of(request))
    items, more = found[: public.PAGE], found[public.PAGE :]
    mark = f"{items[-1].published_at.isoformat()}~{items[-1].pk}" if more and items[-1].published_at else ""
    front = asking.as_query(request)
    pager = Pager(
        newer_url=f"?{front}" if request.GET.get("after") else "",
        older_url=f"?{asking.as_query(request, after=mark)}" if more else "",
    )
    figures, at = front_figures(now)
    context = {
        "here": "public",
        "now": now,
        "figures": figures,
        "at": at,
        "leaves": leaves(items),
        "pager": pager,
        "query": front,
        "is_filtered": bool(front),
        "asked": asking.given(request),
        **asking.choices(),
    }
    return render(request, "public/orders.html", context)


@guarded(everyone)
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One published order; Http404 for whatever is not public now."""
    item = public.by_number(number[:24])
    held = find(item.case_id) if item else None
    if item is None or held is None:
        raise Http404
    told = days(story_of(held.case, law(held.law_id), "public"))
    context = {"here": "public", "now": timezone.now(), "leaf": leaf(item), "days": told, "photos": shown_ids(item)}
    return render(request, "public/order.html", context)


@guarded(everyone)
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """One point for each community that has published orders, in its middle, as GeoJSON."""
    counts = public.count_by_community(asking.asked_of(request))
    middle = middles()
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": middle[code]},
            "properties": {
                "title": _title(code, count),
                "url": f"{reverse('public')}?{urlencode({'place': code})}",
                "tone": "ok",
            },
        }
        for code, count in sorted(counts.items())
        if code in middle
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _title(code: str, count: int) -> str:
    spot = atlas().get(code)
    said = ngettext("%(place)s %(count)s 件", "%(place)s %(count)s 件", count)
    return said % {"place": say(spot.label) if spot else code, "count": count}
