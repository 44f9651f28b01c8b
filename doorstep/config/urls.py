"""Addresses: which door answers which path. Each room keeps its own list."""

from importlib import import_module
from importlib.util import find_spec

from django.contrib import admin
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from doorstep.doors.open311.urls import urlpatterns as open311
from doorstep.doors.web.appearance import set_appearance
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.look import look
from doorstep.doors.wechat.urls import urlpatterns as wechat

ROOMS = (
    "joint",
    "resident",
    "signin",
    "desk",
    "office",
    "hot",
    "catalogue",
    "publication",
    "callbacks",
    "rates",
    "public",
    "open_data",
    "log",
    "escalation",
    "themes",
    "whistles",
    "grid",
    "timekeeping",
    "channels",
    "transfer",
    "relay",
    "suggestions",
    "triage",
    "signs",
    "snaps",
    "hotline",
    "demand",
    "credentials",
    "allowance",
    "pledges",
    "judging",
    "projects",
    "deliberation",
    "voting",
    "rights",
    "resources",
)


def _rooms() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for room in ROOMS:
        if find_spec(f"doorstep.doors.web.{room}") and find_spec(f"doorstep.doors.web.{room}.urls"):
            found += import_module(f"doorstep.doors.web.{room}.urls").urlpatterns
    return found


urlpatterns = [
    *_rooms(),
    *open311,
    *wechat,
    path("appearance/", guarded(everyone)(set_appearance), name="appearance"),
    path("look/", look, name="look"),
    path("look/<slug:page>/", look, name="look_page"),
    path("admin/", admin.site.urls),
    # Browsers ask for it at pages that name no icon of ours.
    path("favicon.ico", guarded(everyone)(RedirectView.as_view(url=static("icon.svg"))), name="favicon"),
]
