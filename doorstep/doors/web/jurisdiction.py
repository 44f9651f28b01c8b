"""Chooses the jurisdiction by host name, before anything else looks into the database. An unknown host is answered 404."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.register import JurisdictionUnknown, by_host


class JurisdictionMiddleware:
    """Puts `request.jurisdiction` (a register entry) in place and serves its schema for as long as the request lasts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            entry = by_host(request.META.get("HTTP_HOST", ""))
        except JurisdictionUnknown:
            return HttpResponseNotFound(
                "没有辖区使用这个域名。 No jurisdiction answers to this host name.", "text/plain; charset=utf-8"
            )
        request.jurisdiction = entry  # type: ignore[attr-defined]
        with serving(entry.schema):
            return self.get_response(request)
