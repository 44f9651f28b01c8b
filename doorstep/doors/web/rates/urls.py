"""Addresses of the rates. The public one stands before the public's own, which take any number."""

from django.urls import path

from doorstep.doors.web.rates import exclusions, public, views

urlpatterns = [
    path("rates/", views.rates, name="rates"),
    path("rates/cases/", views.cases, name="rates_cases"),
    path("rates/exclusions/", exclusions.exclusions, name="exclusions"),
    path("public/rates/", public.public_rates, name="public_rates"),
]
