"""The outlines of communities and villages as GeoJSON in WGS-84, for the pin: from the pack, in the reader's language, cached."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.words import language, say
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.store.places.models import Place

FILE = "outline.geojson"
TOLERANCE = 0.0003
SHOWN = "community"


@guarded(everyone)
@require_safe
def outline(request: HttpRequest) -> HttpResponse:
    """Features with `code` and `name`. Answers 304 to whoever has them already."""
    body, tag = _outlines()
    is_known = request.headers.get("If-None-Match") == tag
    response = HttpResponse(status=304) if is_known else HttpResponse(body, content_type="application/geo+json")
    response.headers["ETag"] = tag
    patch_cache_control(response, private=True, max_age=3600)
    return response


def drawing() -> bytes:
    """The outlines themselves, for a map that adds to their names."""
    return _outlines()[0]


def _outlines() -> tuple[bytes, str]:
    path = towns.pack().file(FILE)
    return _from_pack(path, path.stat().st_mtime_ns, language()) if path else _from_places()


@lru_cache(maxsize=32)
def _from_pack(path: Path, changed_at: int, lang: str) -> tuple[bytes, str]:
    drawn = json.loads(path.read_text("utf-8"))
    return _encoded([_named(feature) for feature in drawn["features"] if feature["properties"].get("level") == SHOWN])


def _named(feature: dict[str, Any]) -> dict[str, Any]:
    known = feature["properties"]
    properties = {"code": known["code"], "name": say(Words(zh=known["zh"], en=known["en"]))}
    return {"type": "Feature", "properties": properties, "geometry": feature["geometry"]}


def _from_places() -> tuple[bytes, str]:
    """Where the pack brings no drawing of its own: from the places in force, with fewer corners."""
    rows = Place.objects.filter(level=SHOWN, is_retired=False, area__isnull=False).order_by("path")
    return _encoded([_drawn(row) for row in rows])


def _drawn(row: Place) -> dict[str, Any]:
    shape = shapely.from_wkb(bytes(row.area or b"")).simplify(TOLERANCE)
    spot = atlas().get(row.code)
    name = say(spot.label) if spot else row.zh
    geometry = json.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-5)))
    return {"type": "Feature", "properties": {"code": row.code, "name": name}, "geometry": geometry}


def _encoded(features: list[dict[str, Any]]) -> tuple[bytes, str]:
    body = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:20]}"'
