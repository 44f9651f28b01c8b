"""Kinds of case with a page made for them, beside the one that every case has. Names addresses for whoever may open them."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse

from doorstep.doors.web.guards import capabilities

# Kind of case: the page's name, and what one must be allowed to open it.
OWN: Mapping[str, tuple[str, str]] = {
    "candidate": ("candidate", "deliberate"),
    "assembly": ("assembly", "deliberate"),
    "poll": ("office_poll", "polls"),
    "project": ("office_project", "projects"),
    "need": ("office_need", "resources"),
}


def own_page(request: HttpRequest, mechanism: str, number: str) -> str:
    """Its address; "" where there is none, or none for this person."""
    name, what = OWN.get(mechanism, ("", ""))
    return reverse(name, args=[number]) if name and what in capabilities(request) else ""
