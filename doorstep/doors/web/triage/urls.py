"""Addresses of triage."""

from django.urls import path

from doorstep.doors.web.triage import learning

urlpatterns = [
    path("office/triage/", learning.learning, name="triage"),
    path("office/triage/learn/", learning.learn, name="triage_learn"),
    path("office/triage/use/", learning.use, name="triage_use"),
]
