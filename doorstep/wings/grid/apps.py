"""The grid wing as Django knows it."""

from django.apps import AppConfig


class GridConfig(AppConfig):
    name = "doorstep.wings.grid"
    label = "grid"
    verbose_name = "网格"
