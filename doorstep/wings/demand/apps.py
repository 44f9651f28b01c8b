"""The wing as Django knows it."""

from django.apps import AppConfig


class DemandConfig(AppConfig):
    name = "doorstep.wings.demand"
    label = "demand"
    verbose_name = "诉求走向"
