"""Addresses of the hotline desk. What was typed is always posted: no number and no word stands in an address."""

from django.urls import path

from doorstep.doors.web.hotline import desk, hints

urlpatterns = [
    path("hotline/", desk.hotline, name="hotline"),
    path("hotline/earlier/", hints.earlier, name="hotline_earlier"),
    path("hotline/hints/", hints.hints, name="hotline_hints"),
    path("hotline/places/", hints.places, name="hotline_places"),
]
