"""The style page: every component in every state, on samples and not on records. For those who build and those who test.

Open where DEBUG is on and to signed-in staff; to everybody else it does not exist.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from doorstep.doors.web import look_samples as samples
from doorstep.doors.web.guards import everyone, guarded, staff

PAGES = ("parts", "forms", "report", "case", "desk", "official")


@guarded(everyone)
def look(request: HttpRequest, page: str = "parts") -> HttpResponse:
    """One of PAGES. Raises Http404 to residents and strangers."""
    if page not in PAGES or not (settings.DEBUG or staff(request) is None):
        raise Http404
    return render(request, f"look/{page}.html", {"pages": PAGES, "page": page, "now": samples.NOW, **samples.context()})
