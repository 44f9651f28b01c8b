"""Who may enter the pages of whistles, and with which part of the town in view."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doorstep.doors.web.desk.frame import frame
from doorstep.doors.web.guards import capabilities, staff

MAY_ENTER = {"whistle", "turn_out"}


def turns_out(request: HttpRequest) -> HttpResponse | None:
    """Signed in, and blows whistles or is called by them; to others the page does not exist."""
    if (refused := staff(request)) is not None:
        return refused
    return None if capabilities(request) & MAY_ENTER else render(request, "404.html", status=404)


def context_of(request: HttpRequest) -> dict[str, Any]:
    """What every page of whistles needs."""
    return frame(request, "whistles") | {"may_blow": "whistle" in capabilities(request)}
