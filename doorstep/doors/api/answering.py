"""Answers one API request: find the call, ask its guard, read the body, run it, write the answer or the problem."""

from collections.abc import Callable

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from doorstep.doors.api.problems import BodyTooLarge, BodyUnreadable, problem
from doorstep.doors.api.routes import Call, Route, encode, table
from doorstep.doors.api.tokens import actor_behind
from doorstep.kernel.actor import ANONYMOUS
from doorstep.kernel.refusals import Refusal

PREFIX = "/api/v1"
LARGEST = 4 * 2**20
JSON = "application/json"
_decoders: dict[int, msgspec.json.Decoder] = {}  # type: ignore[type-arg]


class ApiMiddleware:
    """Takes what is under /api/v1 and hands on the rest. Stands right behind the choice of the jurisdiction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        from doorstep.doors.api import calls, documents, imports, inner, suggestions, understanding  # noqa: F401  (they fill the table)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX + "/"):
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            try:
                response = answer(request)
            except Refusal as refusal:
                response = problem(refusal)
        response["Content-Length"] = len(response.content)
        return response


def answer(request: HttpRequest) -> HttpResponse:
    """Raises a Refusal for whatever is wrong."""
    route, held = table.find(request.method or "GET", request.path_info[len(PREFIX) :])
    actor = actor_behind(request) if route.guard == "token" else ANONYMOUS
    query = request.GET.dict()
    # No text in PostgreSQL holds a NUL.
    if any("\x00" in part for part in (request.path_info, *query.values())):
        raise BodyUnreadable(why="NUL")
    call = Call(
        request=request,
        actor=actor,
        path=held,
        query=query,
        body=_body(request, route),
        key=_key(request),
    )
    result = route.handler(call)
    if isinstance(result, HttpResponse):
        return result
    return HttpResponse(encode(result), content_type=JSON, status=route.status)


def _body(request: HttpRequest, route: Route) -> object:
    if route.body is None:
        return None
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise BodyTooLarge(limit=LARGEST // 2**20)
    decoder = _decoders.get(id(route))
    if decoder is None:
        decoder = _decoders[id(route)] = msgspec.json.Decoder(route.body)
    try:
        return decoder.decode(request.read(LARGEST))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BodyUnreadable(why=str(error)[:200]) from None


def _key(request: HttpRequest) -> str | None:
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "").strip()
    return key[:80] or None
