"""Turns a refusal nobody caught into a page with one plain sentence, never into a server error."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import Refusal


class RefusalMiddleware:
    """404 for what may not be seen, else the refusal's own status with its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if exception.status == 404:
            return render(request, "404.html", {"why": sentence(exception)}, status=404)
        return render(
            request, "refused.html", {"why": sentence(exception), "back": _back(request)}, status=exception.status
        )


def _back(request: HttpRequest) -> str:
    """The page of ours that the person came from, or ""."""
    came_from = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return came_from if is_ours else ""
