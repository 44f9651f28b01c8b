"""Addresses of levels and supervision."""

from django.urls import path

from doorstep.doors.web.escalation import levels, supervision

urlpatterns = [
    path("office/levels/", levels.levels, name="levels"),
    path("office/supervision/", supervision.supervision, name="supervision"),
]
