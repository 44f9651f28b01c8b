"""The wing as Django knows it."""

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "doorstep.wings.deliberation"
    label = "deliberation"
    verbose_name = "议事"
