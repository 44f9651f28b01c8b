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

Where = tuple[str | None, float | None, float | None]


def moment(at: datetime) -> str:
    """As the specification writes moments: the beginning of the day, with the town's offset."""
    return midnight(at).isoformat()


def end_of_day(at: datetime) -> str:
    """By the end of that day."""
    return (midnight(at) + A_DAY - timedelta(seconds=1)).isoformat()


def status_of(outline: Outline) -> str:
    state = law(outline.law_id).state(outline.state)
    return "closed" if is_closed(state.name, is_final=state.final) else "open"


class Shapes:
    """Shapes the rows of one answer: a thousand rows name few places, categories, units and states, each looked up once."""

    def __init__(self, absolute: Callable[[str], str]) -> None:
        """`absolute` turns a path of ours into an address."""
        self._absolute = absolute
        self._middles = middles()
        self._wheres: dict[str, Where] = {}
        self._states: dict[tuple[int, str], tuple[str, str]] = {}
        self._words: dict[tuple[str, str], str | None] = {}

    def photos(self, outline: Outline) -> list[str]:
        """Addresses of the pictures that are public, faces and plates blurred."""
        return [self._absolute(reverse("public_photo", args=[outline.number, one])) for one in outline.photos]

    def request(self, outline: Outline) -> dict[str, Any]:
        """All fields of a request."""
        status, stands = self._state(outline)
        address, lat, lon = self._where(outline.community)
        is_open = status == "open"
        return {
            "service_request_id": outline.number,
            "status": status,
            "status_notes": stands if is_open else (outline.outcome or stands),
            "service_name": self._named("category", outline.category),
            "service_code": outline.category,
            "description": "\n".join(text for text in (outline.title, outline.body) if text) or None,
            "agency_responsible": self._named("unit", outline.unit),
            "service_notice": None,
            "requested_datetime": moment(outline.opened_at),
            "updated_datetime": moment(outline.moved_at),
            "expected_datetime": end_of_day(outline.due_at) if outline.due_at and is_open else None,
            "address": address,
            "address_id": outline.community or None,
            "zipcode": None,
            "lat": lat,
            "long": lon,
            "media_url": next(iter(self.photos(outline)), None),
        }

    def _state(self, outline: Outline) -> tuple[str, str]:
        key = (outline.law_id, outline.state)
        if key not in self._states:
            self._states[key] = (status_of(outline), say(law(outline.law_id).state(outline.state).plain))
        return self._states[key]

    def _where(self, community: str) -> Where:
        if community not in self._wheres:
            place = atlas().get(community)
            lon, lat = self._middles.get(community, (None, None))
            self._wheres[community] = (say(atlas().label(place.path)) if place else None, lat, lon)
        return self._wheres[community]

    def _named(self, kind: str, code: str) -> str | None:
        if (kind, code) not in self._words:
            words = towns.pack().categories.label(code) if kind == "category" else unit_tree().label(code)
            self._words[kind, code] = say(words) if code else None
        return self._words[kind, code]
