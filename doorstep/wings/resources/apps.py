"""The resources wing as Django knows it."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "doorstep.wings.resources"
    label = "resources"
    verbose_name = "五社资源"
