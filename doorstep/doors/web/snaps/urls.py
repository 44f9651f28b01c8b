"""Addresses of snaps."""

from django.urls import path

from doorstep.doors.web.snaps import riding, snap

urlpatterns = [
    path("snap/", snap.snap, name="snap"),
    path("snap/forget/", riding.forget, name="forget_rider"),
    path("snap/<str:number>/", snap.thanks, name="snapped"),
]
