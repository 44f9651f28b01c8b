"""Addresses of the callers."""

from django.urls import path

from doorstep.doors.web.callbacks import calling

urlpatterns = [
    path("callbacks/", calling.callbacks, name="callbacks"),
    path("callbacks/<str:number>/", calling.call, name="callback"),
    path("callbacks/<str:number>/phone/", calling.phone, name="callback_phone"),
    path("callbacks/<str:number>/ask/", calling.ask, name="callback_ask"),
    path("callbacks/<str:number>/<slug:verb>/", calling.take, name="callback_step"),
]
