"""Search among published orders: by words in either script, by number, by the name or the sounds of a place."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.adapters.traditional import scripts_of
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.place_names import places_called
from doorstep.doors.web.public import asking
from doorstep.doors.web.public.counting import front_figures
from doorstep.doors.web.public.leaves import leaves
from doorstep.doors.web.shapes import Pager
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.suggesting import Suggestion, answer, typed_in
from doorstep.kernel.form import clean_text
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.store.cases.searching import QueryTooShort
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.publication import public
from doorstep.wings.publication.searching import Found, glimpse, read_forms, search

LEVELS = ("street", "community")


def typed_in_search(request: HttpRequest) -> str:
    """What was searched for; "" for a plain list."""
    return clean_text(request.GET.get("q", "")[:200]).strip()


def searched(request: HttpRequest, typed: str, asked: public.Asked, now: datetime) -> HttpResponse:
    """The list as found by words; a number that is public leads straight to its page."""
    if item := public.by_number(typed[:24]):
        return redirect("public_order", number=item.number)
    page = read_whole(request.GET.get("page", ""), digits=1) or 1
    found, why = _find(typed, asked, max(1, page))
    figures, at = front_figures(now)
    context = {
        "here": "public",
        "now": now,
        "figures": figures,
        "at": at,
        "q": typed,
        "why": why,
        "found": found,
        "spots": [
            (atlas().label(spot.path), f"{reverse('public')}?{urlencode({'place': spot.code})}")
            for spot in _spots(typed)
        ],
        "leaves": leaves(found.items),
        "pager": _pager(request, found, max(1, page)),
        "query": asking.as_query(request, q=""),
        "is_filtered": True,
        "asked": asking.given(request),
        **asking.choices(),
    }
    return render(request, "public/orders.html", context)


def _find(typed: str, asked: public.Asked, page: int) -> tuple[Found, str]:
    try:
        return search(read_forms((*scripts_of(typed), typed)), asked, page=page), ""
    except QueryTooShort as refusal:
        return Found(items=[], total=0), sentence(refusal)


def _pager(request: HttpRequest, found: Found, page: int) -> Pager:
    def url(number: int) -> str:
        return f"?{asking.as_query(request, page=str(number))}"

    more = found.total > page * public.PAGE
    return Pager(newer_url=url(page - 1) if page > 1 else "", older_url=url(page + 1) if more else "")


def _spots(typed: str) -> list[Spot]:
    return [spot for spot in places_called(typed, most=12) if spot.level in LEVELS][:4]


@guarded(everyone)
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Places, kinds and the newest published orders that hold what stands in the box, as JSON."""
    typed = typed_in(request)
    return answer(_suggestions(typed) if typed else ())


def _suggestions(typed: str) -> Iterator[Suggestion]:
    front = reverse("public")
    for spot in _spots(typed):
        yield Suggestion(
            url=f"{front}?{urlencode({'place': spot.code})}", text=atlas().label(spot.path), note=_("地点")
        )
    scripts = scripts_of(typed)
    kinds = (kind for kind in towns.pack().categories.classes if scripts[0] in kind.label.zh)
    for kind in list(kinds)[:2]:
        yield Suggestion(url=f"{front}?{urlencode({'kind': kind.code})}", text=kind.label, note=_("类别"))
    try:
        forms = read_forms((*scripts, typed))
    except QueryTooShort:
        return
    for number, title in glimpse(forms):
        yield Suggestion(url=reverse("public_order", args=[number]), text=title, note=number)
