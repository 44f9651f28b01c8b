"""Addresses of plates: the short one they carry, and those of the people who make them."""

from django.urls import path

from doorstep.doors.web.signs import scanning

urlpatterns = [
    path("q/<str:code>/", scanning.scan, name="sign"),
]
