"""An outline as the specification's fields, in its order. Pure shaping: what is unknown or not public is null."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from doorstep.doors.open311.asking import A_DAY, is_closed, midnight
from doorstep.doors.web.words import say
from doorstep.store.cases import towns
from doorstep.store.cases.laws import law
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.store.places.middles import middles
from doorstep.wings.publication.outlines import Outline


def moment(at: datetime) -> str:
    """As the specification writes moments: the beginning of the day, with the town's offset."""
    return midnight(at).isoformat()


def end_of_day(at: datetime) -> str:
    """By the end of that day."""
    return (midnight(at) + A_DAY - timedelta(seconds=1)).isoformat()


def status_of(outline: Outline) -> str:
    state = law(outline.law_id).state(outline.state)
    return "closed" if is_closed(state.name, is_final=state.final) else "open"


def photos_of(outline: Outline, absolute: Callable[[str], str]) -> list[str]:
    """Addresses of the pictures that are public, faces and plates blurred."""
    return [absolute(reverse("public_photo", args=[outline.number, one])) for one in outline.photos]


def request_of(outline: Outline, absolute: Callable[[str], str]) -> dict[str, Any]:
    """All fields of a request. `absolute` turns a path of ours into an address."""
    state = law(outline.law_id).state(outline.state)
    status = status_of(outline)
    place = atlas().get(outline.community)
    lon, lat = middles().get(outline.community, (None, None))
    notes = outline.outcome if status == "closed" and outline.outcome else say(state.plain)
    return {
        "service_request_id": outline.number,
        "status": status,
        "status_notes": notes or None,
        "service_name": say(towns.pack().categories.label(outline.category)),
        "service_code": outline.category,
        "description": "\n".join(text for text in (outline.title, outline.body) if text) or None,
        "agency_responsible": say(unit_tree().label(outline.unit)) if outline.unit else None,
        "service_notice": None,
        "requested_datetime": moment(outline.opened_at),
        "updated_datetime": moment(outline.moved_at),
        "expected_datetime": end_of_day(outline.due_at) if outline.due_at and status == "open" else None,
        "address": say(atlas().label(place.path)) if place else None,
        "address_id": outline.community or None,
        "zipcode": None,
        "lat": lat,
        "long": lon,
        "media_url": next(iter(photos_of(outline, absolute)), None),
    }
