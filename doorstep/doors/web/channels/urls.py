"""Addresses of the channels' page."""

from django.urls import path

from doorstep.doors.web.channels import views

urlpatterns = [path("channels/", views.channels, name="channels")]
