"""The hotspots wing as Django knows it."""

from django.apps import AppConfig


class HotspotsConfig(AppConfig):
    name = "doorstep.wings.hotspots"
    label = "hotspots"
    verbose_name = "热点"
