"""Answers a request in the format its address names: checks method and jurisdiction, and turns refusals into error lists.

Neither sessions nor cookies count here; therefore nothing can be forged from another site, and any site may ask.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from doorstep.doors.open311.faults import (
    AddressUnknown,
    BodyBroken,
    JurisdictionNotServed,
    MethodUnknown,
    TooOften,
    errors_of,
    status_of,
)
from doorstep.doors.open311.formats import MEDIA_TYPES, Format, write
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import Limit, address_of
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import towns
from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import schema
from doorstep.wings.intake.rationing import spend


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`root` names the outermost element of the XML."""

    root: str
    content: Any
    headers: dict[str, str] = field(default_factory=dict)


View = Callable[..., Answer]


def resource(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """A view of this door: open to everyone, of these methods, answering in the format `form` of its address."""

    def around(view: View) -> Callable[..., HttpResponse]:
        @guarded(everyone)
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, form: str = "xml", **held: str) -> HttpResponse:
            known: Format = "json" if form == "json" else "xml"
            with translation.override(translation.get_language_from_request(request)):
                if request.method == "OPTIONS":
                    return _dressed(HttpResponse(status=204), methods)
                try:
                    if form not in MEDIA_TYPES:
                        raise AddressUnknown
                    _check(request, methods, held)
                    made = view(request, **held)
                except Refusal as refusal:
                    return _dressed(_refused(refusal, known), methods)
                response = HttpResponse(write(made.root, made.content, known), content_type=MEDIA_TYPES[known])
                for name, value in made.headers.items():
                    response.headers[name] = value
                return _dressed(response, methods)

        return answer

    return around


def _check(request: HttpRequest, methods: tuple[str, ...], held: dict[str, str]) -> None:
    if request.method not in (*methods, *(["HEAD"] if "GET" in methods else [])):
        raise MethodUnknown
    try:
        given = {**request.GET.dict(), **request.POST.dict(), **held}
    except (SuspiciousOperation, RequestDataTooBig, MultiPartParserError) as broken:
        raise BodyBroken from broken
    # No text in PostgreSQL holds a NUL.
    if any("\x00" in part for part in (*given, *map(str, given.values()))):
        raise BodyBroken
    asked = str(given.get("jurisdiction_id") or "").strip().lower().removeprefix("www.").split(":")[0]
    if asked and asked not in jurisdiction_ids():
        raise JurisdictionNotServed(given=asked[:80])


def jurisdiction_ids() -> tuple[str, ...]:
    """What callers may call this jurisdiction: its hosts, its name, the code of its topmost place."""
    entry = register.by_schema(schema())
    return (*entry.hosts, entry.name, towns.pack().jurisdiction.code)


def _refused(refusal: Refusal, form: Format) -> HttpResponse:
    return HttpResponse(
        write("errors", errors_of(refusal), form), content_type=MEDIA_TYPES[form], status=status_of(refusal)
    )


def _dressed(response: HttpResponse, methods: tuple[str, ...]) -> HttpResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = ", ".join((*methods, "OPTIONS"))
    response.headers["Access-Control-Allow-Headers"] = "Content-Type, Idempotency-Key"
    response.headers["Access-Control-Expose-Headers"] = "Link"
    patch_vary_headers(response, ["Accept-Language"])
    return response


def ration(request: HttpRequest, *limits: Limit, who: str = "") -> None:
    """Count one use by this address, or by whoever is named. Raises TooOften."""
    wait = spend([limit.ration(who or address_of(request)) for limit in limits], now=timezone.now())
    if wait:
        raise TooOften(minutes=max(1, math.ceil(wait.total_seconds() / 60)))


@resource("GET")
def nowhere(request: HttpRequest, rest: str) -> Answer:
    """Any other address below this door."""
    raise AddressUnknown
