"""Addresses of suggestions."""

from django.urls import path

from doorstep.doors.web.suggestions import suggest

urlpatterns = [
    path("suggest/", suggest.make, name="suggest"),
]
