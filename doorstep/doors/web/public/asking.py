"""What a visitor asked to see, from the address; anything unknown in it counts as not asked."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from doorstep.doors.web.shapes import Option
from doorstep.store.cases import towns
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.publication.public import Asked

STREET_DIGITS = 9
STAGES = ("done", "in_hand")
NAMES = ("q", "place", "kind", "unit", "stage", "since", "until")
KINDS = ("department", "section", "company", "street", "community")


def asked_of(request: HttpRequest) -> Asked:
    """The filter in the address."""
    place = atlas().get(request.GET.get("place", ""))
    code = place.code if place and place.level in ("street", "community") else ""
    kind, unit, stage = (request.GET.get(name, "") for name in ("kind", "unit", "stage"))
    return Asked(
        place=code[:STREET_DIGITS] if place and place.level == "street" else code,
        kind=kind if kind in towns.pack().categories.by_code else "",
        unit=unit if unit in unit_tree() else "",
        stage=stage if stage in STAGES else "",
        since=_day(request.GET.get("since", "")),
        until=_day(request.GET.get("until", "")),
    )


def _day(raw: str) -> date | None:
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        return None
    return day if 1990 < day.year < 2100 else None


def given(request: HttpRequest) -> dict[str, str]:
    """What the filters say now, so that the page shows them again."""
    return {name: request.GET.get(name, "")[:60] for name in NAMES}


def as_query(request: HttpRequest, **more: str) -> str:
    """The same filter as a query string, with more laid over it; "" when nothing is asked."""
    kept = given(request) | more
    return urlencode({name: value for name, value in kept.items() if value})


def choices() -> dict[str, Any]:
    """What the filters offer."""
    places = [
        Option(code=spot.code, label=spot.label, group=street.label)
        for street in atlas().of_level("street")
        for spot in (street, *atlas().children(street.code))
    ]
    units = [Option(code=unit.code, label=unit.label) for unit in unit_tree().all(*KINDS)]
    kinds = [Option(code=one.code, label=one.label) for one in towns.pack().categories.classes]
    stages = [Option(code="done", label=_("办完的")), Option(code="in_hand", label=_("正在办的"))]
    return {"places": places, "units": units, "kinds": kinds, "stages": stages}


def after_of(request: HttpRequest) -> tuple[datetime, int] | None:
    """Where the page before ended; an unreadable mark begins at the front."""
    moment, _sign, item_id = request.GET.get("after", "").partition("~")
    try:
        found = datetime.fromisoformat(moment), int(item_id)
    except ValueError:
        return None
    return found if found[0].tzinfo and 0 < found[1] < 2**62 else None
