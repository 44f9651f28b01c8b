"""网格公示: one public card for each grid, with the least that a resident needs, dated; found by list or by a point on the map.

Shows no private phone, no whole name without consent, nothing about residents. Printed, it carries a code to its own page.
"""

import json

import segno
import shapely
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.grid.sketching import sketch_of
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.resident.asking import place_options
from doorstep.doors.web.shapes import FormField, PlaceMap
from doorstep.doors.web.words import say
from doorstep.kernel.gridwork.books import in_force
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import Spot, atlas
from doorstep.store.places.models import Place
from doorstep.wings.grid import overview as look
from doorstep.wings.grid.overview import Look, Post
from doorstep.wings.grid.rules import shown_name
from doorstep.wings.grid.targets import unit_for

LEVELS = ("community", "grid", "special_grid")


@guarded(everyone)
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Every grid by street and community; ?place_lat= ?place_lon= leads to the card of the grid that holds the point."""
    if (found := _at_point(request)) is not None:
        return redirect("grid_card", found.code)
    streets = [
        (street, [(community, atlas().children(community.code)) for community in atlas().children(street.code)])
        for street in atlas().of_level("street")
    ]
    field = FormField(
        name="place",
        kind="place",
        label=_("您住在哪里"),
        help=_("选社区，或在地图上点。"),
        options=place_options(),
        map=PlaceMap(outlines_url=reverse("map_outline")),
    )
    context = {
        "here": "grids",
        "now": timezone.now(),
        "streets": streets,
        "field": field,
        "is_outside": "place" in request.GET,
    }
    return render(request, "grid/cards.html", context)


def _at_point(request: HttpRequest) -> Spot | None:
    """The grid that holds the point, else the community that was chosen."""
    try:
        lon, lat = float(request.GET.get("place_lon", "")), float(request.GET.get("place_lat", ""))
    except ValueError:
        spot = atlas().get(request.GET.get("place", ""))
    else:
        spot = atlas().place_at(lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None
    while spot is not None and spot.level not in LEVELS:
        spot = atlas().get(spot.parent) if spot.parent else None
    return None if spot is None or spot.is_retired else spot


def _card_spot(code: str) -> Spot:
    spot = atlas().get(code)
    if spot is None or spot.is_retired or spot.level not in LEVELS:
        raise Http404
    return spot


@guarded(everyone)
@require_safe
def card(request: HttpRequest, target: str) -> HttpResponse:
    """Name, extent, who answers, whom to call, since when."""
    spot = _card_spot(target)
    now = timezone.now()
    today = towns.pack().calendar.local_date(now)
    (own,) = look.look_at([spot], under=spot.path, today=today)
    above = atlas().get(spot.parent) if spot.level != "community" else None
    head = look.look_at([above], under=above.path, today=today)[0] if above else None
    book = towns.pack().gridwork
    unit = unit_for(spot.path)
    url = request.build_absolute_uri(reverse("grid_card", args=[spot.code]))
    context = {
        "here": "grids",
        "now": now,
        "spot": spot,
        "around": atlas().label(spot.path),
        "community": atlas().get(_community(spot)),
        "people": [*_people(own), *(_people(head) if head else [])],
        "parts": atlas().children(spot.code),
        "unit": unit_tree().label(unit) if unit else None,
        "card": book.grids.card,
        "phone": book.grids.card.phones.get(unit, ""),
        "duties": [one for one in in_force(book.duties, today) if one.is_public and one.kind == "duties"],
        "changed_at": look.changed_at(spot.code),
        "today": today,
        "sketch": mark_safe(sketch_of(spot.code, _community(spot))),
        "url": url,
        "qr": mark_safe(segno.make(url, error="m").svg_inline(omitsize=True, border=0)),
    }
    return render(request, "grid/card.html", context)


def _community(spot: Spot) -> str:
    return spot.code if spot.level == "community" else spot.parent


def _people(one: Look) -> list[tuple[Words, Words]]:
    """Responsibility and name, as much as the pack and the person allow; stand-ins only while they stand in."""
    card = towns.pack().gridwork.grids.card
    held = [(post, holder) for post in one.posts if post.kind.is_public for holder in post.today]
    agreed = look.consents({holder.person_id for _, holder in held}) if card.names == "full" and held else frozenset()
    return [
        (
            _label(post, holder.is_stand_in),
            shown_name(card.names, holder.name, post.kind.label, has_agreed=holder.person_id in agreed),
        )
        for post, holder in held
    ]


def _label(post: Post, is_stand_in: bool) -> Words:
    label = post.kind.label
    return Words(zh=f"{label.zh}（备岗）", en=f"{label.en} (stand-in)") if is_stand_in else label


@guarded(everyone)
@require_safe
def outline(request: HttpRequest, target: str) -> HttpResponse:
    """The grid and its neighbours in the community, as GeoJSON in WGS-84."""
    spot = _card_spot(target)
    rows = Place.objects.filter(parent_code=_community(spot), is_retired=False, area__isnull=False).order_by("path")
    response = JsonResponse({"type": "FeatureCollection", "features": [_feature(row) for row in rows]})
    response.headers["Content-Type"] = "application/geo+json"
    patch_cache_control(response, private=True, max_age=3600)
    return response


def _feature(row: Place) -> dict[str, object]:
    spot = atlas().get(row.code)
    shape = shapely.set_precision(shapely.from_wkb(bytes(row.area or b"")), 1e-5)
    return {
        "type": "Feature",
        "properties": {"code": row.code, "name": say(spot.label) if spot else row.zh},
        "geometry": json.loads(shapely.to_geojson(shape)),
    }
