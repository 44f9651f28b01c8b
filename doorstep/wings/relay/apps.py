"""The relay wing as Django knows it."""

from django.apps import AppConfig


class RelayConfig(AppConfig):
    name = "doorstep.wings.relay"
    label = "relay"
    verbose_name = "回传"
