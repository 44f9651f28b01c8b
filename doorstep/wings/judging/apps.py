"""The judging wing as Django knows it."""

from django.apps import AppConfig


class JudgingConfig(AppConfig):
    name = "doorstep.wings.judging"
    label = "judging"
    verbose_name = "评估"
