"""The triage wing as Django knows it."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "doorstep.wings.triage"
    label = "triage"
    verbose_name = "研判"
