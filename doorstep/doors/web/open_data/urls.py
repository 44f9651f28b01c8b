"""Addresses of the open data."""

from django.urls import path

from doorstep.doors.web.open_data import views

urlpatterns = [
    path("open-data/", views.listed, name="open_data"),
    path("open-data/<slug:name>.<slug:form>", views.table, name="open_table"),
]
