"""The outbox wing as Django knows it."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "doorstep.wings.outbox"
    label = "outbox"
    verbose_name = "通知"
