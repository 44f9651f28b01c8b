"""The wing as Django knows it."""

from django.apps import AppConfig


class CallbacksConfig(AppConfig):
    name = "doorstep.wings.callbacks"
    label = "callbacks"
    verbose_name = "回访"
