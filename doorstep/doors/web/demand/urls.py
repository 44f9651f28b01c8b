"""Addresses of the demand picture."""

from django.urls import path

from doorstep.doors.web.demand import export, views

urlpatterns = [
    path("office/demand/", views.demand, name="demand"),
    path("office/demand/table.<str:kind>", export.export, name="demand_export"),
    path("demand/", views.public_demand, name="public_demand"),
]
