"""The hotline wing as Django knows it."""

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "doorstep.wings.hotline"
    label = "hotline"
    verbose_name = "话务"
