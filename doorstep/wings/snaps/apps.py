"""The wing as Django knows it."""

from django.apps import AppConfig


class SnapsConfig(AppConfig):
    name = "doorstep.wings.snaps"
    label = "snaps"
    verbose_name = "随手拍"
