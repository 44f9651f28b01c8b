"""Requests: the list, one, and what happened to one; POST to the list makes a new one."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from doorstep.doors.open311.answering import Answer, resource
from doorstep.doors.open311.asking import Asked, asked_of
from doorstep.doors.open311.posting import post
from doorstep.doors.open311.shapes import Shapes, moment, status_of
from doorstep.doors.web.public.leaves import days
from doorstep.doors.web.words import say
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.stories import story_of
from doorstep.wings.publication.outlines import Outline, outlines, outlines_of

LONGEST_NUMBER = 24


@resource("GET", "POST")
def requests(request: HttpRequest) -> Answer:
    """GET requests, POST requests."""
    if request.method == "POST":
        return Answer(root="service_requests", content=[post(request)])
    asked = asked_of(request, timezone.now())
    if asked.numbers:
        return _rows(request, outlines_of([number for number in asked.numbers if len(number) <= LONGEST_NUMBER]))
    found = outlines(asked.wanted, limit=asked.size + 1, skip=(asked.page - 1) * asked.size)
    answer = _rows(request, found[: asked.size])
    if len(found) > asked.size:
        answer.headers["Link"] = f'<{_next(request, asked)}>; rel="next"'
    return answer


def _next(request: HttpRequest, asked: Asked) -> str:
    query = {**request.GET.dict(), "page": asked.page + 1, "page_size": asked.size}
    return request.build_absolute_uri(f"?{urlencode(query)}")


def _rows(request: HttpRequest, found: list[Outline]) -> Answer:
    wide = request.GET.get("extensions") == "true"
    shapes = Shapes(request.build_absolute_uri)
    rows = [{**shapes.request(one), **(_extended(request, one, shapes) if wide else {})} for one in found]
    return Answer(root="service_requests", content=rows)


def _extended(request: HttpRequest, one: Outline, shapes: Shapes) -> dict[str, Any]:
    """With `extensions=true`: where exactly it stands, and where to read more."""
    state = law(one.law_id).state(one.state)
    page = reverse("public_order", args=[one.number]) if one.is_published else ""
    return {
        "extended_attributes": {
            "state": state.name,
            "state_name": say(state.label),
            "is_published": one.is_published,
            "page_url": request.build_absolute_uri(page) if page else None,
            "photos": shapes.photos(one),
            "updates_url": request.build_absolute_uri(reverse("open311_updates", args=[one.number, "json"])),
        }
    }


def _outline(number: str) -> Outline:
    found = outlines_of([number]) if len(number) <= LONGEST_NUMBER else []
    if not found:
        raise CaseNotFound
    return found[0]


@resource("GET")
def one_request(request: HttpRequest, number: str) -> Answer:
    """GET requests/{service_request_id}."""
    return _rows(request, [_outline(number)])


@resource("GET")
def updates(request: HttpRequest, number: str) -> Answer:
    """What happened, oldest first: of a published case each public step, of another only how it stands."""
    outline = _outline(number)
    held = find(outline.id) if outline.is_published else None
    if held is None:
        told = [(moment(outline.moved_at), say(law(outline.law_id).state(outline.state).plain))]
    else:
        steps = days(story_of(held.case, law(held.law_id), "public"))[::-1]
        told = [(f"{day.on.isoformat()}T00:00:00+08:00", say(day.said)) for day in steps]
    rows = [
        {
            "update_id": f"{number}.{turn}",
            "service_request_id": number,
            "status": status_of(outline) if turn == len(told) else "open",
            "updated_datetime": at,
            "description": said or _("有了新情况"),
            "media_url": None,
        }
        for turn, (at, said) in enumerate(told, 1)
    ]
    return Answer(root="service_request_updates", content=rows)
