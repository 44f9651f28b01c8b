"""The whistles wing as Django knows it."""

from django.apps import AppConfig


class WhistlesConfig(AppConfig):
    name = "doorstep.wings.whistles"
    label = "whistles"
    verbose_name = "吹哨报到"
