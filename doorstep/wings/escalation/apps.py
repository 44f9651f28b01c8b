"""The escalation wing as Django knows it."""

from django.apps import AppConfig


class EscalationConfig(AppConfig):
    name = "doorstep.wings.escalation"
    label = "escalation"
    verbose_name = "三级响应"
